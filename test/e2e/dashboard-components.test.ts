// The Dashboard's components in a browser, under the strictest policy a page can have: drawn, reachable, and quiet.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  experimentalNames,
  intrinsicNames,
  nextNames,
  uiNames,
} from '../../simulator/dashboard/components/sdk-names.ts'
import { findBrowser, howToGetBrowser, launchBrowser } from './browser.ts'

type Gallery = { names: string[]; screens: string[]; calls: { name: string; argument: unknown }[] }
declare global {
  interface Window {
    gallery: Gallery
    axe: {
      run: (options?: object) => Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }>
    }
  }
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const config = new URL('../../simulator/dashboard/components/gallery/vite.config.ts', import.meta.url)
  .pathname
const folder = mkdtempSync(join(tmpdir(), 'dashboard-gallery-'))

let server: Server
let browser: Browser
let page: Page
let complaints: string[]

const serve = () =>
  createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://gallery').pathname
    const name = path === '/' ? '/index.html' : path
    try {
      const body = readFileSync(join(folder, name))
      const headers = {
        'content-type': types[extname(name)] ?? 'text/plain',
        'content-security-policy': policy,
      }
      response.writeHead(200, headers).end(body)
    } catch {
      response.writeHead(404).end()
    }
  }).listen(0, '127.0.0.1')

beforeAll(async () => {
  await build({ configFile: config, build: { outDir: folder } })
  server = serve()
  const path = await findBrowser()
  if (!path) throw new Error(howToGetBrowser)
  browser = await launchBrowser(path)
})

afterAll(async () => {
  await browser.close()
  await new Promise((done) => server.close(done))
  rmSync(folder, { recursive: true })
})

beforeEach(async () => {
  complaints = []
  page = await browser.newPage({ viewport: { width: 900, height: 800 }, reducedMotion: 'reduce' })
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
})

afterEach(async () => {
  await page.close()
  expect(complaints).toEqual([])
})

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

async function show(screen: string, options: Record<string, string> = {}): Promise<void> {
  await page.goto(`${address()}?${new URLSearchParams({ screen, theme: 'light', ...options })}`)
  await page.waitForSelector('.gallery-frame > *')
}

const gallery = () => page.evaluate(() => window.gallery)
const calls = async (name: string) => (await gallery()).calls.filter((call) => call.name === name)
const lastCall = async (name: string) => (await calls(name)).at(-1)?.argument

test('every name an extension can use is drawn, and no other', async () => {
  await page.goto(address())
  const { names } = await gallery()
  const known = new Set<string>([...uiNames, ...nextNames, ...experimentalNames, ...intrinsicNames])
  expect(names.toSorted()).toEqual([...known].toSorted())
})

describe('axe finds nothing', () => {
  for (const theme of ['light', 'dark']) {
    test(`on any screen, ${theme}`, async () => {
      await page.goto(address())
      const { screens } = await gallery()
      const found: string[] = []
      for (const screen of screens) {
        await show(screen, { theme })
        // Given through the debugger, which no policy holds up.
        await page.evaluate(axe)
        const { violations } = await page.evaluate(() =>
          window.axe.run({
            rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
          }),
        )
        found.push(
          ...violations.map(
            ({ id, nodes }) => `${screen} ${id} ${nodes.map(({ target }) => target.join()).join(' ')}`,
          ),
        )
      }
      expect(found).toEqual([])
    })
  }
})

test('no screen scrolls sideways in a drawer of 320 pixels', async () => {
  await page.goto(address())
  const { screens } = await gallery()
  const wide: string[] = []
  for (const screen of screens) {
    await show(screen, { width: '320' })
    const over = await page.evaluate(() =>
      [...document.querySelectorAll('.sd-view-body, .sd-page, .gallery-frame')].some(
        (part) => part.scrollWidth > part.clientWidth,
      ),
    )
    if (over) wide.push(screen)
  }
  expect(wide).toEqual([])
})

describe('a field controlled from afar', () => {
  beforeEach(() => show('afar'))
  const remote = () => page.locator('output').textContent()

  test('keeps every keystroke and the caret while its echoes arrive late', async () => {
    const note = page.getByLabel('Note')
    await note.focus()
    await page.keyboard.press('Home')
    await page.keyboard.type('Well, ', { delay: 25 })
    await expect.poll(remote).toContain('Well, Hello world')
    await page.keyboard.type('very ')
    await expect.poll(remote).toContain('Well, very Hello world')
    expect(await note.inputValue()).toBe('Well, very Hello world')
  })

  test('shows what the extension made of the text', async () => {
    await page.getByLabel('Capitals').press('End')
    await page.keyboard.type('cd', { delay: 20 })
    await expect.poll(() => page.getByLabel('Capitals').inputValue()).toBe('ABCD')
  })

  test('goes back to the value of an extension that refuses a change', async () => {
    await page.getByLabel('Digits').pressSequentially('x')
    await expect.poll(() => page.getByLabel('Digits').inputValue()).toBe('12')
    await page.getByLabel('Refused').click()
    await expect.poll(() => page.getByLabel('Refused').isChecked()).toBe(false)
  })

  test('cannot be typed into when nobody listens', async () => {
    await page.getByLabel('Fixed').pressSequentially('x')
    expect(await page.getByLabel('Fixed').inputValue()).toBe('Nobody listens')
  })

  test('switches and selects at once', async () => {
    await page.getByRole('switch', { name: 'On' }).click()
    expect(await page.getByRole('switch', { name: 'On' }).isChecked()).toBe(true)
    await page.getByRole('combobox', { name: 'One' }).selectOption('two')
    expect(await page.getByRole('combobox', { name: 'One' }).inputValue()).toBe('two')
    await expect.poll(remote).toContain('true | two')
  })
})

