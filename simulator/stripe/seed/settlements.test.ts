// Pending payments, authorisations and settlements, as Stripe's responses show them.

import { expect, test } from 'vitest'
import type { JsonObject } from '../json.ts'
import { createTestClient, customerId, text } from '../test-client.ts'

const { ask, simulator } = createTestClient()
const of = async (address: string, list: string, expand: string) => {
  const customer = customerId(simulator, address)
  return (await ask(`/v1/${list}?customer=${customer}&limit=100&expand[]=data.${expand}`)).data
}
const pick = (row: JsonObject | undefined, ...names: string[]) => names.map((name) => row?.[name])

test('shows an invoice with a pending bank debit as open and attempted; only its payment is pending', async () => {
  const [invoice] = await of('buero@hafenkontor.example', 'invoices', 'payments')
  expect(
    pick(invoice, 'status', 'attempted', 'attempt_count', 'next_payment_attempt', 'amount_remaining'),
  ).toEqual(['open', true, 1, null, 9800])
  expect(invoice).toMatchObject({
    payments: { data: [{ status: 'open', amount_paid: null, amount_requested: 9800 }] },
  })
  const [charge] = await of('buero@hafenkontor.example', 'charges', 'payment_intent')
  expect(charge).toMatchObject({ status: 'pending', paid: false, payment_intent: { status: 'processing' } })
})

test('has another charge of the same intent for a debit after a declined card', async () => {
  const charges = await of('ap@juniperrye.example', 'charges', 'payment_intent')
  expect(charges.map(({ status }) => status)).toEqual(['pending', 'failed'])
  expect(charges[0]?.['payment_intent']).toEqual(charges[1]?.['payment_intent'])
  expect(charges[0]?.['payment_intent']).toMatchObject({ status: 'processing' })
})

test('shows the rest of an authorisation as a refund in older versions only', async () => {
  const charges = await of('front@hotel-anker.example', 'charges', 'refunds')
  const amounts = charges.map((charge) =>
    pick(charge, 'captured', 'amount_captured', 'amount_refunded', 'refunded'),
  )
  expect(amounts).toEqual([
    [false, 0, 0, false],
    [true, 3000, 8000, false],
    [true, 6000, 0, false],
    [false, 0, 10_000, true],
  ])
  const intents = await of('front@hotel-anker.example', 'payment_intents', 'latest_charge')
  expect(intents.map(({ status }) => status)).toEqual(['canceled', 'succeeded', 'succeeded', 'canceled'])
})

test('settles invoices by credit notes, balance, payments outside Stripe and overpayments', async () => {
  const invoices = await of('kantine@rosenhof.example', 'invoices', 'amount_paid_off_stripe')
  const fields = [
    'number',
    'status',
    'amount_due',
    'amount_paid',
    'amount_remaining',
    'pre_payment_credit_notes_amount',
    'starting_balance',
    'amount_overpaid',
    'amount_paid_off_stripe',
  ]
  expect(invoices.map((invoice) => pick(invoice, ...fields))).toEqual([
    ['KELP-8115', 'open', 6000, 0, 6000, 1000, -3000, 0, 0],
    ['KELP-8114', 'paid', 10_000, 10_000, 0, 0, 0, 0, 4000],
    ['KELP-8113', 'paid', 10_000, 10_000, 0, 0, 0, 2000, 0],
    ['KELP-8112', 'paid', 0, 0, 0, 0, -10_000, 0, 0],
    ['KELP-8111', 'paid', 0, 0, 0, 10_000, 0, 0, 0],
  ])
})

test('shows what was paid outside Stripe only when expanded, and only since its version', async () => {
  const customer = customerId(simulator, 'kantine@rosenhof.example')
  for (const invoice of (await ask(`/v1/invoices?customer=${customer}`)).data)
    expect(invoice).not.toHaveProperty('amount_paid_off_stripe')
  const old = await ask(`/v1/invoices?customer=${customer}&expand[]=data.amount_paid_off_stripe`, {
    headers: { 'stripe-version': '2026-04-22.dahlia' },
  })
  expect(old.message).toBe('This property cannot be expanded (amount_paid_off_stripe).')
})

test('has a dispute fee in the settlement currency', async () => {
  const [charge] = await of('kamome@kissa-kamome.example', 'charges', 'refunds')
  const { data } = await ask(`/v1/disputes?charge=${text(charge?.['id'])}`)
  expect(data[0]).toMatchObject({
    currency: 'jpy',
    amount: 50_000,
    balance_transactions: [{ currency: 'eur', amount: -30_800, fee: 2000, net: -32_800 }],
  })
})

test('changes charge, intent and invoice together when a debit is settled, with events', async () => {
  const client = createTestClient()
  const address = 'buero@hafenkontor.example'
  const customer = customerId(client.simulator, address)
  const intentOf = async () => (await client.ask(`/v1/payment_intents?customer=${customer}`)).data[0]
  const intent = text((await intentOf())?.['id'])
  const events = client.simulator.control.settle(intent, 'failed')
  expect(events).toHaveLength(3)
  const event = await client.ask(`/v1/events/${events[0]}`)
  expect(event.body).toMatchObject({ type: 'charge.failed', data: { object: { status: 'failed' } } })
  expect(await intentOf()).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { code: 'insufficient_funds' },
  })
  const invoiceOf = async () => (await client.ask(`/v1/invoices?customer=${customer}`)).data[0]
  expect((await invoiceOf())?.['next_payment_attempt']).toEqual(expect.any(Number))
  // A settled debit cannot be settled again.
  expect(() => client.simulator.control.settle(intent, 'succeeded')).toThrow('no pending debit')
  client.simulator.reset()
  client.simulator.control.settle(intent, 'succeeded')
  expect(await invoiceOf()).toMatchObject({ status: 'paid', amount_paid: 9800, amount_remaining: 0 })
})
