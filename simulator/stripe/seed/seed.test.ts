// The seeded world: what tests and the preview rely on.

import { expect, test } from 'vitest'
import { idOf } from '../objects/reference.ts'
import { createStripeSimulator } from '../simulator.ts'
import { createTestClient, customerId, testNowMs, text } from '../test-client.ts'
import { seedPeople } from './people.ts'

const world = () => {
  const simulator = createStripeSimulator({ now: () => testNowMs })
  return {
    simulator,
    live: simulator.compartment(simulator.accounts.eu, true),
    test: simulator.compartment(simulator.accounts.eu, false),
  }
}
const nowSeconds = testNowMs / 1000

test('creates the same world and keys for the same time and seed, and others for another seed', () => {
  const dump = (seed: number): string => {
    const simulator = createStripeSimulator({ now: () => testNowMs, seed })
    const { live } = { live: simulator.compartment(simulator.accounts.eu, true) }
    return JSON.stringify([simulator.keys, live.all('customer'), live.all('invoice'), live.all('charge')])
  }
  expect(dump(1)).toBe(dump(1))
  expect(dump(1)).not.toBe(dump(2))
})

test('is large enough and contains every state', () => {
  const { live } = world()
  expect(live.all('customer').length).toBeGreaterThanOrEqual(40)
  expect(live.all('invoice').length).toBeGreaterThanOrEqual(200)
  const values = (list: (string | null)[]): string[] => [...new Set(list.map(String))]
  expect(values(live.all('subscription').map((each) => each.status))).toEqual(
    expect.arrayContaining([
      'active',
      'trialing',
      'past_due',
      'unpaid',
      'incomplete',
      'incomplete_expired',
      'paused',
      'canceled',
    ]),
  )
  expect(values(live.all('invoice').map((each) => each.status))).toEqual(
    expect.arrayContaining(['draft', 'open', 'paid', 'uncollectible', 'void']),
  )
  expect(values(live.all('charge').map((each) => each.currency))).toEqual(
    expect.arrayContaining(['eur', 'jpy', 'kwd', 'isk', 'ugx', 'huf']),
  )
  expect(values(live.all('refund').map((each) => each.status))).toEqual(
    expect.arrayContaining(['succeeded', 'failed', 'pending']),
  )
  expect(values(live.all('dispute').map((each) => each.status))).toEqual(
    expect.arrayContaining([
      'needs_response',
      'won',
      'lost',
      'appeal_needs_response',
      'under_review',
      'warning_needs_response',
      'prevented',
    ]),
  )
  expect(values(live.all('payment_intent').map((each) => each.status))).toEqual(
    expect.arrayContaining([
      'succeeded',
      'requires_action',
      'requires_payment_method',
      'requires_capture',
      'processing',
      'canceled',
    ]),
  )
})

test('has unique ids and invoice numbers, and nothing created in the future', () => {
  const { live } = world()
  const numbers = live.all('invoice').flatMap(({ number }) => (number === null ? [] : [number]))
  expect(new Set(numbers).size).toBe(numbers.length)
  for (const name of [
    'customer',
    'subscription',
    'invoice',
    'charge',
    'refund',
    'dispute',
    'event',
  ] as const) {
    expect(live.all(name).filter(({ created }) => created > nowSeconds)).toEqual([])
  }
})

test('keeps invoices, payments, intents and charges consistent', () => {
  const { live } = world()
  for (const invoice of live.all('invoice')) {
    const lines = live.related('line_item', 'invoice', invoice.id)
    const off = (invoice.total_discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0)
    const added = (invoice.total_taxes ?? [])
      .filter((tax) => tax.tax_behavior === 'exclusive')
      .reduce((sum, { amount }) => sum + amount, 0)
    expect(lines.reduce((sum, { amount }) => sum + amount, 0) - off + added).toBe(invoice.total)
    const taken = invoice.amount_paid - (invoice.amount_paid_off_stripe ?? 0) + invoice.amount_overpaid
    if (invoice.status !== 'paid' || taken === 0) continue
    const [payment] = live.related('invoice_payment', 'invoice', invoice.id)
    const intent = live.get('payment_intent', idOf(payment?.payment.payment_intent))
    expect([intent.status, live.get('charge', idOf(intent.latest_charge)).amount]).toEqual([
      'succeeded',
      taken,
    ])
  }
})