describe('fields', () => {
  test('send plain events that extensions can read', async () => {
    await show('fields')
    await page.getByLabel('Name').pressSequentially('I')
    expect(await lastCall('text')).toMatchObject({
      type: 'change',
      target: { value: 'I' },
      currentTarget: { value: 'I' },
    })
    await page.getByLabel('Carrier').selectOption('dhl')
    expect(await lastCall('select')).toMatchObject({ target: { value: 'dhl' } })
    await show('choices')
    await page.getByLabel('Tell the customer').click()
    expect(await lastCall('check')).toMatchObject({ target: { checked: true } })
    await page.getByLabel('To the outlet').click()
    expect(await page.getByLabel('Back to the shelf').isChecked()).toBe(false)
  })

  test('name their description and their error', async () => {
    await show('fields')
    const email = page.getByLabel('Email')
    expect(await email.getAttribute('aria-invalid')).toBe('true')
    const words = await email.evaluate((field) =>
      (field.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent?.trim()),
    )
    expect(words).toEqual(['For tracking mails.', 'This is no email address.'])
  })

  test('an amount is typed as people write it and sent in minor units', async () => {
    await show('choices')
    const refund = page.getByLabel('Refund')
    await refund.fill('1,234.5')
    expect(await lastCall('amount')).toBe(123450)
    await refund.blur()
    expect(await refund.inputValue()).toBe('1,234.50')
    await refund.fill('')
    expect(await lastCall('amount')).toBe(null)
    await refund.pressSequentially('1.239x')
    expect(await lastCall('amount')).toBe(123)
    await page.getByLabel('Currency').selectOption('JPY')
    expect(await lastCall('currency')).toBe('JPY')
    expect(await page.getByLabel('Fee').inputValue()).toBe('300')
  })

  test('a search field is used with the keyboard', async () => {
    await show('choices')
    const product = page.getByRole('combobox', { name: 'Product' })
    await product.pressSequentially('a')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await lastCall('search')).toBe('p3')
    expect(await product.inputValue()).toBe('Canvas bag')
    await page.getByRole('combobox', { name: 'Tags' }).click()
    await page.getByRole('option', { name: 'Linen shirt' }).click()
    expect(await lastCall('searchMany')).toEqual(['p2', 'p1'])
  })

  test('a range is picked as two days in the zone of the extension', async () => {
    await show('choices')
    await page.getByRole('button', { name: 'Shipped Last 7 days' }).click()
    await page.getByRole('button', { name: 'Show previous month' }).click()
    const days = page.getByRole('gridcell').locator('button:not(.sd-day-other)')
    await days.nth(9).click()
    await days.nth(3).click()
    const { range } = (await lastCall('range')) as { range: { start: Date; end: Date } }
    const inBerlin = (date: Date) =>
      new Intl.DateTimeFormat('en-GB', {
        timeZone: 'Europe/Berlin',
        dateStyle: 'short',
        timeStyle: 'medium',
      }).format(date)
    expect(inBerlin(range.start)).toMatch(/^04\/\d\d\/\d{4}, 00:00:00$/)
    expect(inBerlin(range.end)).toMatch(/^10\/\d\d\/\d{4}, 23:59:59$/)
    await page.getByRole('button', { name: /^Shipped/ }).click()
    await page.getByRole('button', { name: 'Year to date' }).click()
    expect(await lastCall('range')).toMatchObject({ range: 'yearToDate' })
  })

  test('a file goes to the page, and its record to the extension', async () => {
    await show('choices')
    await page
      .getByLabel('Proof of delivery')
      .setInputFiles({ name: 'proof.pdf', mimeType: 'application/pdf', buffer: Buffer.from('x') })
    await expect
      .poll(() => lastCall('file'))
      .toMatchObject({ object: 'file', filename: 'proof.pdf', purpose: 'dispute_evidence' })
  })
})

