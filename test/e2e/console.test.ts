// The operator's page in a real browser: the way in, looking through events, handling one again, and nothing for axe to find.

import { mkdir } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { browserPath, consoleSecret, useConsole } from './console-world.ts'
import { flaws, overflow } from './look-closely.ts'

const filled = useConsole({ isFilled: true })
const empty = useConsole()
const closed = useConsole({ isClosed: true })
const out = new URL('./out/', import.meta.url)
const pictures = new URL('../../docs/guide/pictures/', import.meta.url)
const named = new Set(['console-list-1440-light', 'console-event-1440-light'])
const isUpdating = process.env['UPDATE_PICTURES'] === '1'

beforeAll(async () => {
  for (const folder of isUpdating ? [out, pictures] : [out]) await mkdir(folder, { recursive: true })
})

const rows = (page: Page) =>
  page
    .locator('#events tbody tr')
    .evaluateAll((all) => all.map((row) => row.querySelector('a')?.textContent ?? ''))
const settled = (page: Page) => page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
const auditOf = async (target: string) => {
  const found = await filled
    .store()
    .selectFrom('audit')
    .select(['action', 'actor'])
    .where('target', '=', target)
    .execute()
  return found.map(({ action, actor }) => `${action} ${actor}`)
}

describe.skipIf(!browserPath)('the way in', () => {
  test('a wrong secret is said to be wrong, the right one lets in, and the address is kept', async () => {
    const { page, trouble } = await filled.open('/console/events?state=dead')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('secret')
    await page.locator('#secret').fill('a guess that is long enough')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=alert] >> text=This is not the secret')
    expect(await page.locator('#events').count()).toBe(0)
    // What the browser itself notes about the refusal.
    expect(trouble.splice(0).join()).toContain('401')
    await page.locator('#secret').fill(consoleSecret)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#events tbody tr')
    expect(await rows(page)).toEqual(['customer.subscription.deleted'])
    const [cookie] = await page.context().cookies()
    expect(cookie).toMatchObject({ name: 'tillside-console', httpOnly: true, sameSite: 'Strict', path: '/' })
    expect(await page.evaluate(() => document.cookie)).toBe('')
    await page.reload()
    await page.waitForSelector('#events tbody tr')
    expect(trouble).toEqual([])
  })

  test('signing out takes everything off the page, and nothing brings it back', async () => {
    const { page } = await filled.enter()
    await page.locator('text=Sign out').click()
    await page.waitForSelector('#secret')
    expect(await page.locator('body').innerText()).not.toContain('subscription')
    await page.reload()
    await page.waitForSelector('#secret')
  })

  test('a session that ends while somebody looks puts everything away and says so', async () => {
    const { page } = await filled.enter('/console/events?open=evr_handled')
    await page.waitForSelector('.pane .tree')
    await page.context().clearCookies()
    await page.waitForSelector('text=The session has ended', { timeout: 15_000 })
    expect(await page.locator('.pane, #events').count()).toBe(0)
  })

  test('without a secret in the settings the page says which one opens it', async () => {
    const { page, trouble } = await closed.open()
    await page.waitForSelector('text=TILLSIDE_CONSOLE_SECRET')
    expect(await page.locator('#secret').count()).toBe(0)
    expect(trouble).toEqual([])
  })
})

