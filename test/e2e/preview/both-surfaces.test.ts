// The three worked examples, used by hand in both surfaces on the same data.

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { panelsMessageSchema } from '#contract/api.ts'
import type { Panel } from '#contract/panel.ts'
import { appPanelsMessageSchema } from '#contract/signed.ts'
import { drawer, openerOf, openKind } from '../../worlds/browser/preview-dashboard.ts'
import { browserPath, show, useWorld } from '../../worlds/browser/preview.ts'

type Heard = Record<'sidebar' | 'stripe_app', Map<string, Panel>>

/** Records every complete in-house panel that a surface receives, as sent over the network. */
async function hearPanels(page: Page): Promise<Heard> {
  const heard: Heard = { sidebar: new Map(), stripe_app: new Map() }
  const hear = async (
    surface: keyof Heard,
    path: string,
    schema: typeof panelsMessageSchema | typeof appPanelsMessageSchema,
  ) =>
    page.route(`**${path}`, async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      const response = await route.fetch()
      const lines = (await response.text()).split('\n').filter((line) => line !== '')
      for (const line of lines) {
        const message = schema.parse(JSON.parse(line))
        if (message.type === 'panel' && message.panel.id.startsWith('in-house:') && !message.panel.pending)
          heard[surface].set(message.panel.id, message.panel)
      }
      return route.fulfill({ response })
    })
  await hear('sidebar', '/api/panels', panelsMessageSchema)
  await hear('stripe_app', '/stripe-app/panels', appPanelsMessageSchema)
  return heard
}

/** The content of a panel, without its time of reading and the subjects of its actions. */
const contentOf = (panel: Panel | undefined): unknown =>
  JSON.parse(
    JSON.stringify(panel ?? null, (key, value: unknown) =>
      key === 'asOf' || key === 'subject' ? undefined : value,
    ),
  )