describe('buttons, links and menus', () => {
  beforeEach(() => show('buttons'))

  test('a press crosses as plain data', async () => {
    await page.getByRole('button', { name: 'Approve' }).click()
    expect(await lastCall('press')).toEqual({
      type: 'press',
      pointerType: 'mouse',
      altKey: false,
      ctrlKey: false,
      metaKey: false,
      shiftKey: false,
    })
  })

  test('a link to a place of the Dashboard goes through the page, and never leaves it', async () => {
    await page.getByRole('link', { name: 'A customer' }).click()
    expect(await lastCall('navigate')).toEqual({ name: 'customerDetails', params: { customerId: 'cus_1' } })
    expect(page.url()).toContain('screen=buttons')
  })

  test('a script is no address', async () => {
    expect(await page.locator('[href^="javascript"]').count()).toBe(0)
    expect(await page.getByText('a link that leads nowhere').evaluate((words) => words.tagName)).toBe('SPAN')
  })

  test('a menu is opened, moved through and left with the keyboard', async () => {
    const trigger = page.getByRole('button', { name: 'Actions', exact: true })
    await trigger.focus()
    await page.keyboard.press('Enter')
    expect(await trigger.getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await lastCall('menu')).toBe('refund')
    expect(await page.getByRole('menu').count()).toBe(0)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('menu').count()).toBe(0)
    expect(await trigger.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  test('buttons without room wait in a menu', async () => {
    expect(await page.getByRole('button', { name: 'Archive order' }).count()).toBe(0)
    await page.getByRole('button', { name: 'More actions' }).click()
    expect(await page.getByRole('button', { name: 'Archive order' }).isVisible()).toBe(true)
  })

  test('a tooltip shows on focus and is tied to what it explains', async () => {
    const target = page.getByRole('button', { name: 'Point here' })
    await target.focus()
    await page.getByRole('tooltip').waitFor()
    expect(await target.getAttribute('aria-describedby')).toBe(
      await page.getByRole('tooltip').getAttribute('id'),
    )
    await page.keyboard.press('Escape')
    expect(await page.getByRole('tooltip').count()).toBe(0)
  })
})

describe('views', () => {
  test('a focus view keeps the keyboard, asks before closing, and gives the focus back', async () => {
    await show('focus')
    const dialog = page.getByRole('dialog', { name: 'Approve return' })
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press('Tab')
      expect(await dialog.evaluate((view) => view.contains(document.activeElement))).toBe(true)
    }
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog', { name: 'Leave without refunding?' }).waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByRole('alertdialog').count()).toBe(0)
    expect(await dialog.isVisible()).toBe(true)
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Leave' }).click()
    expect(await dialog.count()).toBe(0)
    const opener = page.getByRole('button', { name: 'Approve return' })
    await opener.click()
    await page.getByRole('button', { name: 'Continue' }).click()
    expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  test('settings hand over their named fields', async () => {
    await show('settings')
    await page.getByLabel('Gateway').fill('https://other.example.com/')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await lastCall('save')).toEqual({ gateway: 'https://other.example.com/', shipments: 'yes' })
  })

  test('sign-in explains itself in a view of its own', async () => {
    await show('sign-in')
    await page.getByRole('button', { name: 'Learn more' }).click()
    await page.getByRole('dialog', { name: 'What Shipping Desk does' }).waitFor()
  })

  test('finished onboarding tells the page', async () => {
    await show('onboarded')
    await expect.poll(async () => (await calls('onboardingCompleted')).length, { timeout: 5000 }).toBe(1)
  })
})

describe('tables, lists and tabs', () => {
  test('a list row is pressed with the keyboard', async () => {
    await show('lists')
    await page.getByRole('button', { name: /^Linen shirt/ }).press('Enter')
    expect(await lastCall('list')).toBe('one')
  })

  test('tabs follow the arrow keys', async () => {
    await show('tabs')
    await page.getByRole('tab', { name: 'Items' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.getByRole('tabpanel').first().textContent()).toBe('Nothing happened.')
    await page.getByRole('tab', { name: 'Next two' }).click()
    expect(await page.getByText('Content of the second.').isVisible()).toBe(true)
  })

  test('rows are paged, ticked, pressed and acted on', async () => {
    await show('data', { width: '800' })
    const table = page.locator('.sd-data-table').first()
    expect(await table.getByText('1–3 of 7 results').isVisible()).toBe(true)
    await table.getByRole('checkbox', { name: 'Select row ship_1043' }).click()
    expect(Object.keys((await lastCall('batch')) as object)).toEqual(['ship_1043'])
    await table.getByText('Delivered').click()
    expect(await lastCall('row')).toMatchObject({ id: 'ship_1043' })
    await table.getByRole('button', { name: 'Actions for ship_1042' }).click()
    await page.getByRole('menuitem', { name: 'Refund' }).click()
    expect(await lastCall('refund')).toMatchObject({ id: 'ship_1042' })
    await table.getByRole('button', { name: 'Next' }).click()
    expect(await lastCall('page')).toBe(2)
    expect(await table.getByText('Misaki Ito').isVisible()).toBe(true)
  })

  test('columns change their place and width by the keyboard', async () => {
    await show('data', { width: '800' })
    await page.getByRole('button', { name: /^Status, move/ }).press('Shift+ArrowRight')
    const order = (await lastCall('order')) as { key: string }[]
    expect(order.map(({ key }) => key).slice(0, 3)).toEqual(['name', 'amount', 'status'])
    const width = () =>
      page
        .getByRole('columnheader', { name: /^Amount/ })
        .evaluate((cell) => (cell as HTMLElement).offsetWidth)
    const before = await width()
    await page.getByRole('separator', { name: 'Width of Amount' }).press('ArrowRight')
    expect(await width()).toBeGreaterThan(before)
  })
})
