// A company's way from sign-up to its first customer in the sidebar, in the preview: Stripe connected after wrong keys, a connection key,
// a sidebar that opens the sealed Stripe key with it, and what revoking does.

import { mkdirSync } from 'node:fs'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPreview, type Preview } from '../../../cli/preview/world.ts'
import { findBrowser, howToGetBrowser, launchBrowser, patienceMs } from '../../worlds/browser/chromium.ts'
import { flaws, overflow } from '../../worlds/browser/flaws.ts'
import { show, withStore, world } from '../../worlds/browser/preview.ts'

const out = new URL('../out/', import.meta.url)
const email = 'ada@example.com'

let preview: Preview
let browser: Browser
let page: Page
const trouble: string[] = []

beforeAll(async () => {
  mkdirSync(out, { recursive: true })
  const path = await findBrowser()
  if (!path) throw new Error(howToGetBrowser)
  preview = await startPreview({ PORT: '0', TILLSIDE_HOSTED: 'on' }, { quiet: true })
  browser = await launchBrowser(path)
  page = await openPage()
})
afterAll(async () => {
  await browser.close()
  await preview.close()
})

async function openPage(more: BrowserContextOptions = {}): Promise<Page> {
  // axe is a script, which the page's policy would refuse.
  const context = await browser.newContext({
    viewport: { width: 1024, height: 900 },
    locale: 'en-GB',
    bypassCSP: true,
    ...more,
  })
  context.setDefaultTimeout(patienceMs)
  const opened = await context.newPage()
  opened.on('pageerror', (error) => trouble.push(error.message))
  return opened
}

/** The code in the newest mail of the preview's mailbox. */
async function readCode(): Promise<string> {
  const mailbox = preview.mailboxUrl ?? ''
  for (;;) {
    const list = await (await fetch(mailbox)).text()
    const path = /<li><a href="(\/[^"]+)"/.exec(list)?.[1]
    const mail = path === undefined ? '' : await (await fetch(new URL(path, mailbox))).text()
    const code = /^ {4}(\d{6})$/m.exec(mail)?.[1]
    if (code !== undefined) return code
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const button = (name: string) => page.getByRole('button', { name, exact: true })
const picture = (name: string) =>
  page.screenshot({
    path: new URL(`company-${name}.png`, out).pathname,
    fullPage: true,
    animations: 'disabled',
  })

/** Pastes a key where one is asked for, and waits for what the page says about it. */
async function paste(key: string): Promise<void> {
  await page.getByLabel('Restricted key').fill(key)
  await button('Connect').click()
}

test('signs up and finds the first steps', async () => {
  await page.goto(preview.consoleUrl)
  await page.getByLabel('E-mail address').fill(email)
  await button('Send me a code').click()
  await page.getByLabel('Code').waitFor()
  await page.getByLabel('Code').fill(await readCode())
  // Where the browser has passkeys, the page offers one first.
  const later = button('Not now')
  const name = page.getByLabel('Name of the company')
  await later.or(name).first().waitFor()
  if (await later.isVisible()) await later.click()
  await name.fill('Kelpie Coffee')
  await button('Create').click()
  await page.getByRole('heading', { name: 'First steps' }).waitFor()
  await picture('empty')
  expect(await flaws(page.mainFrame())).toEqual([])
  expect(await page.getByText('0 of 4 done.').isVisible()).toBe(true)
})

test('refuses keys that should not be kept, in words, and keeps a restricted one', async () => {
  await button('Make the recovery code').click()
  await page.getByText('Your recovery code.').waitFor()
  await button('Connect Stripe').click()
  const { keys } = preview.simulator
  for (const [key, words] of [
    [keys.secret, 'This is a secret key'],
    [keys.publishable, 'This is a publishable key'],
    ['tsk_live_whatever', 'connection key of Tillside'],
    ['rk_live_', 'not a whole restricted key'],
    [keys.revoked, 'does not accept this key'],
    [keys.canWrite, 'may change customers'],
  ] as const) {
    await paste(key)
    await page.getByRole('alert').filter({ hasText: words }).waitFor()
  }
  await picture('refused')
  expect(await flaws(page.mainFrame())).toEqual([])
  await paste(keys.live)
  await page.getByText('may read everything that is needed').waitFor()
  await page
    .locator('#stripe-keys')
    .getByText(`rk_live_…${keys.live.slice(-4)}`)
    .waitFor()
  expect(await page.content()).not.toContain(keys.live)
  await picture('connected')
})

