// Sections that a person opens, against a stub that counts: what each opening costs, what is kept, and what a refusal costs.

import { expect, test } from 'vitest'
import type { OnDemandSection } from '#contract/billing.ts'
import { open, world } from '../../../../test/worlds/stripe/context.ts'
import { permissionError, stripeError, type StubStripe } from '../../../../test/worlds/stripe/stub-fetch.ts'

const preview = {
  object: 'invoice',
  currency: 'eur',
  amount_due: 1900,
  total: 1900,
  period_end: 1_800_000_000,
}
const list = (data: object[] = [], hasMore = false) =>
  Response.json({ object: 'list', data, has_more: hasMore })

const lists = [
  '/v1/invoiceitems',
  '/v1/subscription_schedules',
  '/v1/customers/cus_1/payment_methods',
  '/v1/customers/cus_1/sources',
  '/v1/customers/cus_1/balance_transactions',
  '/v1/customers/cus_1/tax_ids',
  '/v1/credit_notes',
  '/v1/radar/early_fraud_warnings',
  '/v1/reviews',
]

/** Answers what the first look never asks for. */
const answers: NonNullable<StubStripe['intercept']> = ({ pathname }) =>
  pathname === '/v1/invoices/create_preview'
    ? Response.json(preview)
    : lists.includes(pathname)
      ? list()
      : undefined

async function look(of = open()) {
  of.stub.intercept = answers
  const first = await of.lookUp('amy@rocketrides.io')
  const [hit] = first.hits
  if (!hit) throw new Error('nobody was found')
  const read = async (section: OnDemandSection, how = of.ask()) => {
    of.stub.requests.length = 0
    const value = await of.context.readSection(section, hit, how)
    return { value, paths: of.stub.requests.map((request) => request.split('?')[0]), how }
  }
  return { ...of, first, read }
}

test('a first look asks for nothing that belongs to a section which nobody opened', async () => {
  const { stub } = await look()
  expect(stub.requests.map((request) => request.split('?')[0])).toEqual([
    '/v1/customers',
    '/v1/customers/search',
    '/v1/charges',
    '/v1/invoices',
    '/v1/products',
    '/v1/disputes',
  ])
})

test.each([
  ['coming-up', ['/v1/invoices/create_preview', '/v1/invoiceitems', '/v1/subscription_schedules']],
  ['payment-methods', ['/v1/customers/cus_1/payment_methods', '/v1/customers/cus_1/sources']],
  ['balance', ['/v1/customers/cus_1/balance_transactions', '/v1/credit_notes']],
  ['risk', ['/v1/payment_intents', '/v1/radar/early_fraud_warnings', '/v1/reviews']],
  ['billing-details', ['/v1/customers/cus_1/tax_ids']],
] as const)('opening %s costs these requests once, and none while they are fresh', async (section, paths) => {
  const { read, ask } = await look()
  const cold = await read(section)
  expect(new Set(cold.paths)).toEqual(new Set(paths))
  expect(cold.how.tally.stripeRequests).toBe(paths.length)
  expect((await read(section)).paths).toEqual([])
  const renewed = await read(section, ask({ fresh: true }))
  expect(new Set(renewed.paths)).toEqual(new Set(paths))
  expect(renewed.how.tally.stripeRequests).toBe(paths.length)
})

test('what an event makes old is asked for again, of this customer alone', async () => {
  const { read, context } = await look()
  await read('coming-up')
  context.changed({ type: 'customer.updated', mode: 'test', customerId: 'cus_x' })
  expect((await read('coming-up')).paths).toEqual([])
  context.changed({ type: 'invoiceitem.created', mode: 'test', customerId: 'cus_1' })
  expect((await read('coming-up')).paths).toContain('/v1/invoices/create_preview')
})

