// Guests paid without becoming customers: found by the payment, the card or the address, and never called "nothing".

import { expect, test } from 'vitest'
import { drawNotFound, drawSearch } from '#panels/draw.ts'
import { customer, open } from '../../../test/worlds/stripe/context.ts'
import { permissionError } from '../../../test/worlds/stripe/stub-fetch.ts'

const charge = (id: string, changes: object = {}) => ({
  id,
  object: 'charge',
  customer: null,
  status: 'succeeded',
  captured: true,
  amount: 2000,
  amount_captured: 2000,
  amount_refunded: 0,
  currency: 'eur',
  created: 1_790_000_000,
  disputed: false,
  refunds: { data: [], has_more: false },
  billing_details: { email: 'guest@example.com' },
  payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242' } },
  ...changes,
})
const intent = (changes: object = {}) => ({
  id: 'pi_1',
  object: 'payment_intent',
  customer: null,
  status: 'succeeded',
  amount: 2000,
  amount_received: 2000,
  currency: 'eur',
  created: 1_790_000_000,
  latest_charge: charge('ch_1'),
  ...changes,
})
const session = (email: string, changes: object = {}) => ({
  id: 'cs_1',
  object: 'checkout.session',
  email,
  customer: null,
  customer_details: { email },
  payment_intent: intent(),
  ...changes,
})
const view = { locale: 'en', nowMs: Date.UTC(2026, 10, 21) }
const paths = (requests: string[]) => requests.map((request) => request.split('?')[0])

test.each([
  ['ch_1aB', '/v1/charges/ch_1aB', charge('ch_1aB')],
  ['pi_1aB', '/v1/payment_intents/pi_1aB', intent({ id: 'pi_1aB' })],
  ['re_1aB', '/v1/refunds/re_1aB', { id: 're_1aB', object: 'refund', charge: charge('ch_1') }],
  ['cs_test_1aB', '/v1/checkout/sessions/cs_test_1aB', session('guest@example.com')],
])('%s of a guest shows the payment', async (typed, path, found) => {
  const { context, ask, stub } = open({ customers: [] })
  stub.intercept = (url) => (url.pathname === path ? Response.json(found) : undefined)
  const result = await context.search(typed, ask())
  expect(result.guests).toMatchObject([
    { payment: { amountMinor: 2000, status: 'succeeded' }, email: 'guest@example.com' },
  ])
  const drawn = JSON.stringify(drawSearch(result, typed, view))
  expect(drawn).toContain('1 payment without a customer')
  expect(drawn).toContain('https://dashboard.stripe.com/test/payments/')
})

test('the last four digits of a card show guests beside customers, with the refund and the dispute of each', async () => {
  const { context, ask, stub } = open({
    customers: [customer('cus_1', 'amy@rocketrides.io')],
    disputes: [{ id: 'dp_1', charge: 'ch_2', status: 'needs_response', amount: 2000, currency: 'eur' }],
  })
  const refund = { id: 're_1', status: 'succeeded', amount: 500, currency: 'eur', created: 1_790_000_100 }
  const charges = [
    charge('ch_1', { customer: 'cus_1' }),
    charge('ch_2', { disputed: true }),
    charge('ch_3', { amount_refunded: 500, refunds: { data: [refund], has_more: false } }),
  ]
  stub.intercept = (url) =>
    url.pathname === '/v1/charges/search' ? Response.json({ data: charges, has_more: true }) : undefined
  const result = await context.search('4242', ask())
  expect(result.hits.map((hit) => hit.customer.id)).toEqual(['cus_1'])
  expect(result.guests.map(({ payment }) => payment.id)).toEqual(['ch_2', 'ch_3'])
  const drawn = JSON.stringify(drawSearch(result, '4242', view))
  expect(drawn).toContain('dp_1')
  expect(drawn).toContain('"amountMinor":-500')
  expect(drawn).toContain('Stripe has more than is listed here.')
})

test('an object that leads to nobody is said to be there', async () => {
  const { context, ask, stub } = open({ customers: [] })
  stub.intercept = (url) =>
    url.pathname === '/v1/payment_methods/pm_1aB'
      ? Response.json({ id: 'pm_1aB', object: 'payment_method', customer: null })
      : undefined
  const drawn = JSON.stringify(drawSearch(await context.search('pm_1aB', ask()), 'pm_1aB', view))
  expect(drawn).toContain('is in Stripe, but belongs to no customer')
})

