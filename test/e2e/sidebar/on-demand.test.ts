// Sections that load when a person opens them: by keyboard, in every state, light and dark.

import { mkdir } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Frame } from 'playwright-core'
import { flaws, overflow } from '../../worlds/browser/flaws.ts'
import {
  browserPath,
  openFolds,
  settled,
  show,
  textOf,
  useWorld,
  world,
  type World,
} from '../../worlds/browser/preview.ts'

const { open, preview } = useWorld()
const out = new URL('../out/', import.meta.url)

beforeAll(async () => {
  await mkdir(out, { recursive: true })
})

/** The paths requested from the simulated Stripe during an operation. */
async function asked(act: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  const stop = preview().simulator.onRequest((line) => seen.push(line.path))
  await act()
  stop()
  return seen
}

/** The customer for whom every section has content. */
async function showLichthof(opened: World): Promise<Frame> {
  const frame = await show(opened, 'conv-tomasz')
  await frame.locator('[data-search]').first().click()
  await frame.locator('input[type=search]').fill('Lichthof')
  await frame.locator('[data-choice]').first().click()
  await frame.waitForSelector('h1:has-text("Atelier Lichthof")')
  await settled(frame, 'panel')
  return frame
}

const section = (frame: Frame, id: string) => frame.locator(`[data-panel="stripe:${id}"]`)
const isThere = (frame: Frame, id: string) =>
  frame.waitForSelector(`[data-panel="stripe:${id}"]:not([aria-busy=true]) .ts-section-body > *`)

const headerOf = (frame: Frame) => frame.locator('.ts-head').first().innerText()

/** Titles of opened rows that are cut off. */
const cutTitles = (frame: Frame) =>
  frame.evaluate(() =>
    [...document.querySelectorAll('.ts-item[open] .ts-item-title')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ textContent }) => textContent),
  )

const previewPath = '/v1/invoices/create_preview'

describe.skipIf(!browserPath)('a section that is opened', () => {
  test('is loaded once, by the key that opens it, and refreshed only while open', async () => {
    const opened = await open()
    let frame = await opened.sidebar()
    const first = await asked(async () => {
      frame = await showLichthof(opened)
    })
    expect(first).not.toContain(previewPath)
    const header = await headerOf(frame)
    const summary = section(frame, 'coming-up').locator('summary').first()
    await summary.focus()
    const opening = await asked(async () => {
      await summary.press('Enter')
      await isThere(frame, 'coming-up')
    })
    expect(opening.toSorted((a, b) => a.localeCompare(b))).toEqual([
      '/v1/invoiceitems',
      previewPath,
      '/v1/subscription_schedules',
    ])
    expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true)
    const text = await textOf(frame)
    expect(text).toContain('€115.98')
    // The headline is updated immediately, and the header still says why this customer is shown.
    expect(await frame.locator('.ts-verdict').innerText()).toContain('€115.98')
    expect(await headerOf(frame)).toBe(header)
    expect(text).toContain('One more seat for part of November: €12.50 (prorated, one-time item)')
    const again = await asked(async () => {
      await summary.press('Enter')
      await summary.press('Enter')
      await isThere(frame, 'coming-up')
    })
    expect(again).toEqual([])
    const refresh = async () => {
      const answered = opened.page.waitForResponse((response) => response.url().endsWith('/api/panels'))
      await summary.press('r')
      await answered
      await settled(frame, 'panel')
    }
    const whileOpen = await asked(async () => {
      await refresh()
      await isThere(frame, 'coming-up')
    })
    expect(whileOpen).toContain(previewPath)
    expect(await section(frame, 'coming-up').getAttribute('open')).not.toBeNull()
    await refresh()
    expect(await frame.locator('.ts-verdict').innerText()).toContain('€115.98')
    await isThere(frame, 'coming-up')
    await summary.press('Enter')
    expect(await asked(refresh)).not.toContain(previewPath)
    expect(opened.trouble).toEqual([])
  })

  test('says that it could not be loaded, and offers a retry', async () => {
    const opened = await open()
    const frame = await showLichthof(opened)
    const held = Promise.withResolvers<void>()
    await opened.page.route('**/api/panels', async (route) => {
      if (!route.request().postData()?.includes('stripe:balance')) return route.continue()
      await held.promise
      return route.abort()
    })
    const summary = section(frame, 'balance').locator('summary').first()
    await summary.press('Enter')
    await frame.waitForSelector('[data-panel="stripe:balance"][aria-busy=true] .ts-section-body > *')
    expect(await section(frame, 'balance').innerText()).not.toContain('This could not be opened')
    held.resolve()
    const retry = section(frame, 'balance').getByRole('button', { name: 'Try again' })
    await retry.waitFor()
    expect(await section(frame, 'balance').innerText()).toContain('This could not be opened')
    await opened.page.unrouteAll()
    await retry.press('Enter')
    await isThere(frame, 'balance')
    expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await section(frame, 'balance').innerText()).toContain('Changed manually')
  })
})

describe.skipIf(!browserPath).each(['light', 'dark'] as const)('%s', (theme) => {
  test('all sections, opened, have no axe violations and fit at 320 and 390 px', async () => {
    const opened = await open({
      bypassCSP: true,
      deviceScaleFactor: 2,
      viewport: { width: 1440, height: 1900 },
    })
    await world(opened.page, 'setTheme', theme)
    const frame = await showLichthof(opened)
    for (const width of [320, 390]) {
      await world(opened.page, 'setSidebarWidth', width)
      await frame.waitForFunction((wanted) => Math.abs(innerWidth - wanted) < 12, width)
      await openFolds(frame)
      expect(await overflow(frame), `at ${width} px`).toEqual([])
      expect(await cutTitles(frame), `at ${width} px`).toEqual([])
      if (width === 320) expect(await flaws(frame)).toEqual([])
      // Only for the picture.
      await frame.evaluate(() => {
        for (const panel of document.querySelectorAll('[data-panel]'))
          panel.toggleAttribute('hidden', !panel.getAttribute('data-panel')?.startsWith('stripe:'))
      })
      const handle = await frame.frameElement()
      await handle.screenshot({ path: new URL(`on-demand-${theme}-${width}.png`, out).pathname })
    }
    expect(opened.trouble).toEqual([])
  })
})

// Last, because the gateway remembers the refusal for a while.
describe.skipIf(!browserPath)('a section without a permission', () => {
  test('says what the key may not read, and the rest of the page stays', async () => {
    const opened = await open()
    const frame = await show(opened, 'conv-ines')
    preview().simulator.control.set({ previewNeeds: 'rak_invoice_write' })
    await section(frame, 'coming-up').locator('summary').first().press('Enter')
    await isThere(frame, 'coming-up')
    preview().simulator.control.set({ previewNeeds: 'rak_invoice_read' })
    const text = await section(frame, 'coming-up').innerText()
    expect(text).toContain('The Stripe key cannot read next invoices')
    expect(text).toContain('No pending items.')
    expect(await frame.locator('.ts-verdict').innerText()).toContain('Paying')
  })
})