test('a preview is sent once, without a key that would pin its first answer, and counts as a read', async () => {
  const of = open(world(), { readsPerMonth: 1000 })
  const { read, metrics } = await look(of)
  const reads = () => Number(/tillside_stripe_reads_30d\{[^}]*\} (\d+)/.exec(metrics.print())?.[1])
  const before = reads()
  const seen: RequestInit[] = []
  of.stub.intercept = (url, init) => {
    if (url.pathname !== '/v1/invoices/create_preview') return answers(url, init)
    if (init) seen.push(init)
    return stripeError(500, {})
  }
  const { value } = await read('coming-up')
  expect(seen).toHaveLength(1)
  expect(seen[0]?.method).toBe('POST')
  expect(seen[0]?.body).toBe('customer=cus_1&subscription=sub_1')
  expect(new Headers(seen[0]?.headers).has('idempotency-key')).toBe(false)
  expect(value).toMatchObject({
    nextInvoices: [{ next: { state: 'unavailable', why: { reason: 'failed' } } }],
  })
  expect(reads() - before).toBe(3)
})

test('a refused preview is not asked for again until somebody refreshes, and costs no other part', async () => {
  const of = open()
  const { read, ask, lookUp, stub } = await look(of)
  let refusals = 0
  stub.intercept = (url, init) => {
    if (url.pathname !== '/v1/invoices/create_preview') return answers(url, init)
    refusals += 1
    return permissionError('rak_invoice_read')
  }
  const first = await read('coming-up')
  expect(first.value).toMatchObject({
    nextInvoices: [{ next: { state: 'unavailable', why: { reason: 'permission' } } }],
    pendingItems: { state: 'read' },
  })
  await read('coming-up')
  expect(refusals).toBe(1)
  const { billing } = await lookUp('amy@rocketrides.io', ask())
  expect(billing[0]?.invoices.state).toBe('read')
  await read('coming-up', ask({ fresh: true }))
  expect(refusals).toBe(2)
  const again = await lookUp('amy@rocketrides.io', ask({ fresh: true }))
  expect(again.billing[0]?.invoices.state).toBe('read')
})

test('no next invoice is told apart from one that could not be read', async () => {
  const of = open()
  const { read, stub } = await look(of)
  stub.intercept = (url, init) =>
    url.pathname === '/v1/invoices/create_preview'
      ? stripeError(400, { code: 'invoice_upcoming_none' })
      : answers(url, init)
  expect((await read('coming-up')).value).toMatchObject({
    nextInvoices: [{ next: { state: 'read', value: 'none' } }],
  })
})

test('a first look uses a preview that somebody opened, and never one that an event made old', async () => {
  const { read, lookUp, context, first } = await look()
  expect(first.billing[0]?.nextInvoices?.size).toBe(0)
  await read('coming-up')
  const { billing, ask } = await lookUp('amy@rocketrides.io')
  expect(ask.tally.stripeRequests).toBe(0)
  expect(billing[0]?.nextInvoices?.get('sub_1')).toMatchObject({ amountDueMinor: 1900, currency: 'eur' })
  context.changed({ type: 'customer.subscription.updated', mode: 'test', customerId: 'cus_1' })
  const changed = await lookUp('amy@rocketrides.io')
  expect(changed.billing[0]?.nextInvoices?.size).toBe(0)
})

test('warnings and reviews of others do not stand beside this customer', async () => {
  const of = open()
  const { read, stub } = await look(of)
  stub.intercept = (url, init) => {
    if (url.pathname === '/v1/reviews')
      return list([
        { id: 'prv_1', charge: 'ch_1', opened_reason: 'rule' },
        { id: 'prv_2', charge: 'ch_other', opened_reason: 'rule' },
      ])
    if (url.pathname === '/v1/radar/early_fraud_warnings')
      return list([
        { id: 'issfr_1', charge: url.searchParams.get('charge'), fraud_type: 'misc', actionable: true },
      ])
    return answers(url, init)
  }
  expect((await read('risk')).value).toMatchObject({
    reviews: { value: { items: [{ id: 'prv_1' }] } },
    warnings: { value: { items: [{ paymentId: 'ch_1', actionable: true }] } },
  })
})
