// The customer context against the simulated Stripe: the people of the preview world, with exact request counts.

import { expect, test } from 'vitest'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { drawCustomer } from '#panels/draw.ts'
import { panelsText } from '#panels/fixtures/panel-text.ts'
import { Secret } from '#secret.ts'
import { seedPeople } from '../../../simulator/stripe/seed/people.ts'
import { createStripeSimulator } from '../../../simulator/stripe/simulator.ts'
import type { ReadRequest } from '../api/read-request.ts'
import { spellingsOf } from './addresses.ts'
import { createStripeContext } from './context.ts'

const simulator = createStripeSimulator({ now: () => Date.UTC(2026, 10, 21, 9) })
type KeyName = keyof typeof simulator.keys

function open(key: KeyName, mode: 'live' | 'test' = 'live') {
  const requests: string[] = []
  const fetch = (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init)
    requests.push(new URL(request.url).pathname)
    return simulator.handle(request)
  }
  let nowMs = Date.UTC(2026, 10, 21, 9)
  const ports = {
    fetch,
    now: () => nowMs,
    sleep: (ms: number) => ((nowMs += ms), Promise.resolve()),
    randomBytes: (length: number) => new Uint8Array(length).fill(7),
    log: createLog({ level: 'error', now: () => 0, write: () => undefined }),
  }
  const context = createStripeContext({
    access: [{ account: { key, mode }, key: new Secret(simulator.keys[key]) }],
    apiBase: 'http://stripe.test',
    ports,
    metrics: createMetrics(),
    tenantId: 'self',
    teamDomains: [],
    teamAddresses: [],
    domainMatch: false,
  })
  const ask = (): ReadRequest => ({ mode, tally: { stripeRequests: 0 } })
  const lookUp = async (address: string) => {
    const how = ask()
    const lookup = await context.findPeople([{ address }], how)
    const hits = lookup.people.flatMap((person) => person.hits)
    const billing = await Promise.all(hits.map((hit) => context.read(hit, how)))
    return { lookup, hits, billing, requests: how.tally.stripeRequests }
  }
  return { context, ask, lookUp, requests }
}
const addressOf = (key: string) => seedPeople.find((person) => person.key === key)?.address ?? ''

test('everybody of the world is read whole within the promised number of requests, and warm without any', async () => {
  for (const person of seedPeople) {
    const mode = 'mode' in person ? person.mode : 'live'
    const { lookUp, requests } = open(mode, mode)
    const cold = await lookUp(person.address)
    const disputed = cold.billing.reduce((sum, { payments }) => {
      const items = payments.state === 'read' ? payments.value.items : []
      return sum + Math.min(3, items.filter((payment) => payment.disputed).length)
    }, 0)
    // Where nothing was charged and nothing runs, what was begun is asked for, in place of products and disputes.
    const begun = cold.billing.filter(({ subscriptions, payments }) => {
      const charged =
        payments.state === 'read' && payments.value.items.some(({ id }) => !id.startsWith('pi_'))
      return !charged && subscriptions.state === 'read' && subscriptions.value.items.length === 0
    }).length
    const named = cold.hits.length > begun ? 1 : 0
    // Lists that are longer than a page are asked once more for what can matter; a stranger may have paid at Checkout.
    const longer = cold.billing.flatMap(({ invoices, payments }) =>
      [invoices, payments].filter((part) => part.state === 'read' && part.value.hasMore),
    ).length
    const brought = cold.hits.filter(
      ({ subscriptions }) => subscriptions.state === 'read' && subscriptions.value.hasMore,
    ).length
    const guest = cold.hits.length === 0 ? 1 : 0
    const listed = spellingsOf(person.address).length
    // What a discount takes off is asked for with what carries it, where no invoice tells.
    const carrying = cold.billing
      .flatMap(({ subscriptions }) => (subscriptions.state === 'read' ? subscriptions.value.items : []))
      .flatMap((subscription) => [subscription, ...subscription.items])
      .filter(({ discounts }) => discounts.length > 0).length
    const promised =
      listed + 1 + 2 * cold.hits.length + named + begun + disputed + longer + brought + guest + carrying
    expect(requests.length, `${person.key}: ${requests.join(' ')}`).toBeLessThanOrEqual(promised)
    expect(cold.requests).toBe(requests.length)
    for (const { subscriptions, invoices, payments, disputes, products, paymentMethods } of cold.billing) {
      const parts = [subscriptions, invoices, payments, disputes, products, paymentMethods]
      expect(parts.map(({ state }) => state)).toEqual(parts.map(() => 'read'))
      const items =
        subscriptions.state === 'read' ? subscriptions.value.items.flatMap((one) => one.items) : []
      expect(items.filter(({ productName }) => productName === undefined)).toEqual([])
    }
    expect((await lookUp(person.address)).requests).toBe(0)
  }
})

test('a stranger of a mail domain is nobody', async () => {
  const { hits, lookup } = await open('live').lookUp(addressOf('lena'))
  expect(hits).toEqual([])
  expect(lookup.accounts).toEqual([{ account: { key: 'live', mode: 'live' } }])
})

