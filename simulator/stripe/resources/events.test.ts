// Events: listing, the events of writes, and thin twins.

import { expect, test } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { createTestClient, customerId, testNowMs, text } from '../test-client.ts'

const key = 'canWrite'
const daySeconds = 86_400
const inside = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})
const objectOf = (event: JsonObject | undefined): JsonObject => inside(inside(event?.['data'])['object'])
const previousOf = (event: JsonObject | undefined): Json | undefined =>
  inside(event?.['data'])['previous_attributes']

test('records events for a refund and its charge, with the previous values and the request', async () => {
  const { ask, simulator } = createTestClient()
  const charge = simulator
    .compartment(simulator.accounts.eu, true)
    .all('charge')
    .find((each) => each.amount_refunded === 0 && each.captured && !each.disputed)
  const form = { charge: charge?.id ?? '', amount: '100' }
  const made = await ask('/v1/refunds', { key, form, headers: { 'idempotency-key': 'k' } })
  const since = Math.floor(testNowMs / 1000)
  const { data } = await ask(
    `/v1/events?created[gte]=${since}&types[]=refund.created&types[]=charge.refunded`,
  )
  const refunded = data.find((each) => each['type'] === 'charge.refunded')
  const created = data.find((each) => each['type'] === 'refund.created')
  expect(objectOf(created)['id']).toBe(made.body['id'])
  expect(objectOf(refunded)).toMatchObject({ id: charge?.id, amount_refunded: 100 })
  expect(previousOf(refunded)).toMatchObject({ amount_refunded: 0 })
  expect(refunded?.['request']).toEqual({ id: made.headers.get('request-id'), idempotency_key: 'k' })
  expect(Object.keys(refunded ?? {})).toEqual([
    'id',
    'object',
    'api_version',
    'created',
    'data',
    'livemode',
    'pending_webhooks',
    'request',
    'type',
  ])
})

test('keeps the content of an event after later changes, and records none for a replayed request', async () => {
  const { ask } = createTestClient()
  const once = { key, form: { email: 'first@new.example' }, headers: { 'idempotency-key': 'k' } } as const
  const id = text((await ask('/v1/customers', once)).body['id'])
  await ask('/v1/customers', once)
  await ask(`/v1/customers/${id}`, { key, form: { email: 'later@new.example', 'metadata[tier]': 'gold' } })
  await ask(`/v1/customers/${id}`, { key, form: { email: 'later@new.example' } })
  await ask(`/v1/customers/${id}`, { key, method: 'DELETE' })
  const { data } = await ask('/v1/events?type=customer.*&limit=100')
  const own = (type: string) => data.filter((each) => each['type'] === type && objectOf(each)['id'] === id)
  expect(own('customer.created').map((each) => objectOf(each)['email'])).toEqual(['first@new.example'])
  expect(own('customer.updated').map(previousOf)).toEqual([
    { email: 'first@new.example', metadata: { tier: null } },
  ])
  expect(own('customer.deleted').map((each) => objectOf(each)['email'])).toEqual(['later@new.example'])
})

test('records events for a changed product and the subscriptions of a deleted customer', async () => {
  const { ask, simulator } = createTestClient()
  const [product] = (await ask('/v1/products?limit=1')).data
  await ask(`/v1/products/${text(product?.['id'])}`, { key, form: { name: 'Renamed' } })
  const updated = (await ask('/v1/events?type=product.updated')).data[0]
  expect([objectOf(updated)['name'], previousOf(updated)]).toMatchObject([
    'Renamed',
    { name: product?.['name'] },
  ])
  const tomasz = customerId(simulator, 'tomasz.zielinski@poczta.example')
  await ask(`/v1/customers/${tomasz}`, { key, method: 'DELETE' })
  const ended = (await ask('/v1/events?type=customer.subscription.deleted')).data
  expect(ended.map((each) => [objectOf(each)['customer'], objectOf(each)['status']])).toEqual([
    [tomasz, 'canceled'],
  ])
})