describe.skipIf(!browserPath)('the list', () => {
  test('is narrowed by state, mode, type and id; the address says how, and Back and reload keep it', async () => {
    const { page, trouble } = await filled.enter()
    await page.locator('.chips button >> text=Gave up').click()
    await page.waitForFunction(() => document.querySelectorAll('#events tbody tr').length === 1)
    expect(page.url()).toMatch(/\/console\/events\?state=dead$/)
    await page.locator('.chips button >> text=All').click()
    await page.locator('.chips button >> text=Test').click()
    await expect.poll(() => rows(page)).toEqual(['customer.updated'])
    await page.reload()
    await page.waitForSelector('#events tbody tr')
    expect(await rows(page)).toEqual(['customer.updated'])
    expect(await page.locator('.chips button >> text=Test').getAttribute('aria-pressed')).toBe('true')
    await page.locator('.chips button >> text=Test').click()
    await page.locator('#find').fill('charge.dispute')
    await page.keyboard.press('Enter')
    await expect.poll(() => rows(page)).toEqual(['charge.dispute.created'])
    await page.locator('#find').fill('sub_1QkPq7GhTnWyRa7')
    await page.keyboard.press('Enter')
    await expect.poll(() => rows(page)).toEqual(['customer.subscription.deleted'])
    await page.locator('#find').fill('nothing.like.this')
    await page.keyboard.press('Enter')
    await page.locator('text=Show all').click()
    await expect.poll(async () => (await rows(page)).length).toBe(25)
    await page.locator('text=Older events').click()
    await expect.poll(async () => (await rows(page)).length).toBe(50)
    expect(trouble).toEqual([])
  })

  test('is renewed by itself, and waits while nobody sees it', async () => {
    const { page } = await filled.enter('/console/events?state=waiting')
    await expect.poll(() => rows(page)).toEqual(['invoice.payment_failed'])
    const change = (state: 'running' | 'waiting') =>
      filled.store().updateTable('events').set({ state }).where('id', '=', 'evr_trying').execute()
    await change('running')
    await page.waitForSelector('text=No event is like this', { timeout: 15_000 })
    await change('waiting')
    await page.waitForSelector('#events tbody tr', { timeout: 15_000 })
  })

  test('that cannot be renewed stays, and says how old it is', async () => {
    const { page } = await filled.enter()
    await page.route('**/api/console/**', (route) => route.abort())
    await page.locator('text=Refresh').click()
    await page.waitForSelector('[role=alert] >> text=The gateway does not answer')
    expect((await rows(page)).length).toBe(25)
    await page.unroute('**/api/console/**')
    await page.locator('text=Refresh').click()
    await page.waitForSelector('text=Up to date')
  })

  test('of a gateway that never had an event says how to send one', async () => {
    const { page, trouble } = await empty.enter()
    await page.waitForSelector('text=No event has come yet')
    expect(await page.locator('.command code').innerText()).toBe('npx tillside trigger invoice.paid')
    expect(await page.locator('#endpoints').innerText()).toContain('Nothing sent yet')
    expect(trouble).toEqual([])
  })
})

describe.skipIf(!browserPath)('one event', () => {
  test('shows its attempts, steps and payload; names are masked until they are asked for', async () => {
    const { page, trouble } = await filled.enter()
    await page.locator('a >> text=customer.subscription.deleted').click()
    await page.waitForSelector('.pane .tree')
    const text = await page.locator('.pane').innerText()
    expect(text).toContain('The handler note-orders failed')
    expect(text).toContain('tell-sales')
    expect(text).toContain('Try 8')
    expect(text).not.toMatch(/marisol|Porto|K-2041/i)
    await page.locator('text=Show in full').click()
    await page.locator('[data-confirm]').click()
    await page.waitForSelector('.pane >> text=marisol@example.com')
    expect(await auditOf('evr_dead')).toEqual(['event.unmasked console'])
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => !document.querySelector('.pane'))
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(
      'customer.subscription.deleted',
    )
    await page.goBack()
    await page.waitForSelector('.pane .tree')
    // Opened anew it is masked again.
    expect(await page.locator('.pane').innerText()).not.toContain('marisol')
    expect(trouble).toEqual([])
  })

  test('that gave up is handled again, once it was asked whether it should', async () => {
    const { page, trouble } = await filled.enter('/console/events?state=dead')
    const button = page.locator('[aria-label="Replay: customer.subscription.deleted"]')
    await button.click()
    await page.waitForSelector('.question >> text=What was finished is kept')
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Replay…')
    expect(await auditOf('evr_dead')).toEqual(['event.unmasked console'])
    await button.click()
    await page.locator('[data-confirm]').click()
    await page.waitForSelector('[role=status] >> text=It is in the queue')
    await page.waitForSelector('text=No event is like this')
    expect(await auditOf('evr_dead')).toEqual(['event.unmasked console', 'event.replayed console'])
    const row = await filled
      .store()
      .selectFrom('events')
      .select(['state', 'attempts'])
      .where('id', '=', 'evr_dead')
      .executeTakeFirst()
    expect(row).toEqual({ state: 'waiting', attempts: 0 })
    await filled
      .store()
      .updateTable('events')
      .set({ state: 'dead', attempts: 8, error: 'handler_failed:note-orders' })
      .where('id', '=', 'evr_dead')
      .execute()
    expect(trouble).toEqual([])
  })

  test('with a delivery that gave up: refused while its endpoint is disabled, sent again afterwards', async () => {
    const { page } = await filled.enter()
    await page.locator('[data-endpoint=orders] .ts-link').click()
    await expect.poll(() => rows(page)).toEqual(['charge.dispute.created'])
    await page.locator('a >> text=charge.dispute.created').click()
    await page.waitForSelector('.delivery')
    expect(await page.locator('.pane').innerText()).not.toContain('Marisol')
    const again = page.locator('.delivery:has-text("orders") >> text=Send again')
    await again.click()
    await page.locator('[data-confirm]').click()
    await page.waitForSelector('.question [role=alert] >> text=enable it first')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.locator('[aria-label="Enable orders"]').click()
    await page.locator('[data-confirm]').click()
    await page.waitForSelector('[data-endpoint=orders] >> text=Healthy')
    await page.locator('a >> text=charge.dispute.created').click()
    await again.click()
    await page.locator('[data-confirm]').click()
    await page.waitForSelector('.delivery:has-text("orders") >> text=Waiting')
    expect(await auditOf('dlv_gave_up')).toEqual(['delivery.replayed console'])
    expect(await auditOf('orders')).toEqual(['endpoint.enabled console'])
    const db = filled.store()
    await db
      .updateTable('deliveries')
      .set({ state: 'dead', error: 'status_500' })
      .where('id', '=', 'dlv_gave_up')
      .execute()
    await db
      .updateTable('endpoints')
      .set({ state: 'disabled', reason: 'failing' })
      .where('id', '=', 'orders')
      .execute()
  })
})

