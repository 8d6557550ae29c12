// The customer context against a stub that counts: how many requests are made and what is kept.

import { expect, test } from 'vitest'
import { customer, open, world } from '../../../test/worlds/stripe/context.ts'
import { permissionError, stripeError, type StubWorld } from '../../../test/worlds/stripe/stub-fetch.ts'

test('a substring neighbour that Search brings is not the sender', async () => {
  const { hits } = await open().lookUp('amy@rocketrides.io')
  expect(hits.map((hit) => hit.customer.id)).toEqual(['cus_1'])
})

test('a cold lookup of one customer makes five requests and one per disputed payment, a warm one none', async () => {
  const { lookUp, stub } = open()
  const cold = await lookUp('amy@rocketrides.io')
  expect(stub.requests.map((request) => request.split('?')[0])).toEqual([
    '/v1/customers',
    '/v1/customers/search',
    '/v1/charges',
    '/v1/invoices',
    '/v1/products',
    '/v1/disputes',
  ])
  expect(cold.ask.tally.stripeRequests).toBe(6)
  const warm = await lookUp('amy@rocketrides.io')
  expect(warm.ask.tally.stripeRequests).toBe(0)
  expect(stub.requests).toHaveLength(6)
  expect(warm.billing).toEqual(cold.billing)
  const [billing] = warm.billing
  expect(billing?.subscriptions).toMatchObject({ value: { items: [{ items: [{ productName: 'Pro' }] }] } })
  expect(billing?.disputes).toMatchObject({ value: [{ id: 'dp_1' }] })
})

test('no expansion goes deeper than Stripe’s four levels', async () => {
  const { lookUp, stub } = open()
  await lookUp('amy@rocketrides.io')
  const paths = stub.requests.flatMap((request) =>
    [...request.matchAll(/expand\[\]=([^&]*)/g)].map(([, path = '']) => path),
  )
  expect(paths.length).toBeGreaterThan(5)
  expect(paths.filter((path) => path.split('.').length > 4)).toEqual([])
})

test('a hundred identical lookups at the same time make one set of requests', async () => {
  const { lookUp, stub } = open()
  await Promise.all(Array.from({ length: 100 }, () => lookUp('amy@rocketrides.io')))
  expect(stub.requests).toHaveLength(6)
})

test('an asker who leaves does not end the lookup of those who stay; the last one to leave does', async () => {
  const { context, ask, stub } = open()
  let release: () => void = () => undefined
  const gate = new Promise<void>((resolve) => (release = resolve))
  const signals: (AbortSignal | null | undefined)[] = []
  stub.intercept = async (_, init) => (
    signals.push(init?.signal),
    await gate,
    undefined as unknown as Response
  )
  const [first, second] = [new AbortController(), new AbortController()]
  const people = [{ address: 'amy@rocketrides.io' }]
  const left = context.findPeople(people, ask({ signal: first.signal }))
  const stayed = context.findPeople(people, ask({ signal: second.signal }))
  left.catch(() => undefined)
  while (stub.requests.length < 2) await Promise.resolve()
  first.abort()
  await expect(left).rejects.toThrow()
  expect(signals.every((signal) => !signal?.aborted)).toBe(true)
  release()
  expect((await stayed).people[0]?.hits).toHaveLength(1)
})

test('within ten minutes old data is served at once and renewed behind the scenes', async () => {
  const from = world()
  const { lookUp, pass, stub } = open(from)
  await lookUp('amy@rocketrides.io')
  pass(61_000)
  from.invoices = []
  const served = await lookUp('amy@rocketrides.io')
  expect(served.ask.tally.stripeRequests).toBe(0)
  expect(served.billing[0]?.invoices).toMatchObject({ state: 'read', value: { items: [{ id: 'in_1' }] } })
  while (stub.requests.length < 11) await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  const renewed = await lookUp('amy@rocketrides.io')
  expect(renewed.billing[0]?.invoices).toMatchObject({ state: 'read', value: { items: [] } })
  expect(renewed.ask.tally.stripeRequests).toBe(0)
})

