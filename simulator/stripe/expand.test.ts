// Expansion: levels, lists that appear, permissions.

import { expect, test } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { createTestClient, customerId } from './test-client.ts'

const inside = (value: Json | undefined, name: string): JsonObject => {
  const found = isJsonObject(value) ? value[name] : undefined
  return isJsonObject(found) ? found : {}
}

test('refuses five levels, counting `data`', async () => {
  const { ask } = createTestClient()
  const { status, error } = await ask('/v1/subscriptions?expand[]=data.items.data.price.product')
  expect([status, error['code']]).toEqual([400, 'property_expansion_max_depth'])
  expect(error).not.toHaveProperty('doc_url')
  expect((await ask('/v1/subscriptions?expand[]=data.default_payment_method')).status).toBe(200)
})

test('checks the first name, and silently accepts wrong names below it', async () => {
  const { ask } = createTestClient()
  expect((await ask('/v1/customers?expand[]=data.nonsense')).message).toBe(
    'This property cannot be expanded (nonsense).',
  )
  expect((await ask('/v1/customers?expand[]=subscriptions')).message).toBe(
    'This property cannot be expanded (subscriptions).',
  )
  expect((await ask('/v1/customers?expand[]=data.subscriptions.data.nonsense')).status).toBe(200)
  expect((await ask('/v1/customers?expand[]=total_count')).message).toBe(
    'This property cannot be included (total_count)',
  )
})

test('adds a customer’s lists only when expanded, with ten items and has_more', async () => {
  const { ask, simulator } = createTestClient()
  const id = customerId(simulator, 'haus@nordlicht.example')
  const bare = await ask(`/v1/customers/${id}`)
  expect(Object.keys(bare.body)).not.toEqual(expect.arrayContaining(['subscriptions']))
  expect(bare.body).not.toHaveProperty('invoice_credit_balance')
  const { body } = await ask(`/v1/customers/${id}?expand[0]=subscriptions.data.default_payment_method`)
  const list = inside(body, 'subscriptions')
  expect([list['has_more'], (list['data'] as Json[]).length, list['url']]).toEqual([
    true,
    10,
    `/v1/customers/${id}/subscriptions`,
  ])
})

test('expands an invoice’s payments and its ended subscription', async () => {
  const { ask, simulator } = createTestClient()
  const customer = customerId(simulator, 'aurelia@baeckerei-markt.example')
  const { data } = await ask(
    `/v1/invoices?customer=${customer}&expand[]=data.payments&expand[]=data.parent.subscription_details.subscription`,
  )
  expect(data).toHaveLength(7)
  const subscription = inside(inside(inside(data[0], 'parent'), 'subscription_details'), 'subscription')
  expect(subscription['status']).toBe('canceled')
  expect(inside(data[0], 'payments')['object']).toBe('list')
})

test('shows ten of a charge’s eleven refunds when expanded', async () => {
  const { ask, simulator } = createTestClient()
  const customer = customerId(simulator, 'rosa@lindqvist.example')
  const { data } = await ask(`/v1/charges?customer=${customer}&limit=100&expand[]=data.refunds`)
  const refunds = data.map((each) => inside(each, 'refunds')).find((list) => list['has_more'] === true)
  expect(refunds?.['data']).toHaveLength(10)
  expect((await ask(`/v1/charges?customer=${customer}`)).data[0]).not.toHaveProperty('refunds')
})

test('adds tiers only when expanded', async () => {
  const { ask, simulator } = createTestClient()
  const tiered = simulator
    .compartment(simulator.accounts.eu, true)
    .all('price')
    .find((price) => price.tiers_mode === 'graduated')
  expect((await ask(`/v1/prices/${tiered?.id}`)).body).not.toHaveProperty('tiers')
  expect((await ask(`/v1/prices/${tiered?.id}?expand[]=tiers`)).body['tiers']).toHaveLength(2)
})

test.each([
  ['noSubscriptions', '/v1/customers?expand[]=data.subscriptions', 'rak_subscription_read'],
  [
    'noPaymentMethods',
    '/v1/customers?expand[]=data.invoice_settings.default_payment_method',
    'rak_payment_method_read',
  ],
  ['noCharges', '/v1/payment_intents?expand[]=data.latest_charge', 'rak_charge_read'],
  ['noProducts', '/v1/prices?expand[]=data.product', 'rak_product_read'],
] as const)('refuses an expansion that the key %s may not read', async (key, path, slug) => {
  const { ask } = createTestClient()
  const { status, message } = await ask(path, { key })
  expect([status, message.includes(`'${slug}'`)]).toEqual([403, true])
})

test('expands a card from before payment methods as the default source', async () => {
  const { ask, simulator } = createTestClient()
  const id = customerId(simulator, 'hi@earlybird.example')
  const { body } = await ask(`/v1/customers/${id}?expand[]=default_source&expand[]=sources`)
  expect(body).toMatchObject({
    default_source: { object: 'card', last4: '0077' },
    sources: { data: [{ object: 'card' }] },
  })
})