let connectionKey = ''

test('makes a connection key, which opens the Stripe key for the sidebar', async () => {
  await button('Make a connection key').click()
  await page.getByLabel('For whom').fill('Ann’s Missive')
  await button('Make the key').click()
  connectionKey = (await page.locator('#connection-keys .secret').textContent()) ?? ''
  expect(connectionKey).toMatch(/^tsk_live_[A-Za-z0-9]{38}$/)
  await picture('key')
  expect(await flaws(page.mainFrame())).toEqual([])

  const missive = await openPage({ viewport: { width: 1440, height: 900 } })
  await missive.goto(`${preview.url}?only=inbox`)
  await missive.waitForFunction(() => 'world' in window)
  const sidebar = async () => {
    const handle = await missive.waitForSelector('iframe[src*="/sidebar/"]')
    const frame = await handle.contentFrame()
    if (!frame) throw new Error('The sidebar has no frame')
    await frame.waitForSelector('[data-state]')
    return frame
  }
  const opened = { page: missive, trouble, sidebar, preview }
  const settings = { version: 1, kind: 'key', url: preview.gatewayUrl, connectionKey }
  await withStore(opened, { tillside: settings })
  const frame = await show(opened, 'conv-tomasz')
  expect(await frame.locator('main').textContent()).toContain('Tomasz')
  await missive.screenshot({ path: new URL('company-sidebar.png', out).pathname })

  // Openings are counted together, and stored a moment later.
  await expect
    .poll(async () => {
      await page.reload()
      await page.getByRole('heading', { name: 'When the Stripe keys were opened' }).waitFor()
      return page.getByText('by the key for Ann’s Missive, for sidebar').count()
    })
    .toBeGreaterThan(0)
  await page.getByRole('heading', { name: 'First steps' }).waitFor({ state: 'detached' })
  await picture('in-use')

  await button('Revoke the key for Ann’s Missive').click()
  await button('Revoke the key').last().click()
  await page.getByText('One revoked key').waitFor()
  await world(missive, 'select', [])
  await world(missive, 'select', ['conv-ines'])
  await frame.waitForSelector('[data-state=setup], [data-state=error]')
  expect(await frame.locator('main').textContent()).not.toContain('Ines')
})

test('the proxy lane asks Stripe with the company’s key, and a lost recovery code is not accepted', async () => {
  const ask = (key: string) =>
    fetch(`${preview.gatewayUrl}/stripe/v1/customers?limit=1`, {
      headers: { Authorization: `Bearer ${key}` },
    })
  expect((await ask(connectionKey)).status).toBe(401)
  await button('Make a connection key').click()
  await page.getByLabel('For whom').fill('A program')
  await page.getByLabel(/Recovery code, or/).fill('00000-00000-00000-00000-000000')
  await button('Make the key').click()
  await page.getByRole('alert').filter({ hasText: 'does not open' }).waitFor()
})

test('fits a phone and has no violations in dark', async () => {
  const phone = await openPage({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
  await phone.context().addCookies(await page.context().cookies())
  await phone.goto(page.url())
  await phone.getByRole('heading', { name: 'Connection keys' }).waitFor()
  expect(await overflow(phone.mainFrame())).toEqual([])
  expect(await flaws(phone.mainFrame())).toEqual([])
  await phone.screenshot({ path: new URL('company-phone-dark.png', out).pathname, fullPage: true })
  expect(trouble).toEqual([])
})