test('asking afresh passes the cache, but products stay', async () => {
  const { lookUp, stub, ask } = open()
  await lookUp('amy@rocketrides.io')
  const fresh = await lookUp('amy@rocketrides.io', ask({ fresh: true }))
  expect(fresh.ask.tally.stripeRequests).toBe(5)
  expect(stub.requests.filter((request) => request.startsWith('/v1/products'))).toHaveLength(1)
})

test('an address that cannot enter a query is found through the list alone', async () => {
  const from: StubWorld = { customers: [customer('cus_q', '"a b"@x.io')] }
  const { lookUp, stub } = open(from)
  const { hits } = await lookUp('"a b"@x.io')
  expect(hits.map((hit) => hit.customer.id)).toEqual(['cus_q'])
  expect(stub.requests.some((request) => request.startsWith('/v1/customers/search'))).toBe(false)
})

test('companies are matched by domain only when asked to, never by a public one, and only at the end', async () => {
  const from: StubWorld = {
    customers: [
      customer('cus_a', 'ceo@acme.io'),
      customer('cus_e', 'x@acme.io.evil.com'),
      customer('cus_g', 'z@gmail.com'),
    ],
  }
  const off = await open(from).lookUp('new@acme.io')
  expect(off.lookup.similar).toEqual([])
  const on = open(from, { domainMatch: true })
  expect((await on.lookUp('new@acme.io')).lookup.similar).toMatchObject([
    { customer: { id: 'cus_a' }, match: { kind: 'domain', domain: 'acme.io' } },
  ])
  expect((await on.lookUp('new@gmail.com')).lookup.similar).toEqual([])
})

test('the key check finds missing permissions, the account id, and whether the key can write', async () => {
  const { context, stub } = open()
  stub.intercept = (url, init) => {
    if (init?.method === 'POST') return permissionError('rak_customer_write')
    return url.pathname.startsWith('/v1/disputes') ? permissionError('rak_dispute_read') : undefined
  }
  const check = await context.checkKey('main')
  expect(check.canWrite).toBe(false)
  expect(check.account.accountId).toBe('acct_1Stub')
  expect(check.permissions.filter(({ state }) => state !== 'granted').map(({ slug }) => slug)).toEqual([
    'rak_dispute_read',
  ])
  stub.intercept = () => undefined
  expect((await context.checkKey('main')).canWrite).toBe(true)
  stub.intercept = () => stripeError(401, { message: 'Invalid API Key' })
  expect((await context.checkKey('main')).problem).toEqual({ reason: 'key_refused' })
})

test('a customer stored under the ASCII form of a domain is found by its letters', async () => {
  const { hits } = await open({ customers: [customer('cus_i', 'amy@xn--mller-kva.de')] }).lookUp(
    'Amy@müller.de',
  )
  expect(hits.map((hit) => hit.customer.id)).toEqual(['cus_i'])
})

test('a payment is told which invoice it is for, by the invoice that names it', async () => {
  const { billing } = await open({
    ...world(),
    invoices: [
      {
        id: 'in_1',
        customer: 'cus_1',
        status: 'open',
        payments: { data: [{ payment: { type: 'payment_intent', payment_intent: 'pi_1' } }] },
      },
    ],
    charges: [
      { id: 'ch_1', customer: 'cus_1', payment_intent: 'pi_1', status: 'pending' },
      { id: 'ch_2', customer: 'cus_1', payment_intent: 'pi_2', status: 'pending' },
      { id: 'ch_3', customer: 'cus_1', invoice: 'in_old', status: 'pending' },
    ],
  }).lookUp('amy@rocketrides.io')
  const [one] = billing
  const items = one?.payments.state === 'read' ? one.payments.value.items : []
  expect(items.map(({ id, invoiceId }) => [id, invoiceId])).toEqual([
    ['ch_1', 'in_1'],
    ['ch_2', undefined],
    ['ch_3', 'in_old'],
  ])
})
