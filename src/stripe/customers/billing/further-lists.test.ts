// Where a first page is not the whole: which further requests are made, when, and what stays unknown.

import { expect, test } from 'vitest'
import { customer, open, subscription } from '../../../../test/worlds/stripe/context.ts'
import { stripeError, type StubWorld } from '../../../../test/worlds/stripe/stub-fetch.ts'

const day = 86_400
const first = ['/v1/customers', '/v1/customers/search', '/v1/charges', '/v1/invoices', '/v1/products']
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, k) => make(k))

const invoice = (id: string, changes: object = {}) => ({
  id,
  customer: 'cus_1',
  status: 'paid',
  currency: 'eur',
  total: 1000,
  amount_paid: 1000,
  amount_remaining: 0,
  created: 1_790_000_000,
  ...changes,
})
const charge = (id: string, changes: object = {}) => ({
  id,
  customer: 'cus_1',
  status: 'succeeded',
  captured: true,
  amount: 1000,
  currency: 'eur',
  created: 1_790_000_000,
  ...changes,
})
const dispute = (id: string, of: string, changes: object = {}) => ({
  id,
  charge: of,
  status: 'needs_response',
  amount: 1000,
  currency: 'eur',
  created: 1_790_000_000,
  ...changes,
})
const page = (data: object[], has_more: boolean) => ({ object: 'list', data, has_more })

/** Looks the one customer up; the requests beyond those that every first look makes. */
async function look(from: Omit<StubWorld, 'customers'>, own: object = {}) {
  const opened = open({
    customers: [customer('cus_1', 'amy@rocketrides.io', own)],
    products: [{ id: 'prod_1', name: 'Pro' }],
    ...from,
  })
  const { billing } = await opened.lookUp('amy@rocketrides.io')
  const [one] = billing
  if (!one) throw new Error('nobody was found')
  const paths = opened.stub.requests.map((request) => request.split('?')[0] ?? '')
  expect(paths).toEqual(expect.arrayContaining(first))
  const further = opened.stub.requests.filter((request) => !first.includes(request.split('?')[0] ?? ''))
  const again = opened.stub.requests.filter(
    (request) => request.startsWith('/v1/invoices?') && request.includes('status='),
  )
  return { billing: one, further: [...further, ...again], opened }
}

const valueOf = <T>(reading: { state: 'read'; value: T } | { state: 'unavailable' }): T => {
  if (reading.state === 'unavailable') throw new Error('was not read')
  return reading.value
}

test('lists that fit on their first pages cost no further request', async () => {
  const { further } = await look({
    invoices: many(24, (k) => invoice(`in_${k}`)),
    charges: many(100, (k) => charge(`ch_${k}`)),
  })
  expect(further).toEqual([])
})

test('beyond 24 invoices the open ones are asked for, once, and kept', async () => {
  const old = invoice('in_old', { status: 'open', amount_remaining: 250_000, created: 1_700_000_000 })
  const { billing, further, opened } = await look({ invoices: [...many(24, (k) => invoice(`in_${k}`)), old] })
  expect(further).toEqual([expect.stringMatching(/^\/v1\/invoices\?customer=cus_1&status=open&limit=24/)])
  const invoices = valueOf(billing.invoices)
  expect(invoices.items.map(({ id }) => id)).toContain('in_old')
  expect(invoices).toMatchObject({ hasMore: true })
  expect(invoices.openHasMore).toBeUndefined()
  const warm = await opened.lookUp('amy@rocketrides.io')
  expect(warm.ask.tally.stripeRequests).toBe(0)
})

test('open invoices that were not read are marked, whether there are too many or Stripe refused', async () => {
  const all = many(60, (k) => invoice(`in_${k}`, { status: 'open', amount_remaining: 1000 }))
  expect(valueOf((await look({ invoices: all })).billing.invoices)).toMatchObject({ openHasMore: true })
  const opened = open({ customers: [customer('cus_1', 'amy@rocketrides.io')], invoices: all })
  opened.stub.intercept = (url) =>
    url.searchParams.get('status') === 'open' ? stripeError(400, { message: 'no' }) : undefined
  const { billing } = await opened.lookUp('amy@rocketrides.io')
  expect(billing[0]?.invoices).toMatchObject({ state: 'read', value: { openHasMore: true } })
})

const owned = (id: string, changes: object = {}) => ({ ...subscription, id, customer: 'cus_1', ...changes })

test('beyond ten subscriptions up to a hundred are read at once; of still more, those that are not paid', async () => {
  const ten = many(10, (k) => owned(`sub_${k}`))
  const own = { subscriptions: page(ten, true) }
  const past = owned('sub_past', { status: 'past_due' })
  const eleven = await look({ subscriptions: [...ten, past] }, own)
  expect(eleven.further).toEqual([expect.stringMatching(/^\/v1\/subscriptions\?customer=cus_1&limit=100/)])
  expect(valueOf(eleven.billing.subscriptions)).toMatchObject({ hasMore: false })
  expect(valueOf(eleven.billing.subscriptions).items).toHaveLength(11)
  const hundreds = await look({ subscriptions: [...many(150, (k) => owned(`sub_${k}`)), past] }, own)
  expect(hundreds.further.map((request) => /status=(\w+)/.exec(request)?.[1])).toEqual([
    undefined,
    'past_due',
    'unpaid',
  ])
  const read = valueOf(hundreds.billing.subscriptions)
  expect(read.hasMore).toBe(true)
  expect(read.items.map(({ id }) => id)).toContain('sub_past')
})

