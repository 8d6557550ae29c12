// The official SDK against the simulator over HTTP: parsing, paging, retries and errors.

import { Stripe } from 'stripe'
import { afterEach, expect, test } from 'vitest'
import { listenStripe, type StripeServer } from './listen.ts'
import type { KeyName } from './keys.ts'
import { createStripeSimulator } from './simulator.ts'

const open: StripeServer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((listening) => listening.close()))
})

async function start() {
  const simulator = createStripeSimulator()
  const listening = await listenStripe(simulator)
  open.push(listening)
  const sdk = (key: KeyName = 'live') =>
    new Stripe(simulator.keys[key], {
      host: '127.0.0.1',
      port: listening.port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    })
  return { simulator, listening, sdk, stripe: sdk() }
}

test('reads everything about a customer in two calls after the search', async () => {
  const { stripe } = await start()
  const { data } = await stripe.customers.search({
    query: 'email:"ines@cafemarisol.example"',
    expand: [
      'data.subscriptions.data.default_payment_method',
      'data.subscriptions.data.discounts',
      'data.invoice_settings.default_payment_method',
      'data.default_source',
      'data.invoice_credit_balance',
      'data.discount',
    ],
  })
  const [ines] = data
  expect([data.length, ines?.subscriptions?.data.length, ines?.balance]).toEqual([1, 2, -1200])
  const invoices = await stripe.invoices.list({
    customer: ines?.id ?? '',
    limit: 24,
    expand: ['data.payments', 'data.parent.subscription_details.subscription'],
  })
  const charges = await stripe.charges.list({
    customer: ines?.id ?? '',
    limit: 100,
    expand: ['data.refunds'],
  })
  const paidBy = new Set(
    invoices.data.flatMap((each) => each.payments?.data.map(({ payment }) => payment.payment_intent)),
  )
  expect([invoices.data.length, charges.data.length]).toEqual([21, 23])
  expect(charges.data.filter((charge) => paidBy.has(charge.payment_intent ?? '')).length).toBe(21)
})

test('auto-pages through all customers and search results', async () => {
  const { stripe, simulator } = await start()
  const living = simulator
    .compartment(simulator.accounts.eu, true)
    .all('customer')
    .filter((each) => !each.deleted)
  const listed = await stripe.customers.list({ limit: 7 }).autoPagingToArray({ limit: 1000 })
  expect(listed.length).toBe(living.length)
  const found = await stripe.customers
    .search({ query: 'created>0', limit: 7 })
    .autoPagingToArray({ limit: 1000 })
  expect(new Set(found.map(({ id }) => id)).size).toBe(living.length)
})

test('returns a fractional price as a decimal', async () => {
  const { stripe } = await start()
  const prices = await stripe.prices.list({ limit: 100 })
  const fractions = prices.data
    .filter((price) => price.unit_amount === null)
    .map((price) => String(price.unit_amount_decimal))
  expect(fractions).toEqual(expect.arrayContaining(['0.5', '1.25']))
})

test('throws typed errors', async () => {
  const { stripe, sdk } = await start()
  await expect(stripe.customers.retrieve('cus_none')).rejects.toBeInstanceOf(
    Stripe.errors.StripeInvalidRequestError,
  )
  await expect(sdk('noDisputes').disputes.list()).rejects.toBeInstanceOf(Stripe.errors.StripePermissionError)
  await expect(sdk('expired').customers.list()).rejects.toBeInstanceOf(
    Stripe.errors.StripeAuthenticationError,
  )
})

test.each([
  ['429', Stripe.errors.StripeRateLimitError, 429],
  ['lock_timeout', Stripe.errors.StripeRateLimitError, 429],
  ['500', Stripe.errors.StripeAPIError, 500],
  ['503html', Stripe.errors.StripeAPIError, undefined],
  ['414', Stripe.errors.StripeAPIError, undefined],
  ['brokenJson', Stripe.errors.StripeAPIError, undefined],
  ['reset', Stripe.errors.StripeConnectionError, undefined],
] as const)('throws the SDK’s error for the fault %s', async (kind, type, status) => {
  const { stripe, simulator } = await start()
  simulator.control.fail('GET /v1/charges', kind)
  const error: unknown = await stripe.charges.list().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(type)
  expect(error).toHaveProperty('statusCode', status)
  simulator.control.heal()
  await expect(stripe.charges.list()).resolves.toHaveProperty('object', 'list')
})

test('ends an endless response by the client’s time limit', async () => {
  const { listening, simulator } = await start()
  simulator.control.fail('*', 'endless')
  const pending = fetch(`${listening.url}/v1/charges`, {
    headers: { authorization: `Bearer ${simulator.keys.live}` },
    signal: AbortSignal.timeout(300),
  })
  await expect(pending.then((response) => response.text())).rejects.toThrow(/timeout/)
})

test('returns a redirect', async () => {
  const { listening, simulator } = await start()
  simulator.control.fail('GET /v1/charges', 'redirect', { location: 'https://elsewhere.example/' })
  const response = await fetch(`${listening.url}/v1/charges`, {
    headers: { authorization: `Bearer ${simulator.keys.live}` },
    redirect: 'manual',
  })
  expect([response.status, response.headers.get('location')]).toEqual([302, 'https://elsewhere.example/'])
})

test('answers a request line over 16 KiB with nginx’s 414 page', async () => {
  const { listening, simulator } = await start()
  const response = await fetch(`${listening.url}/v1/customers/search?query=${'a'.repeat(17_000)}`, {
    headers: { authorization: `Bearer ${simulator.keys.live}` },
  })
  expect([response.status, response.headers.get('content-type')]).toEqual([414, 'text/html'])
})

test('refunds a charge once for the same idempotency key', async () => {
  const { sdk, simulator } = await start()
  const stripe = sdk('canWrite')
  const charge = simulator
    .compartment(simulator.accounts.eu, true)
    .all('charge')
    .find((each) => each.status === 'succeeded' && each.amount_refunded === 0 && !each.disputed)
  const params = { charge: charge?.id ?? '', amount: 100, reason: 'requested_by_customer' } as const
  const first = await stripe.refunds.create(params, { idempotencyKey: 'once' })
  const again = await stripe.refunds.create(params, { idempotencyKey: 'once' })
  expect([again.id, again.lastResponse.headers['idempotent-replayed']]).toEqual([first.id, 'true'])
  expect((await stripe.charges.retrieve(params.charge)).amount_refunded).toBe(100)
  await expect(
    stripe.refunds.create({ ...params, amount: 200 }, { idempotencyKey: 'once' }),
  ).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError)
})
