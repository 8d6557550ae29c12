// Writes, and what is refused.

import { expect, test } from 'vitest'
import { createTestClient, customerId, text } from '../test-client.ts'

const key = 'canWrite'

test('creates, updates and deletes a customer, canceling its subscriptions', async () => {
  const { ask, simulator } = createTestClient()
  const made = await ask('/v1/customers', {
    key,
    form: { email: 'fresh@new.example', name: 'Fresh', 'metadata[a]': '1' },
  })
  expect(made.body).toMatchObject({
    object: 'customer',
    email: 'fresh@new.example',
    livemode: true,
    metadata: { a: '1' },
  })
  const path = `/v1/customers/${text(made.body['id'])}`
  const changed = await ask(path, { key, form: { name: '', 'metadata[a]': '', 'metadata[b]': '2' } })
  expect(changed.body).toMatchObject({ name: null, metadata: { b: '2' } })
  const tomasz = customerId(simulator, 'tomasz.zielinski@poczta.example')
  expect((await ask(`/v1/customers/${tomasz}`, { key, method: 'DELETE' })).body).toEqual({
    id: tomasz,
    object: 'customer',
    deleted: true,
  })
  const { data } = await ask(`/v1/subscriptions?customer=${tomasz}&status=all`)
  expect(data.map((each) => each['status'])).toEqual(['canceled'])
})

test('repeats a response for the same idempotency key under a new request id, and refuses other parameters', async () => {
  const { ask } = createTestClient()
  const again = { key, form: { email: 'once@new.example' }, headers: { 'idempotency-key': 'k1' } } as const
  const first = await ask('/v1/customers', again)
  const second = await ask('/v1/customers', again)
  expect(second.body).toEqual(first.body)
  expect(second.headers.get('idempotent-replayed')).toBe('true')
  expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'))
  expect(second.headers.get('request-id')).not.toBe(first.headers.get('request-id'))
  const other = await ask('/v1/customers', { ...again, form: { email: 'twice@new.example' } })
  expect([other.status, other.error['type']]).toEqual([400, 'idempotency_error'])
  expect((await ask('/v1/customers?email=once@new.example')).data).toHaveLength(1)
})

test('does not store a parameter error under its idempotency key', async () => {
  const { ask } = createTestClient()
  const headers = { 'idempotency-key': 'k2' }
  expect((await ask('/v1/customers', { key, form: { nonsense: '1' }, headers })).status).toBe(400)
  expect((await ask('/v1/customers', { key, form: { email: 'ok@new.example' }, headers })).status).toBe(200)
})

test('refuses to refund more than is left, and refuses a disputed charge', async () => {
  const { ask, simulator } = createTestClient()
  const live = simulator.compartment(simulator.accounts.eu, true)
  const partly = live.all('charge').find((each) => each.amount === 12_000 && each.amount_refunded === 2500)
  const over = await ask('/v1/refunds', { key, form: { charge: partly?.id ?? '', amount: '9501' } })
  expect(over.message).toBe('Refund amount (9501) is greater than unrefunded amount on charge (9500)')
  expect((await ask('/v1/refunds', { key, form: { charge: partly?.id ?? '' } })).body['amount']).toBe(9500)
  expect((await ask('/v1/refunds', { key, form: { charge: partly?.id ?? '' } })).error['code']).toBe(
    'charge_already_refunded',
  )
  const disputed = live.all('charge').find((each) => each.disputed)
  expect((await ask('/v1/refunds', { key, form: { charge: disputed?.id ?? '' } })).error['code']).toBe(
    'charge_disputed',
  )
})

test('updates the features of a product', async () => {
  const { ask } = createTestClient()
  const [product] = (await ask('/v1/products?limit=1')).data
  const form = { 'marketing_features[0][name]': 'API access', 'marketing_features[1][name]': 'Members' }
  const { body } = await ask(`/v1/products/${text(product?.['id'])}`, { key, form })
  expect(body['marketing_features']).toEqual([{ name: 'API access' }, { name: 'Members' }])
})

test('previews the next invoice for a subscription but not for a customer alone, and stores nothing', async () => {
  const { ask, simulator } = createTestClient()
  const customer = customerId(simulator, 'tomasz.zielinski@poczta.example')
  const live = simulator.compartment(simulator.accounts.eu, true)
  const [subscription] = live.related('subscription', 'customer', customer)
  const count = live.all('invoice').length
  const form = { customer, subscription: subscription?.id ?? '' }
  const path = '/v1/invoices/create_preview'
  const preview = await ask(path, { key, form })
  expect(preview.body).toMatchObject({
    object: 'invoice',
    status: 'draft',
    total: 3400,
    billing_reason: 'upcoming',
  })
  expect(text(preview.body['id'])).toMatch(/^upcoming_in/)
  expect(live.all('invoice').length).toBe(count)
  expect((await ask(path, { key, form: { customer } })).status).toBe(400)
  expect((await ask(path, { form })).status).toBe(200)
  simulator.control.set({ previewNeeds: 'rak_invoice_write' })
  expect((await ask(path, { form })).status).toBe(403)
})