test('lists events newest first by page, time and type, with the permission to read events', async () => {
  const { ask } = createTestClient()
  const first = await ask('/v1/events?limit=5')
  const times = first.data.map((each) => Number(each['created']))
  expect(times).toEqual([...times].sort((a, b) => b - a))
  const after = await ask(`/v1/events?limit=5&starting_after=${text(first.data[4]?.['id'])}`)
  const before = await ask(`/v1/events?limit=5&ending_before=${text(after.data[0]?.['id'])}`)
  expect(before.data.map(({ id }) => id)).toEqual(first.data.map(({ id }) => id))
  const day = Math.floor(testNowMs / 1000) - 5 * daySeconds
  const older = await ask(`/v1/events?created[lt]=${day}&type=invoice.paid&limit=100`)
  expect(older.data.length).toBeGreaterThan(0)
  expect(older.data.every((each) => each['type'] === 'invoice.paid' && Number(each['created']) < day)).toBe(
    true,
  )
  expect((await ask('/v1/events', { key: 'customersOnly' })).message).toContain("'rak_event_read'")
})

test('refuses type together with types, and more than 20 types', async () => {
  const { ask } = createTestClient()
  const both = await ask('/v1/events?type=invoice.paid&types[]=invoice.paid')
  expect([both.status, both.message]).toEqual([
    400,
    'You may only specify one of these parameters: type, types.',
  ])
  const types = (count: number) => Array.from({ length: count }, () => 'types[]=invoice.paid').join('&')
  expect((await ask(`/v1/events?${types(20)}`)).status).toBe(200)
  expect((await ask(`/v1/events?${types(21)}`)).error['param']).toBe('types')
})

test('drops an event after 30 days, from the list and by id', async () => {
  const { ask, simulator, clock } = createTestClient()
  const customer = customerId(simulator, 'ines@cafemarisol.example')
  const id = simulator.control.happen({ type: 'customer.updated', subject: customer })
  const listed = async () => (await ask('/v1/events?type=customer.updated')).data.map((each) => each['id'])
  clock.nowMs = testNowMs + (30 * daySeconds - 1) * 1000
  expect(await listed()).toEqual([id])
  clock.nowMs += 1000
  expect([await listed(), (await ask(`/v1/events/${id}`)).error['code']]).toEqual([[], 'resource_missing'])
})

test('gives each event a thin twin that names its object', async () => {
  const { ask, simulator } = createTestClient()
  const customer = customerId(simulator, 'ines@cafemarisol.example')
  const id = simulator.control.happen({ type: 'customer.updated', subject: customer })
  const twin = simulator
    .compartment(simulator.accounts.eu, true)
    .all('v2.core.event')
    .find((each) => each.snapshot_event === id)
  expect((await ask(`/v2/core/events/${twin?.id}`)).body).toEqual({
    id: twin?.id,
    object: 'v2.core.event',
    created: new Date(testNowMs).toISOString(),
    data: {},
    livemode: true,
    reason: null,
    related_object: { id: customer, type: 'customer', url: `/v1/customers/${customer}` },
    snapshot_event: id,
    type: 'v1.customer.updated',
  })
  expect((await ask(`/v2/core/events/${id}`)).status).toBe(404)
})

test('creates an event by the control route for a stored or given object, and refuses an unknown one', async () => {
  const { ask, simulator } = createTestClient()
  const happen = (body: object) =>
    simulator.handle(
      new Request('http://stripe.test/_control/events', { method: 'POST', body: JSON.stringify(body) }),
    )
  const payout = { id: 'po_1', object: 'payout', status: 'paid' }
  expect((await happen({ type: 'payout.paid', subject: payout, livemode: false })).status).toBe(200)
  const { data } = await ask('/v1/events?type=payout.paid', { key: 'test' })
  expect(data.map(objectOf)).toEqual([payout])
  expect(await (await happen({ type: 'customer.updated', subject: 'cus_none' })).text()).toContain('cus_none')
  expect((await happen({ type: 'customer.updated' })).status).toBe(400)
})
