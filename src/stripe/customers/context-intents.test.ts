// Payments that were begun and have no charge: asked for only where they can matter, so that a first look stays as cheap.

import { expect, test } from 'vitest'
import { open, world } from '../../../test/worlds/stripe/context.ts'
import { permissionError, type StubWorld } from '../../../test/worlds/stripe/stub-fetch.ts'

const look = async (changes: Partial<StubWorld>) => {
  const { lookUp, stub } = open({ ...world(), ...changes })
  const { billing } = await lookUp('amy@rocketrides.io')
  const payments = billing[0]?.payments
  return {
    stub,
    intents: stub.requests.filter((request) => request.startsWith('/v1/payment_intents')).length,
    items: payments?.state === 'read' ? payments.value.items : [],
  }
}
const [running] = world().customers
const idle = { ...running, subscriptions: { object: 'list', data: [], has_more: false } }
const intent = (changes: object) => ({
  id: 'pi_1',
  object: 'payment_intent',
  customer: 'cus_1',
  amount: 9900,
  currency: 'eur',
  created: 1_790_000_000,
  ...changes,
})
const charge = (changes: object) => ({
  id: 'ch_1',
  object: 'charge',
  customer: 'cus_1',
  amount: 9900,
  currency: 'eur',
  created: 1_790_000_000,
  payment_intent: 'pi_1',
  status: 'succeeded',
  captured: true,
  ...changes,
})
const invoice = (changes: object) => ({
  id: 'in_1',
  object: 'invoice',
  customer: 'cus_1',
  status: 'open',
  attempted: true,
  amount_due: 9900,
  amount_remaining: 9900,
  currency: 'eur',
  payments: { data: [{ payment: { type: 'payment_intent', payment_intent: 'pi_1' } }] },
  ...changes,
})

test('a customer with settled charges costs no request for intents', async () => {
  expect(await look({})).toMatchObject({ intents: 0 })
  expect(await look({ charges: [charge({})], invoices: [invoice({})] })).toMatchObject({ intents: 0 })
})

test('a customer whose trial runs and who was never charged costs none either', async () => {
  expect(await look({ charges: [], invoices: [] })).toMatchObject({ intents: 0 })
})

test('where nothing was charged and nothing runs, what was begun is shown; what was given up is not', async () => {
  const intents = [
    intent({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } }),
    intent({ id: 'pi_2', status: 'canceled' }),
  ]
  const { items, intents: asked } = await look({ customers: [idle], charges: [], invoices: [], intents })
  expect(asked).toBe(1)
  expect(items).toMatchObject([{ id: 'pi_1', status: 'requires_action', nextAction: 'use_stripe_sdk' }])
  expect(items).toHaveLength(1)
})

test('an invoice that was tried and has no charge is read together with its intent', async () => {
  const { items, intents } = await look({
    charges: [charge({ id: 'ch_2', payment_intent: 'pi_2' })],
    invoices: [invoice({})],
    intents: [intent({ status: 'processing' }), intent({ id: 'pi_2', status: 'succeeded' })],
  })
  expect(intents).toBe(1)
  expect(items.map(({ id, status }) => `${id} ${status}`).sort()).toEqual([
    'ch_2 succeeded',
    'pi_1 processing',
  ])
})

test('an authorisation that was let go is told from one that is still open by its intent', async () => {
  const held = charge({ captured: false, amount_captured: 0, amount_refunded: 0 })
  const released = await look({ charges: [held], intents: [intent({ status: 'canceled' })] })
  expect(released).toMatchObject({ intents: 1, items: [{ id: 'ch_1', amountReleasedMinor: 9900 }] })
  const still = await look({ charges: [held], intents: [intent({ status: 'requires_capture' })] })
  expect(still).toMatchObject({ intents: 1, items: [{ id: 'ch_1', amountReleasedMinor: 0 }] })
})

test('a key that may not read intents leaves the charges as they are', async () => {
  const { lookUp, stub } = open({ ...world(), customers: [idle], charges: [], invoices: [] })
  stub.intercept = (url) =>
    url.pathname === '/v1/payment_intents' ? permissionError('rak_payment_intent_read') : undefined
  const { billing } = await lookUp('amy@rocketrides.io')
  expect(billing[0]?.payments).toMatchObject({ state: 'read', value: { from: 'charges', items: [] } })
})