test.each<[KeyName, string]>([
  ['noSubscriptions', 'rak_subscription_read'],
  ['noInvoices', 'rak_invoice_read'],
  ['noCharges', 'rak_charge_read'],
  ['noProducts', 'rak_product_read'],
  ['noPaymentMethods', 'rak_payment_method_read'],
  ['noDisputes', 'rak_dispute_read'],
])('with the key %s only its own sections are missing and name the box to tick', async (key, slug) => {
  const { billing } = await open(key).lookUp(addressOf('tomasz'))
  const [one] = billing
  if (!one) throw new Error('not found')
  const { subscriptions, invoices, payments, disputes, products, paymentMethods } = one
  const missing = Object.entries({ subscriptions, invoices, payments, disputes, products, paymentMethods })
    .filter(([, part]) => part.state === 'unavailable')
    .map(([name, part]) => [name, part.state === 'unavailable' ? part.why : undefined])
  const why = { reason: 'permission', permissions: [slug] }
  const expected: Partial<Record<KeyName, string[]>> = {
    noSubscriptions: ['subscriptions'],
    noInvoices: ['invoices'],
    noCharges: ['disputes'],
    noProducts: ['products'],
    noPaymentMethods: ['paymentMethods'],
    noDisputes: ['disputes'],
  }
  expect(missing).toEqual(expected[key]?.map((name) => [name, why]))
  if (key === 'noCharges') expect(payments).toMatchObject({ value: { from: 'payment_intents' } })
})

test('a key without Search still finds the sender, and says what is missing', async () => {
  const { hits, lookup } = await open('noSearch').lookUp(addressOf('priya'))
  expect(hits).toHaveLength(1)
  expect(lookup.accounts[0]?.searchUnavailable).toBeDefined()
})

test.each<[KeyName, string]>([
  ['expired', 'key_refused'],
  ['revoked', 'key_refused'],
  ['noCustomers', 'permission'],
])('the key %s finds nobody and says why', async (key, reason) => {
  const { lookup, hits } = await open(key).lookUp(addressOf('priya'))
  expect(hits).toEqual([])
  expect(lookup.accounts[0]?.unavailable?.reason).toBe(reason)
})

test('the key check tells what may be read, whether the key can write, and whose account it is', async () => {
  const check = async (key: KeyName) => open(key).context.checkKey(key)
  const good = await check('live')
  expect(good).toMatchObject({
    restricted: true,
    canWrite: false,
    account: { accountId: simulator.accounts.eu },
  })
  expect(good.permissions.filter(({ state }) => state !== 'granted')).toEqual([])
  expect((await check('noDisputes')).permissions.filter(({ state }) => state === 'missing')).toMatchObject([
    { slug: 'rak_dispute_read' },
  ])
  expect((await check('canWrite')).canWrite).toBe(true)
  expect(await check('expired')).toMatchObject({ problem: { reason: 'key_refused' } })
})

test('a discount says what it is worth without another request; without the permission it is only named', async () => {
  const discountsWith = async (key: KeyName) => {
    const { billing } = await open(key).lookUp(addressOf('ines'))
    const read = billing[0]?.subscriptions
    return read?.state === 'read' ? read.value.items.flatMap(({ discounts }) => discounts) : []
  }
  expect(await discountsWith('live')).toMatchObject([{ couponId: 'AUTUMN10', percentOff: 10 }])
  const [named, ...others] = await discountsWith('noCoupons')
  expect(others).toEqual([])
  expect(named).toMatchObject({ couponId: 'AUTUMN10' })
  expect(named?.percentOff).toBeUndefined()
})

test.each<[string, RegExp[], RegExp]>([
  [
    'buero@hafenkontor.example',
    [/Payment in progress {2}€98\.00/, /bank debit … since/],
    /Past due|failed|Payment page|pay link/,
  ],
  [
    'ap@juniperrye.example',
    [/Payment in progress {2}€49\.00/, /declined once before: insufficient funds/, /Declined: 1 time/],
    /Past due|Payment page|pay link/,
  ],
  [
    'kasse@teehaus-lindenau.example',
    [/Past due {2}€60\.00/, /€40\.00 of €100\.00 in progress \(bank debit\)/],
    /Payment failed/,
  ],
  [
    'front@hotel-anker.example',
    [
      /Paid 2 times {2}€80\.00/,
      /Lifetime, net: €80\.00/,
      /Authorisation released, nothing was taken[^]*Authorisation released/,
      /Released: €40\.00/,
    ],
    /Refunded {2}|Fully refunded|−€70/,
  ],
  [
    'kantine@rosenhof.example',
    [
      /Credited in full/,
      /Paid from the customer’s balance/,
      /overpaid by €20\.00/,
      /Paid, €40\.00 outside Stripe/,
      /Paid outside Stripe: €40\.00/,
      /KELP-8115›  €60\.00/,
    ],
    /Never paid/,
  ],
  ['kamome@kissa-kamome.example', [/Held back: −¥50,000 \(plus €20\.00 dispute fee\)/], /¥52,000/],
])('%s reads as it stands', async (address, said, unsaid) => {
  const { billing } = await open('live').lookUp(address)
  const text = billing
    .map((one) => panelsText(drawCustomer(one, { locale: 'en', nowMs: Date.UTC(2026, 10, 21, 9) })))
    .join()
  for (const words of said) expect(text).toMatch(words)
  expect(text).not.toMatch(unsaid)
})

test('a debit that fails after days becomes past due, one that succeeds becomes paid', async () => {
  for (const [outcome, words] of [
    ['failed', 'Past due  €98.00'],
    ['succeeded', 'Paid once  €98.00'],
  ] as const) {
    simulator.reset()
    const { lookUp } = open('live')
    const [before] = (await lookUp('buero@hafenkontor.example')).billing
    const payments = before?.payments.state === 'read' ? before.payments.value.items : []
    simulator.control.settle(payments[0]?.paymentIntentId ?? '', outcome)
    const [after] = (await open('live').lookUp('buero@hafenkontor.example')).billing
    if (!after) throw new Error('not found')
    expect(panelsText(drawCustomer(after, { locale: 'en', nowMs: Date.UTC(2026, 10, 21, 9) }))).toContain(
      words,
    )
  }
  simulator.reset()
})