describe.skipIf(!browserPath)('the examples', () => {
  const { open, preview } = useWorld()

  const openAs = openerOf(open)

  test('both surfaces receive the same data for a panel, and draw it', async () => {
    const opened = await open({ whole: true })
    const heard = await hearPanels(opened.page)
    const frame = await show(opened, 'conv-tomasz')
    await openKind(opened.page, 'Customer')
    await drawer(opened.page).getByText('Return requested: Hand grinder C2').waitFor()
    await frame.getByText('Return requested: Hand grinder C2').waitFor()
    await expect.poll(() => heard.stripe_app.size).toBeGreaterThanOrEqual(2)
    for (const id of ['in-house:shipping', 'in-house:account-activity']) {
      expect(heard.sidebar.get(id)).toBeDefined()
      expect(contentOf(heard.stripe_app.get(id))).toEqual(contentOf(heard.sidebar.get(id)))
    }
    expect(opened.trouble).toEqual([])
  })

  test('a return is approved in Stripe step by step and refunded once, and both surfaces show it', async () => {
    const opened = await openAs('noor', 'conv-tomasz')
    const { page } = opened
    const { simulator } = preview()
    const refunds = () =>
      simulator
        .compartment(simulator.accounts.eu, true)
        .all('refund')
        .filter(({ metadata }) => metadata?.['order'] === 'KC-20931')
    await openKind(page, 'Invoice')
    const app = drawer(page)
    await app.getByRole('button', { name: 'Approve and refund…' }).click()
    const amount = app.getByLabel(/^Refund/)
    await amount.fill('500')
    await app.getByRole('button', { name: 'Next' }).click()
    await app
      .getByText(/at most|more than/i)
      .first()
      .waitFor()
    await amount.fill('89.00')
    await app.getByRole('button', { name: 'Next' }).click()
    await app.getByLabel('The goods go to').selectOption('shelf')
    await app.getByRole('button', { name: 'Review' }).click()
    await app.getByText('Refund this amount?').waitFor()
    await app.getByText('Visa •••• 4242').first().waitFor()
    expect(refunds()).toEqual([])
    await app.getByRole('button', { name: /^Refund/ }).click()
    await app.getByText('Refunded', { exact: true }).first().waitFor()
    expect(refunds().map(({ amount: minor, currency }) => [minor, currency])).toEqual([[8900, 'eur']])
    await app
      .getByRole('button', { name: /Done|Close/ })
      .first()
      .click()
    await app.getByText('Return approved').waitFor()
    const frame = await show(opened, 'conv-tomasz')
    await frame.getByRole('button', { name: 'Refresh' }).click()
    await frame.locator('[data-panel="in-house:shipping"]').getByText('refunded', { exact: true }).waitFor()
    expect(opened.trouble).toEqual([])
  })

  test('a refund whose service is unreachable is shown as such, continues automatically, and happens once', async () => {
    const opened = await openAs('noor', 'conv-misaki')
    const { page } = opened
    const { services, simulator } = preview()
    const refunds = () =>
      simulator
        .compartment(simulator.accounts.eu, true)
        .all('refund')
        .filter(({ metadata, currency }) => metadata?.['return'] && currency !== 'eur')
    services.orders.setTrouble('no_writes')
    try {
      await openKind(page, 'Customer')
      const app = drawer(page)
      await app.getByRole('button', { name: 'Approve and refund…' }).click()
      await app.getByRole('button', { name: 'Next' }).click()
      await app.getByRole('button', { name: 'Review' }).click()
      await app.getByText('Refund this amount?').waitFor()
      await app.getByRole('button', { name: /^Refund/ }).click()
      await app
        .getByText(/continues|still|retried|in progress/i)
        .first()
        .waitFor()
      expect(refunds()).toHaveLength(1)
      const frame = await show(opened, 'conv-misaki')
      await frame.getByRole('button', { name: 'Refresh' }).click()
      const panel = frame.locator('[data-panel="in-house:shipping"]')
      await panel.getByText('refund under way', { exact: true }).waitFor()
      expect(await panel.getByRole('button', { name: 'Approve and refund…' }).count()).toBe(0)
      services.orders.setTrouble('none')
      await expect
        .poll(
          async () => {
            await frame.getByRole('button', { name: 'Refresh' }).click()
            return panel.getByText('refunded', { exact: true }).count()
          },
          { interval: 1000 },
        )
        .toBe(1)
      expect(refunds()).toHaveLength(1)
    } finally {
      services.orders.setTrouble('none')
    }
  })

  test('a view-only person sees why an action is locked, and the gateway refuses it', async () => {
    const opened = await openAs('jonas', 'conv-ines')
    await openKind(opened.page, 'Product')
    await drawer(opened.page)
      .getByText(/Needs the role/)
      .first()
      .waitFor()
    expect(
      await drawer(opened.page)
        .getByRole('switch', { name: /API access/ })
        .isDisabled(),
    ).toBe(true)
  })

  test('an administrator changes plan features, and the other surface shows it immediately', async () => {
    const opened = await openAs('mara', 'conv-ines')
    const { page } = opened
    const frame = await opened.sidebar()
    const panel = frame.locator('[data-panel="in-house:plan-features"]')
    const plan = (await panel.locator('.ts-section-note').innerText()).trim()
    await openKind(page, 'Product')
    await page.locator('.picker select').selectOption({ label: plan })
    const app = drawer(page)
    await app.getByRole('switch', { name: /API access/ }).click()
    await app.getByRole('button', { name: 'Review changes' }).click()
    await app.getByText('Save this change?').waitFor()
    await app.getByRole('button', { name: 'Save the change' }).click()
    await app
      .getByText(/is saved/)
      .first()
      .waitFor()
    await show(opened, 'conv-ines')
    await panel.locator('summary').click()
    await panel.getByText('API access: on').waitFor()
    // The sidebar cannot prove that role: it shows the features and says why they cannot be changed.
    await panel
      .getByText(/Needs the role/)
      .first()
      .waitFor()
    expect(opened.trouble).toEqual([])
  })

  test('activity from two logs is in one chronological order, can be filtered, and loads older entries', async () => {
    const opened = await openAs('noor', 'conv-ines')
    const frame = await opened.sidebar()
    const panel = frame.locator('[data-panel="in-house:account-activity"]')
    await panel.locator('summary').click()
    await panel.getByText('Show older').waitFor()
    const times = await panel
      .locator('time')
      .evaluateAll((all) => all.map((one) => one.getAttribute('datetime') ?? ''))
    expect(times.length).toBeGreaterThan(5)
    expect(times).toEqual(times.toSorted((a, b) => b.localeCompare(a)))
    await panel.getByText('Changes', { exact: true }).click()
    await expect.poll(() => panel.getByText('access', { exact: true }).count()).toBe(0)
    await panel.getByText('All', { exact: true }).click()
    await panel.getByText('access', { exact: true }).first().waitFor()
  })

  test('a log that is down is reported, and the other is shown', async () => {
    const opened = await open({ whole: true })
    preview().services.access.setTrouble('down')
    try {
      const frame = await show(opened, 'conv-ines')
      const panel = frame.locator('[data-panel="in-house:account-activity"]')
      await panel.locator('summary').click()
      await panel.getByText('Access log does not answer').waitFor()
      await panel.getByText('change', { exact: true }).first().waitFor()
      await openKind(opened.page, 'Customer')
      await drawer(opened.page)
        .getByRole('button', { name: /Account activity/ })
        .click()
      await drawer(opened.page).getByText('Access log does not answer').waitFor()
    } finally {
      preview().services.access.setTrouble('none')
    }
  })

  test('a service that is down affects only its own panel, which shows the request id', async () => {
    const opened = await open({ whole: true })
    preview().services.orders.setTrouble('down')
    try {
      const frame = await show(opened, 'conv-priya')
      const panel = frame.locator('[data-panel="in-house:shipping"]')
      await panel.locator('summary').click()
      await panel
        .getByText(/orders/i)
        .first()
        .waitFor()
      await panel.getByText(/req_/).first().waitFor()
      await frame.locator('[data-panel="in-house:account-activity"]').waitFor()
    } finally {
      preview().services.orders.setTrouble('none')
    }
  })
})