test.skipIf(!browserPath)('everything is reached by keyboard, and shows where it is', async () => {
  const { page } = await filled.enter('/console/events?state=dead')
  const seen: string[] = []
  await page.evaluate(() => document.querySelector<HTMLElement>('body')?.focus())
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const element = document.activeElement
      if (!(element instanceof HTMLElement) || element === document.body) return undefined
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      return {
        name: element.getAttribute('aria-label') ?? element.innerText,
        ring: `${outlineStyle} ${outlineWidth}`,
      }
    })
    if (!at) break
    expect(at.ring, at.name).toBe('solid 2px')
    seen.push(at.name)
  }
  for (const name of [
    'To the content',
    'Events',
    'Endpoints',
    'Schedules',
    'Sign out',
    'Refresh',
    'Type or id',
    'All',
    'Gave up 1',
    'Live',
    'customer.subscription.deleted',
    'Replay: customer.subscription.deleted',
    'Enable orders',
  ])
    expect(seen).toContain(name)
})

type Look = { name: string; reach: (width: number, colorScheme: 'light' | 'dark') => Promise<Page> }
const looks: Look[] = [
  {
    name: 'list',
    reach: async (width, colorScheme) =>
      (await filled.enter('/console/events', given(width, colorScheme))).page,
  },
  {
    name: 'event',
    reach: async (width, colorScheme) => {
      const { page } = await filled.enter('/console/events?open=evr_dead', given(width, colorScheme))
      await page.waitForSelector('.pane .tree')
      return page
    },
  },
  {
    name: 'delivery',
    reach: async (width, colorScheme) => {
      const { page } = await filled.enter('/console/events?open=evr_lost', given(width, colorScheme))
      await page.waitForSelector('.delivery')
      return page
    },
  },
  {
    name: 'question',
    reach: async (width, colorScheme) => {
      const { page } = await filled.enter('/console/events?state=dead', given(width, colorScheme))
      await page.locator('[aria-label^="Replay"]').click()
      await page.waitForSelector('.question')
      return page
    },
  },
  {
    name: 'empty',
    reach: async (width, colorScheme) => (await empty.enter('/console/', given(width, colorScheme))).page,
  },
  {
    name: 'sign-in',
    reach: async (width, colorScheme) => {
      const { page } = await filled.open('/console/', given(width, colorScheme))
      await page.locator('#secret').fill('a guess that is long enough')
      await page.keyboard.press('Enter')
      await page.waitForSelector('[role=alert]')
      return page
    },
  },
  {
    name: 'closed',
    reach: async (width, colorScheme) => {
      const { page } = await closed.open('/console/', given(width, colorScheme))
      await page.waitForSelector('h1')
      return page
    },
  },
]

/** The policy would not let axe in. */
const given = (width: number, colorScheme: 'light' | 'dark') => ({
  viewport: { width, height: 900 },
  colorScheme,
  bypassCSP: true,
})

describe.skipIf(!browserPath).each(looks)('$name', ({ name, reach }) => {
  test.each([
    [1440, 'light'],
    [1440, 'dark'],
    [390, 'light'],
    [390, 'dark'],
    [900, 'light'],
  ] as const)('at %i px, %s: nothing for axe, nothing cut off', async (width, colorScheme) => {
    const page = await reach(width, colorScheme)
    await settled(page)
    const label = `console-${name}-${width}-${colorScheme}`
    const isModal = await page.locator('dialog').count()
    const path = (folder: URL) => new URL(`${label}.png`, folder).pathname
    await page.screenshot({ path: path(out), animations: 'disabled', fullPage: isModal === 0 })
    if (isUpdating && named.has(label))
      await page.screenshot({ path: path(pictures), animations: 'disabled' })
    expect(await flaws(page.mainFrame())).toEqual([])
    expect(await overflow(page.mainFrame())).toEqual([])
  })
})