test('a list that brings nothing new does not end "there are more"', async () => {
  const ten = many(10, (k) => owned(`sub_${k}`))
  const { billing } = await look({ subscriptions: ten }, { subscriptions: page(ten, true) })
  expect(valueOf(billing.subscriptions)).toMatchObject({ hasMore: true })
})

test('the items of a long subscription are read to their end', async () => {
  const item = (k: number) => ({
    id: `si_${k}`,
    subscription: 'sub_1',
    quantity: 1,
    price: {
      id: `price_${k}`,
      currency: 'eur',
      unit_amount: 100,
      product: 'prod_1',
      recurring: { interval: 'month' },
    },
  })
  const items = many(15, item)
  const long = owned('sub_1', { items: page(items.slice(0, 10), true) })
  const { billing, further } = await look({ items }, { subscriptions: page([long], false) })
  expect(further).toEqual([expect.stringMatching(/^\/v1\/subscription_items\?subscription=sub_1&limit=100/)])
  const [read] = valueOf(billing.subscriptions).items
  expect([read?.items.length, read?.itemsHasMore]).toEqual([15, false])
})

test('ended subscriptions beyond the invoices read are asked for where none is known', async () => {
  const ended = owned('sub_old', { status: 'canceled', ended_at: 1_700_000_000 })
  const none = { subscriptions: page([], false) }
  const invoices = many(25, (k) => invoice(`in_${k}`))
  const asked = await look({ invoices, subscriptions: [ended] }, none)
  expect(asked.further.filter((request) => request.includes('/v1/subscriptions?'))).toEqual([
    expect.stringContaining('status=all'),
  ])
  expect(valueOf(asked.billing.subscriptions).items.map(({ id }) => id)).toEqual(['sub_old'])
  const running = await look({ invoices, subscriptions: [ended] })
  expect(running.further.some((request) => request.includes('/v1/subscriptions?'))).toBe(false)
  expect(valueOf(running.billing.subscriptions)).toMatchObject({ endedHasMore: true })
})

test('up to three disputes are read by their payments, more of them in one request for all', async () => {
  const disputed = (count: number) => ({
    charges: many(count, (k) => charge(`ch_${k}`, { disputed: true, created: 1_790_000_000 - k * day })),
    disputes: many(count, (k) => dispute(`dp_${k}`, `ch_${k}`)),
  })
  const three = await look(disputed(3))
  expect(three.further.map((request) => /charge=(\w+)/.exec(request)?.[1])).toEqual(['ch_0', 'ch_1', 'ch_2'])
  const five = await look(disputed(5))
  expect(five.further).toEqual([`/v1/disputes?created[gte]=${1_790_000_000 - 4 * day}&limit=100`])
  expect(valueOf(five.billing.disputes)).toHaveLength(5)
})

test('in an account with hundreds of disputes ten are read one by one, and the others stay unknown', async () => {
  const others = many(100, (k) => dispute(`dp_x${k}`, `ch_x${k}`))
  const charges = many(14, (k) => charge(`ch_${k}`, { disputed: true }))
  const disputes = [...others, ...charges.map(({ id }, k) => dispute(`dp_${k}`, id))]
  const { billing, further } = await look({ charges, disputes })
  expect(further).toHaveLength(11)
  expect(valueOf(billing.disputes)).toHaveLength(10)
})

test('beyond a hundred payments the disputed ones are searched for', async () => {
  const old = charge('ch_old', { disputed: true, created: 1_700_000_000 })
  const { billing, further } = await look({
    charges: [...many(100, (k) => charge(`ch_${k}`)), old],
    disputes: [dispute('dp_old', 'ch_old')],
  })
  expect(further.map((request) => request.split('?')[0])).toEqual(['/v1/charges/search', '/v1/disputes'])
  expect(further[0]).toContain('query=customer:"cus_1" AND disputed:"true"')
  expect(valueOf(billing.payments).items.map(({ id }) => id)).toContain('ch_old')
  expect(valueOf(billing.disputes).map(({ id }) => id)).toEqual(['dp_old'])
})

test('a search that Stripe refuses leaves older disputes unknown', async () => {
  const opened = open({
    customers: [customer('cus_1', 'amy@rocketrides.io')],
    charges: many(101, (k) => charge(`ch_${k}`)),
  })
  opened.stub.intercept = (url) =>
    url.pathname === '/v1/charges/search' ? stripeError(400, { message: 'Not available.' }) : undefined
  const { billing } = await opened.lookUp('amy@rocketrides.io')
  expect(billing[0]?.payments).toMatchObject({ state: 'read', value: { disputedHasMore: true } })
})
