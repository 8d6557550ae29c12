// Terms and crowds as Stripe's responses show them: what needs expansion, what a page leaves out, and the amount of the next
// invoice.

import { expect, test } from 'vitest'
import type { JsonObject } from '../json.ts'
import { createTestClient, customerId, text } from '../test-client.ts'
import { seedPerson, type SeedKey } from './people.ts'

const { ask, simulator } = createTestClient()
const idOf = (key: SeedKey) => customerId(simulator, seedPerson(key).address)
const subscriptionOf = async (key: SeedKey, expand = '') =>
  (await ask(`/v1/subscriptions?customer=${idOf(key)}${expand && `&expand[]=data.${expand}`}`)).data[0] ?? {}

test('shows the currency options of a price only when expanded, its own currency included', async () => {
  const subscription = await subscriptionOf('fjord')
  expect(subscription).toMatchObject({
    currency: 'eur',
    items: { data: [{ price: { currency: 'usd', unit_amount: 2000 } }] },
  })
  expect(JSON.stringify(subscription)).not.toMatch(/currency_?options/i)
  const prices = (await ask('/v1/prices?currency=usd&limit=100&expand[]=data.currency_options')).data
  expect(prices.map((price) => price['currency_options'])).toContainEqual({
    eur: {
      custom_unit_amount: null,
      tax_behavior: 'unspecified',
      unit_amount: 1800,
      unit_amount_decimal: '1800',
    },
    usd: {
      custom_unit_amount: null,
      tax_behavior: 'unspecified',
      unit_amount: 2000,
      unit_amount_decimal: '2000',
    },
  })
  const [invoice] = (await ask(`/v1/invoices?customer=${idOf('fjord')}`)).data
  expect(invoice).toMatchObject({ currency: 'eur', total: 1800 })
})

test('shows the currency options of a coupon only when expanded', async () => {
  const path = '/v1/coupons/TENDOLLARS'
  const bare = (await ask(path)).body
  expect(bare).toMatchObject({ amount_off: 1000, currency: 'usd', duration: 'forever' })
  expect(JSON.stringify(bare)).not.toMatch(/currency_?options/i)
  expect((await ask(`${path}?expand[]=currency_options`)).body).toMatchObject({
    currency_options: { eur: { amount_off: 900 } },
  })
  const old = await ask(`/v1/subscriptions?customer=${idOf('tandem')}`, {
    headers: { 'stripe-version': '2023-10-16' },
  })
  expect(old.data[0]).toHaveProperty('discount.coupon.amount_off', 1000)
  expect(JSON.stringify(old.data)).not.toMatch(/currency_?options/i)
})

test('shows the products of a coupon only when expanded', async () => {
  const { body } = await ask('/v1/coupons/BEANS20')
  expect(Object.keys(body)).not.toContain('applies_to')
  expect(JSON.stringify(body)).not.toContain('prod_')
  const { body: expanded } = await ask('/v1/coupons/BEANS20?expand[]=applies_to')
  expect(expanded).toMatchObject({ applies_to: { products: [expect.stringMatching(/^prod_/)] } })
  expect((await ask('/v1/coupons/HALFOFF?expand[]=applies_to')).body).toMatchObject({ applies_to: null })
})

test('has discounts that apply once, for some months, and forever', async () => {
  const { data } = await ask('/v1/coupons?limit=100')
  expect(new Set(data.map((coupon) => coupon['duration']))).toEqual(new Set(['once', 'repeating', 'forever']))
})

test.each<[SeedKey, JsonObject]>([
  ['muehle', { total: 4900, amount_due: 4900 }],
  ['obsthof', { total: 9800 }],
  ['fjord', { currency: 'eur', total: 1800 }],
  ['kysten', { currency: 'eur', total: 1800 }],
  ['tandem', { currency: 'eur', subtotal: 4900, total: 4000 }],
  ['nordwand', { subtotal: 13_400, total: 8400 }],
  ['messe', { subtotal: 8300, total: 7620 }],
  ['hospiz', { subtotal: 4900, total: 0, amount_due: 0 }],
  ['lesesaal', { subtotal: 1200, total: 0 }],
  ['premiere', { subtotal: 3400, total: 1700 }],
  ['herbst', { subtotal: 3400, total: 3400 }],
  ['kanzlei', { subtotal: 10_000, total: 11_900, total_excluding_tax: 10_000 }],
  ['backwerk', { subtotal: 11_900, total: 11_900, total_excluding_tax: 10_000 }],
  ['seminar', { total: 4900, collection_method: 'send_invoice' }],
])('previews the next invoice of %s', async (key, expected) => {
  const { id } = await subscriptionOf(key)
  const { status, body } = await ask('/v1/invoices/create_preview', { form: { subscription: text(id) } })
  expect([status, body]).toMatchObject([200, expected])
})

