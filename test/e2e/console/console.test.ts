// The operator's page in a real browser: signing in, browsing events, and replaying one.

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { browserPath, consoleSecret, useConsole } from '../../worlds/browser/console.ts'

const filled = useConsole({ isFilled: true })
const empty = useConsole()

const rows = (page: Page) =>
  page
    .locator('#events tbody tr')
    .evaluateAll((all) => all.map((row) => row.querySelector('a')?.textContent ?? ''))
const auditOf = async (target: string) => {
  const found = await filled
    .store()
    .selectFrom('audit')
    .select(['action', 'actor'])
    .where('target', '=', target)
    .execute()
  return found.map(({ action, actor }) => `${action} ${actor}`)
}

describe.skipIf(!browserPath)('signing in', () => {
  test('a wrong secret is reported, the right one signs in, and the address is kept', async () => {
    const { page, trouble } = await filled.open('/console/events?state=dead')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('secret')
    await page.locator('#secret').fill('a guess that is long enough')
    await page.locator('#secret').press('Enter')
    await page.waitForSelector('[role=alert] >> text=Wrong secret')
    expect(await page.locator('#events').count()).toBe(0)
    // The browser's own message about the refusal.
    expect(trouble.splice(0).join()).toContain('401')
    await page.locator('#secret').fill(consoleSecret)
    await page.locator('#secret').press('Enter')
    await page.waitForSelector('#events tbody tr')
    expect(await rows(page)).toEqual(['customer.subscription.deleted'])
    const [cookie] = await page.context().cookies()
    expect(cookie).toMatchObject({ name: 'tillside-console', httpOnly: true, sameSite: 'Strict', path: '/' })
    expect(await page.evaluate(() => document.cookie)).toBe('')
    await page.reload()
    await page.waitForSelector('#events tbody tr')
    expect(trouble).toEqual([])
  })

  test('signing out clears the page for good', async () => {
    const { page } = await filled.enter()
    await page.locator('text=Sign out').click()
    await page.waitForSelector('#secret')
    expect(await page.locator('body').innerText()).not.toContain('subscription')
    await page.reload()
    await page.waitForSelector('#secret')
  })

  test('a session that ends while in use clears the page and says so', async () => {
    const { page } = await filled.enter('/console/events?open=evr_handled')
    await page.waitForSelector('.pane .tree')
    await page.context().clearCookies()
    await page.waitForSelector('text=Your session has ended')
    expect(await page.locator('.pane, #events').count()).toBe(0)
  })
})

