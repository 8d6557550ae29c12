// Opens the customer context on the counting stub, for tests of its requests and of faults.

import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { Secret } from '#secret.ts'
import type { ReadRequest } from '#stripe/api/read-request.ts'
import { createStripeContext, type StripeContextOptions } from '#stripe/customers/context.ts'
import { createStubStripe, type StubWorld } from './stub-fetch.ts'

const price = {
  id: 'price_1',
  product: 'prod_1',
  currency: 'eur',
  unit_amount: 2000,
  recurring: { interval: 'month' },
}
/** An active subscription with one item of `prod_1`. */
export const subscription = {
  id: 'sub_1',
  object: 'subscription',
  status: 'active',
  created: 1_700_000_000,
  currency: 'eur',
  items: { data: [{ id: 'si_1', price, quantity: 1, current_period_end: 1_800_000_000 }] },
}
/** A customer with one active subscription. */
export const customer = (id: string, email: string, extra: object = {}) => ({
  id,
  object: 'customer',
  email,
  name: 'Amy',
  created: 1_700_000_000,
  livemode: false,
  subscriptions: { object: 'list', data: [subscription], has_more: false },
  ...extra,
})
/** One customer with all kinds of data, and one whose address contains the first one's. */
export const world = (): StubWorld => ({
  customers: [customer('cus_1', 'Amy@rocketrides.io'), customer('cus_x', 'xamy@rocketrides.io')],
  invoices: [{ id: 'in_1', customer: 'cus_1', status: 'paid', currency: 'eur', total: 2000, created: 1 }],
  charges: [
    {
      id: 'ch_1',
      captured: true,
      customer: 'cus_1',
      status: 'succeeded',
      amount: 2000,
      currency: 'eur',
      created: 2,
      disputed: true,
    },
  ],
  disputes: [{ id: 'dp_1', charge: 'ch_1', status: 'needs_response', amount: 2000, currency: 'eur' }],
  products: [{ id: 'prod_1', name: 'Pro' }],
})

/** A context on the stub, with a clock that only the test and the context's waiting move. */
export function open(from: StubWorld = world(), options: Partial<StripeContextOptions> = {}) {
  const stub = createStubStripe(from)
  let nowMs = Date.UTC(2026, 10, 21)
  const lines: string[] = []
  const metrics = createMetrics()
  const ports = {
    fetch: stub.fetch,
    now: () => nowMs,
    sleep: (ms: number) => ((nowMs += ms), Promise.resolve()),
    randomBytes: (length: number) => new Uint8Array(length).fill(7),
    log: createLog({ level: 'debug', now: () => nowMs, write: (line) => void lines.push(line) }),
  }
  const context = createStripeContext({
    access: [{ account: { key: 'main', mode: 'test' }, key: new Secret('rk_test_0123456789abcdef') }],
    apiBase: 'http://stub',
    ports,
    metrics,
    tenantId: 'self',
    teamDomains: ['kelpie.app'],
    teamAddresses: [],
    domainMatch: false,
    ...options,
  })
  const ask = (extra: Partial<ReadRequest> = {}): ReadRequest => ({
    mode: 'test',
    tally: { stripeRequests: 0 },
    ...extra,
  })
  const lookUp = async (address: string, how: ReadRequest = ask()) => {
    const lookup = await context.findPeople([{ address }], how)
    const hits = lookup.people.flatMap((person) => person.hits)
    return { lookup, hits, billing: await Promise.all(hits.map((hit) => context.read(hit, how))), ask: how }
  }
  return {
    stub,
    context,
    ask,
    lookUp,
    metrics,
    lines,
    pass: (ms: number) => void (nowMs += ms),
    now: () => nowMs,
  }
}