test('what was not asked is never said to be absent', async () => {
  const sentence = async (typed: string, lacking?: string) => {
    const { context, ask, stub } = open({ customers: [] })
    stub.intercept = (url) =>
      lacking !== undefined && url.pathname.startsWith('/v1/charges') ? permissionError(lacking) : undefined
    return JSON.stringify(drawSearch(await context.search(typed, ask()), typed, view))
  }
  expect(await sentence('6789')).toContain('Bank accounts and wallets cannot be searched by digits.')
  expect(await sentence('6789', 'rak_charge_read')).toContain('but not everything could be searched')
  expect(await sentence('gcus_1Pgc6tB7')).toContain('is a guest')
  expect(await sentence('in_1none')).toContain('Nothing has the id')
  for (const typed of ['6789', 'gcus_1Pgc6tB7', 'ch_1none', 'nobody here', 'a@b.io', 'KELP-0042']) {
    expect(await sentence(typed)).not.toMatch(/Nothing in Stripe/)
  }
})

test('where nobody is a customer, the likely sender’s Checkout payments are asked for: one request, kept', async () => {
  const { context, ask, stub } = open({ customers: [], sessions: [session('guest@example.com')] })
  const people = [{ address: 'guest@example.com' }, { address: 'other@example.com' }]
  const lookup = await context.findPeople(people, ask())
  expect(paths(stub.requests).filter((path) => path === '/v1/checkout/sessions')).toHaveLength(1)
  expect(lookup.guests?.payments).toMatchObject([{ payment: { id: 'ch_1', paymentIntentId: 'pi_1' } }])
  const [panel, guests] = drawNotFound(lookup, { address: 'guest@example.com' }, view)
  expect(JSON.stringify(panel)).toContain('Paid once at Checkout without becoming a customer.')
  expect(guests).toMatchObject({ id: 'guests', count: '1', open: true })
  await context.findPeople(people, ask())
  expect(paths(stub.requests).filter((path) => path === '/v1/checkout/sessions')).toHaveLength(1)
})

test('a known customer costs no look at Checkout, nor does a session of somebody else count', async () => {
  const known = open({ customers: [customer('cus_1', 'amy@rocketrides.io')] })
  await known.lookUp('amy@rocketrides.io')
  expect(paths(known.stub.requests)).not.toContain('/v1/checkout/sessions')
  const { context, ask, stub } = open({ customers: [] })
  stub.intercept = (url) =>
    url.pathname === '/v1/checkout/sessions'
      ? Response.json({
          data: [session('other@example.com'), session('guest@example.com', { customer: 'cus_9' })],
          has_more: false,
        })
      : undefined
  const lookup = await context.findPeople([{ address: 'guest@example.com' }], ask())
  expect(lookup.guests).toBeUndefined()
})

const accent = { nfc: 'jos\u00e9@example.com', nfd: 'jose\u0301@example.com' }

test.each([
  ['one character', accent.nfc, accent.nfd],
  ['two characters', accent.nfd, accent.nfc],
  ['two characters under a domain in letters', 'jose\u0301@xn--mller-kva.de', 'jos\u00e9@mu\u0308ller.de'],
])('an address stored with its accent in %s is found by the other spelling', async (_, stored, asked) => {
  const { lookUp, context, ask } = open({ customers: [customer('cus_1', stored)] })
  expect((await lookUp(asked)).hits.map((hit) => hit.customer.id)).toEqual(['cus_1'])
  expect((await context.search(asked, ask())).hits.map((hit) => hit.customer.id)).toEqual(['cus_1'])
})

test('both spellings are one person, one cache entry, and one teammate', async () => {
  const from = { customers: [customer('cus_1', accent.nfc)] }
  const { lookUp, stub, context, ask } = open(from)
  await lookUp(accent.nfc)
  const before = stub.requests.length
  await lookUp(accent.nfd)
  expect(stub.requests).toHaveLength(before)
  const twice = await context.findPeople([{ address: accent.nfc }, { address: accent.nfd }], ask())
  expect(twice.people).toHaveLength(1)
  const team = open(from, { teamAddresses: [accent.nfd], teamDomains: ['müller.de'] })
  const people = [{ address: accent.nfc }, { address: 'a@xn--mller-kva.de' }]
  const lookup = await team.context.findPeople(people, team.ask())
  expect(lookup.people.map(({ skipped }) => skipped)).toEqual(['team', 'team'])
})