describe.skipIf(!browserPath)('the list', () => {
  test('is filtered by state, mode, type and id, and Back and reload restore the filter from the address', async () => {
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

  test('is refreshed automatically, but not while the page is hidden', async () => {
    const { page } = await filled.enter('/console/events?state=waiting')
    await expect.poll(() => rows(page)).toEqual(['invoice.payment_failed'])
    const change = (state: 'running' | 'waiting') =>
      filled
        .store()
        .updateTable('handler_runs')
        .set({ state })
        .where('event_row_id', '=', 'evr_trying')
        .execute()
    await change('running')
    await page.waitForSelector('text=No events match')
    await change('waiting')
    await page.waitForSelector('#events tbody tr')
  })

  test('is refreshed while typing, and the typed text stays', async () => {
    const { page } = await filled.enter()
    await page.waitForSelector('#events tbody tr')
    await page.locator('#find').pressSequentially('charge.dis')
    for (let renewal = 0; renewal < 2; renewal += 1) await page.waitForResponse(/\/api\/console\/events\?/)
    await page.locator('#find').pressSequentially('pute')
    await page.locator('#find').press('Enter')
    await expect.poll(() => rows(page)).toEqual(['charge.dispute.created'])
  })

  test('stays when a refresh fails, and shows its age', async () => {
    const { page } = await filled.enter()
    await page.route('**/api/console/**', (route) => route.abort())
    await page.locator('text=Refresh').click()
    await page.waitForSelector('[role=alert] >> text=The gateway does not answer')
    expect((await rows(page)).length).toBe(25)
    await page.unroute('**/api/console/**')
    await page.locator('text=Refresh').click()
    await page.waitForSelector('text=Up to date')
  })

  test('of a gateway without events says how to send one', async () => {
    const { page, trouble } = await empty.enter()
    await page.waitForSelector('text=No events yet')
    expect(await page.locator('.command code').innerText()).toBe('npx tillside trigger invoice.paid')
    expect(await page.locator('#endpoints').innerText()).toContain('Nothing sent yet')
    expect(trouble).toEqual([])
  })
})

describe.skipIf(!browserPath)('one event', () => {
  test('shows its attempts, steps and payload, with names masked until unmasked', async () => {
    const { page, trouble } = await filled.enter()
    await page.locator('a >> text=customer.subscription.deleted').click()
    await page.waitForSelector('.pane .tree')
    const text = await page.locator('.pane').innerText()
    expect(text).toContain('The handler note-orders failed')
    expect(text).toContain('tell-sales')
    expect(text).toContain('Attempt 8')
    expect(text).toMatch(/look-up\s+Step done/)
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
    // Opened again, it is masked again.
    expect(await page.locator('.pane').innerText()).not.toContain('marisol')
    expect(trouble).toEqual([])
  })

  test('that gave up is replayed after a confirmation', async () => {
    const { page, trouble } = await filled.enter('/console/events?state=dead')
    const button = page.locator('[aria-label="Replay: customer.subscription.deleted"]')
    await button.click()
    await page.waitForSelector('.question >> text=What was finished is kept')
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Replay…')
    expect(await auditOf('evr_dead')).toEqual(['event.unmasked console'])
    await button.click()
    await page.locator('[data-confirm]').click()
    await page.waitForSelector('[role=status] >> text=Added to the queue')
    await page.waitForSelector('text=No events match')
    expect(await auditOf('evr_dead')).toEqual(['event.unmasked console', 'event.replayed console'])
    const runs = () =>
      filled
        .store()
        .selectFrom('handler_runs')
        .select(['handler', 'state', 'attempts'])
        .where('event_row_id', '=', 'evr_dead')
        .orderBy('handler')
        .execute()
    expect(await runs()).toEqual([
      { handler: 'note-orders', state: 'waiting', attempts: 0 },
      { handler: 'tell-sales', state: 'done', attempts: 1 },
    ])
    await filled
      .store()
      .updateTable('handler_runs')
      .set({ state: 'dead', attempts: 8, error: 'handler_failed:note-orders' })
      .where('id', '=', 'evr_dead:note-orders')
      .execute()
    await filled.store().updateTable('events').set({ state: 'dead' }).where('id', '=', 'evr_dead').execute()
    expect(trouble).toEqual([])
  })

  test('of which one handler gave up runs only that handler again', async () => {
    const { page, trouble } = await filled.enter('/console/events?state=dead')
    await page.locator('a >> text=customer.subscription.deleted').click()
    const handler = page.locator('.delivery:has-text("note-orders")')
    await handler.locator('text=Run again').click()
    await page.waitForSelector('.question >> text=What was finished is kept')
    await page.locator('[data-confirm]').click()
    await page.waitForSelector('[role=status] >> text=Added to the queue')
    const runs = filled
      .store()
      .selectFrom('handler_runs')
      .select(['handler', 'state'])
      .where('event_row_id', '=', 'evr_dead')
      .orderBy('handler')
    expect(await runs.execute()).toEqual([
      { handler: 'note-orders', state: 'waiting' },
      { handler: 'tell-sales', state: 'done' },
    ])
    await filled
      .store()
      .updateTable('handler_runs')
      .set({ state: 'dead', attempts: 8, error: 'handler_failed:note-orders' })
      .where('id', '=', 'evr_dead:note-orders')
      .execute()
    await filled.store().updateTable('events').set({ state: 'dead' }).where('id', '=', 'evr_dead').execute()
    expect(trouble).toEqual([])
  })

  test('with a delivery that gave up is not sent while its endpoint is disabled, but afterwards', async () => {
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

test.skipIf(!browserPath)('every control is reachable by keyboard and shows its focus', async () => {
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
    'Skip to content',
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
