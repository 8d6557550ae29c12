// The same objects in different API versions.

import { expect, test } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { createTestClient, customerId, type TestResponse } from '../test-client.ts'

const versions = ['2020-08-27', '2023-10-16', '2025-03-31.basil', '2026-10-28.endive'] as const
type Version = (typeof versions)[number]

async function shown(path: string, address: string): Promise<Record<Version, JsonObject>> {
  const { ask, simulator } = createTestClient()
  const customer = customerId(simulator, address)
  const responses: [Version, TestResponse][] = []
  for (const version of versions) {
    responses.push([
      version,
      await ask(path.replace('$', customer), { headers: { 'stripe-version': version } }),
    ])
  }
  return Object.fromEntries(
    responses.map(([version, { data, body }]) => [version, data[0] ?? body]),
  ) as Record<Version, JsonObject>
}

const first = (list: Json | undefined): JsonObject => {
  const data = isJsonObject(list) ? list['data'] : undefined
  const [head] = Array.isArray(data) ? data : []
  return isJsonObject(head) ? head : {}
}

test('has the period on the subscription before 2025-03-31 and on its items since', async () => {
  const by = await shown('/v1/subscriptions?customer=$', 'tomasz.zielinski@poczta.example')
  for (const version of ['2020-08-27', '2023-10-16'] as const) {
    expect(by[version]).toHaveProperty('current_period_end')
    expect(first(by[version]['items'])).not.toHaveProperty('current_period_end')
    expect(by[version]).toHaveProperty('plan.interval', 'week')
  }
  for (const version of ['2025-03-31.basil', '2026-10-28.endive'] as const) {
    expect(by[version]).not.toHaveProperty('current_period_end')
    expect(first(by[version]['items'])).toHaveProperty('current_period_end')
  }
})

test('has the coupon in a discount before 2025-09-30 and a source since', async () => {
  const by = await shown('/v1/customers/$', 'kasse@chor-linde.example')
  expect(by['2020-08-27']).toHaveProperty('discount.coupon.percent_off', 25.5)
  expect(by['2025-03-31.basil']).toHaveProperty('discount.coupon.percent_off', 25.5)
  expect(by['2026-10-28.endive']).toHaveProperty('discount.source', { coupon: 'Z4OV52SU', type: 'coupon' })
  expect(by['2026-10-28.endive']).not.toHaveProperty('discount.coupon')
})

test('has paid, payment and subscription on an invoice before 2025-03-31 only', async () => {
  const by = await shown('/v1/invoices?customer=$&status=paid', 'ines@cafemarisol.example')
  const old = by['2023-10-16']
  expect(old).toMatchObject({ paid: true, paid_out_of_band: false, tax: null })
  expect([typeof old['charge'], typeof old['payment_intent'], typeof old['subscription']]).toEqual([
    'string',
    'string',
    'string',
  ])
  expect(first(old['lines'])).toMatchObject({
    type: 'subscription',
    proration: false,
    price: { object: 'price' },
  })
  const now = by['2026-10-28.endive']
  for (const gone of ['paid', 'charge', 'payment_intent', 'subscription', 'discount', 'tax'])
    expect(now).not.toHaveProperty(gone)
  expect(now).toHaveProperty('parent.subscription_details.subscription', old['subscription'])
  expect(first(now['lines'])).not.toHaveProperty('price')
  expect(first(now['lines'])).toHaveProperty('pricing.price_details.price')
})

test('includes refunds and invoice in charges in old versions only', async () => {
  const by = await shown('/v1/charges?customer=$', 'ines@cafemarisol.example')
  expect(by['2020-08-27']).toHaveProperty('refunds.object', 'list')
  expect(by['2023-10-16']).not.toHaveProperty('refunds')
  expect(typeof by['2023-10-16']['invoice']).toBe('string')
  expect(by['2026-10-28.endive']).not.toHaveProperty('invoice')
})

test('lists the charges of an intent before 2022-11-15 and names the latest since', async () => {
  const by = await shown('/v1/payment_intents?customer=$', 'priya@brightside.example')
  expect(by['2020-08-27']).toHaveProperty('charges.object', 'list')
  expect(by['2020-08-27']).not.toHaveProperty('latest_charge')
  expect(typeof by['2026-10-28.endive']['latest_charge']).toBe('string')
})

test('echoes the requested version, refuses an unknown one, and uses the account’s by default', async () => {
  const { ask, simulator } = createTestClient()
  expect((await ask('/v1/products')).headers.get('stripe-version')).toBe('2026-10-28.endive')
  const wrong = await ask('/v1/products', { headers: { 'stripe-version': 'foo' } })
  expect([wrong.status, wrong.message]).toEqual([400, 'Invalid Stripe API version: foo'])
  const plain = await simulator.handle(
    new Request('http://stripe.test/v1/products', {
      headers: { authorization: `Bearer ${simulator.keys.live}` },
    }),
  )
  expect(plain.headers.get('stripe-version')).toBe('2023-10-16')
})

test('keeps the version of an event', async () => {
  const { ask } = createTestClient()
  const { data } = await ask('/v1/events?type=customer.subscription.*&limit=1')
  expect(data[0]).toMatchObject({ api_version: '2023-10-16', type: 'customer.subscription.created' })
  expect(data[0]).toHaveProperty('data.object.current_period_end')
})