test('Tomasz has a dispute due in eight days and a card that expires this month', () => {
  const { simulator, live } = world()
  const id = customerId(simulator, 'tomasz.zielinski@poczta.example')
  const disputed = live.all('charge').find((charge) => charge.customer === id && charge.disputed)
  const dispute = live.all('dispute').find(({ charge }) => charge === disputed?.id)
  expect([dispute?.status, dispute?.amount, dispute?.balance_transactions[0]?.fee]).toEqual([
    'needs_response',
    8900,
    2000,
  ])
  expect(((dispute?.evidence_details.due_by ?? 0) - nowSeconds) / 86_400).toBe(8)
  const card = live.all('payment_method').find((method) => method.customer === id)?.card
  expect([card?.exp_month, card?.exp_year, card?.last4]).toEqual([11, 2026, '4242'])
})

test('Priya is past due after three attempts, with a fourth to come', () => {
  const { simulator, live } = world()
  const id = customerId(simulator, 'priya@brightside.example')
  const open = live.all('invoice').find((invoice) => invoice.customer === id && invoice.status === 'open')
  expect([open?.amount_due, open?.attempt_count]).toEqual([47_000, 3])
  expect(open?.next_payment_attempt).toBeGreaterThan(nowSeconds)
  expect(
    live.all('charge').filter((charge) => charge.customer === id && charge.failure_code !== null),
  ).toHaveLength(3)
})

test('Ostwind is four customers with one address, two of whom pay for the same product', () => {
  const { simulator, live } = world()
  const four = simulator.customersOf('office@ostwind.example')
  const paying = four.filter((each) =>
    live.related('subscription', 'customer', each.id).some(({ status }) => status === 'active'),
  )
  expect([four.length, paying.length, four.some(({ name }) => name === null)]).toEqual([4, 2, true])
})

test('has people with the same addresses in test mode and in the second account', () => {
  const { simulator } = world()
  const { us } = simulator.accounts
  expect(simulator.customersOf('qa+trial@kelpie.example', { livemode: false })).toHaveLength(1)
  expect(simulator.customersOf('ines@cafemarisol.example', { livemode: false })).toHaveLength(1)
  expect(simulator.customersOf('hello@tworivers.example', { accountId: us })).toHaveLength(1)
  expect(simulator.customersOf('hello@tworivers.example')).toHaveLength(1)
})

test('has a customer for everyone with the role customer, and none for strangers', () => {
  const { simulator } = world()
  for (const person of seedPeople) {
    const found = simulator.customersOf(person.address, { livemode: !('mode' in person) })
    if (person.role === 'customer') expect([person.key, found.length > 0]).toEqual([person.key, true])
    if (person.role === 'stranger') expect([person.key, found.length]).toEqual([person.key, 0])
  }
})

test('keeps hostile, right-to-left, emoji and very long names unchanged', async () => {
  const { ask } = createTestClient()
  const newest = (await ask('/v1/customers?limit=100')).data
  const older = (await ask(`/v1/customers?limit=100&starting_after=${text(newest.at(-1)?.['id'])}`)).data
  const names = [...newest, ...older].map((each) => text(each['name']))
  for (const part of ['<b>Bold</b>', '\u202E', '☕️', '"onmouseover="'])
    expect(names.some((name) => name.includes(part))).toBe(true)
  expect(Math.max(...names.map((name) => name.length))).toBe(5000)
})

test('finds a customer of Accounts v2 by both ids', async () => {
  const { ask, simulator } = createTestClient()
  const [vela] = simulator.customersOf('billing@vela.example')
  expect(vela?.customer_account).toMatch(/^acct_/)
  expect((await ask(`/v1/customers/${vela?.customer_account}`)).body['id']).toBe(vela?.id)
})

test('has the address of a guest only in the checkout session', async () => {
  const { ask, simulator } = createTestClient()
  expect(simulator.customersOf('guest@walkin.example')).toEqual([])
  const { data } = await ask(
    '/v1/checkout/sessions?customer_details[email]=guest@walkin.example&expand[]=data.payment_intent',
  )
  expect(data[0]).toMatchObject({ customer: null, payment_intent: { customer: null, amount: 4700 } })
})