test('has no next invoice for a subscription that ends within its period', async () => {
  const { id } = await subscriptionOf('pier')
  const { error } = await ask('/v1/invoices/create_preview', { form: { subscription: text(id) } })
  expect(error).toMatchObject({ code: 'invoice_upcoming_none' })
})

test('shows an end as a date, not as the end of the period', async () => {
  for (const key of ['muehle', 'obsthof', 'pier'] as const)
    expect(await subscriptionOf(key)).toMatchObject({
      cancel_at: expect.any(Number) as number,
      cancel_at_period_end: false,
    })
})

test('has discounts of items, cards and tax rates of subscriptions, and items of pending updates', async () => {
  expect(await subscriptionOf('nordwand', 'items.data.discounts')).toMatchObject({
    discounts: [],
    items: { data: [{ discounts: [{ source: { coupon: 'HALFOFF' } }] }, { discounts: [] }] },
  })
  expect(await subscriptionOf('werft', 'default_source')).toMatchObject({ default_source: { last4: '5454' } })
  expect(await subscriptionOf('backwerk')).toMatchObject({
    default_tax_rates: [{ percentage: 19, inclusive: true }],
  })
  expect(await subscriptionOf('umbau')).toMatchObject({
    items: { data: [{ quantity: 2 }] },
    pending_update: { subscription_items: [{ quantity: 6, price: { unit_amount: 4900 } }] },
  })
})

test('has attached payment methods without a default', async () => {
  const customer = idOf('keramik')
  const { data } = await ask(`/v1/customers/${customer}/payment_methods`)
  expect(new Set(data.map(({ type }) => type))).toEqual(new Set(['card', 'sepa_debit']))
  expect((await ask(`/v1/customers/${customer}`)).body).toMatchObject({
    default_source: null,
    invoice_settings: { default_payment_method: null },
  })
})

test('has the eleventh subscription and the 25th invoice on the second page', async () => {
  const floors = await ask(`/v1/customers/${idOf('etagen')}?expand[]=subscriptions`)
  expect(floors.body).toMatchObject({ subscriptions: { has_more: true } })
  expect(JSON.stringify(floors.body)).not.toContain('past_due')
  const path = `/v1/invoices?customer=${idOf('wochenmarkt')}&limit=24`
  const first = await ask(path)
  expect([first.body['has_more'], new Set(first.data.map(({ status }) => status))]).toEqual([
    true,
    new Set(['paid']),
  ])
  const second = await ask(`${path}&starting_after=${text(first.data.at(-1)?.['id'])}`)
  expect(second.data).toMatchObject([{ status: 'open', amount_remaining: 250_000 }])
  expect((await ask(`${path}&status=open`)).data).toHaveLength(1)
})

test('lists a customer on a test clock only if the clock is named, but finds it by search', async () => {
  const { address } = seedPerson('clock')
  const test = { key: 'test' } as const
  const listed = async (more: string) => (await ask(`/v1/customers?email=${address}${more}`, test)).data
  expect(await listed('')).toEqual([])
  const [clock] = (await ask('/v1/test_helpers/test_clocks', { key: 'secretTest' })).data
  expect(await listed(`&test_clock=${text(clock?.['id'])}`)).toHaveLength(1)
  const query = encodeURIComponent(`email:"${address}"`)
  const [found] = (await ask(`/v1/customers/search?query=${query}`, test)).data
  expect(found).toMatchObject({ test_clock: clock?.['id'] })
  expect((await ask(`/v1/subscriptions?customer=${text(found?.['id'])}`, test)).data).toHaveLength(1)
  const all = (await ask('/v1/subscriptions?limit=100', test)).data
  expect(all.filter((one) => one['test_clock'] !== null)).toEqual([])
})

test('adds tax ids to a customer when expanded', async () => {
  const { body } = await ask(`/v1/customers/${idOf('lichthof')}?expand[]=tax_ids`)
  expect(body).toMatchObject({ tax_ids: { data: [{ value: 'DE123456789' }], has_more: false } })
})
