// The customer context when reads are scarce, and with several accounts.

import { expect, test } from 'vitest'
import { Secret } from '#secret.ts'
import { customer, open, world } from '../../../test/worlds/stripe/context.ts'
import { stripeError } from '../../../test/worlds/stripe/stub-fetch.ts'

const pathsOf = (requests: string[]) => requests.map((request) => request.split('?')[0])

test('after a 429 Search is asked first, and lists only for whom it does not know', async () => {
  const { lookUp, stub, pass, ask } = open()
  stub.intercept = (url) =>
    url.pathname === '/v1/charges' ? stripeError(429, { code: 'rate_limit' }) : undefined
  await lookUp('amy@rocketrides.io')
  pass(10_000)
  stub.intercept = () => undefined
  stub.requests.length = 0
  await lookUp('xamy@rocketrides.io', ask())
  expect(pathsOf(stub.requests).slice(0, 2)).not.toContain('/v1/customers')
  stub.requests.length = 0
  await lookUp('nobody@rocketrides.io', ask())
  expect(pathsOf(stub.requests)).toEqual(['/v1/customers/search', '/v1/customers'])
})

test('while Stripe asks to wait, the refused endpoint is left alone and the others are asked', async () => {
  const { lookUp, stub, ask } = open()
  stub.intercept = (url) =>
    url.pathname === '/v1/charges' ? stripeError(429, {}, { 'retry-after': '60' }) : undefined
  await lookUp('amy@rocketrides.io')
  const charges = () => pathsOf(stub.requests).filter((path) => path === '/v1/charges').length
  expect(charges()).toBe(1)
  const { billing } = await lookUp('amy@rocketrides.io', ask({ fresh: true }))
  expect(charges()).toBe(1)
  expect(billing[0]?.invoices.state).toBe('read')
  expect(billing[0]?.payments).toMatchObject({ state: 'unavailable', why: { reason: 'rate_limited' } })
})

test('an account-wide limit stops every request until it ends', async () => {
  const { lookUp, stub, pass, ask } = open()
  const headers = { 'retry-after': '30', 'stripe-rate-limited-reason': 'global-rate' }
  stub.intercept = (url) => (url.pathname === '/v1/customers' ? stripeError(429, {}, headers) : undefined)
  await lookUp('amy@rocketrides.io')
  stub.intercept = () => undefined
  stub.requests.length = 0
  const held = await lookUp('other@rocketrides.io', ask())
  expect(stub.requests).toEqual([])
  expect(held.lookup.accounts[0]?.unavailable).toMatchObject({ reason: 'rate_limited' })
  pass(31_000)
  await lookUp('third@rocketrides.io', ask())
  expect(stub.requests.length).toBeGreaterThan(0)
})

test('with the configured ration nearly spent only an explicit refresh still reads', async () => {
  const { lookUp, stub, ask } = open(world(), { readsPerMonth: 6 })
  const first = await lookUp('amy@rocketrides.io')
  expect(first.ask.tally.stripeRequests).toBe(6)
  expect((await lookUp('amy@rocketrides.io')).billing[0]?.payments.state).toBe('read')
  const refused = await lookUp('xamy@rocketrides.io')
  expect(refused.lookup.accounts[0]?.unavailable).toEqual({ reason: 'ration_spent' })
  expect(stub.requests).toHaveLength(6)
  expect((await lookUp('xamy@rocketrides.io', ask({ fresh: true }))).hits).toHaveLength(1)
})

const account = (key: string, mode: 'live' | 'test' = 'test') => ({
  account: { key, mode, name: key },
  key: new Secret(`rk_${key}`),
})

test('one account that fails does not hide what another one holds', async () => {
  const { lookUp, stub } = open(world(), { access: [account('bad'), account('good')] })
  stub.intercept = (_, init) => {
    const isBad = new Headers(init?.headers).get('authorization') === 'Bearer rk_bad'
    return isBad ? stripeError(401, { message: 'Expired API Key provided' }) : undefined
  }
  const { lookup, hits } = await lookUp('amy@rocketrides.io')
  expect(hits.map((hit) => hit.account.key)).toEqual(['good'])
  expect(lookup.accounts).toMatchObject([
    { account: { key: 'bad' }, unavailable: { reason: 'key_refused' } },
    { account: { key: 'good' } },
  ])
})

test('only accounts of the mode asked for are asked, and the same customer id in two accounts stays two', async () => {
  const { lookUp, stub, context, ask } = open(world(), {
    access: [account('one'), account('two'), account('real', 'live')],
  })
  const keys = new Set<string | null>()
  stub.intercept = (url, init) => {
    const key = new Headers(init?.headers).get('authorization')
    keys.add(key)
    if (key === 'Bearer rk_two' && url.pathname === '/v1/invoices')
      return Response.json({ data: [{ id: 'in_two' }] })
    return undefined
  }
  const { billing } = await lookUp('amy@rocketrides.io')
  expect([...keys]).toEqual(['Bearer rk_one', 'Bearer rk_two'])
  expect(billing.map(({ invoices }) => invoices.state === 'read' && invoices.value.items[0]?.id)).toEqual([
    'in_1',
    'in_two',
  ])
  const live = await context.findPeople([{ address: 'amy@rocketrides.io' }], ask({ mode: 'live' }))
  expect(live.accounts.map((one) => one.account.key)).toEqual(['real'])
})

test('two tenants never share what was read, even with the same account name', async () => {
  const mine = open(world(), { tenantId: 'a' })
  const theirs = open(
    { customers: [customer('cus_1', 'amy@rocketrides.io', { name: 'Theirs' })] },
    { tenantId: 'b' },
  )
  await mine.lookUp('amy@rocketrides.io')
  const { hits } = await theirs.lookUp('amy@rocketrides.io')
  expect(hits[0]?.customer.name).toBe('Theirs')
})

test('a request given up half-way is still counted as a read', async () => {
  const { context, ask, stub, metrics } = open()
  const leaving = new AbortController()
  stub.intercept = () => {
    leaving.abort()
    throw new DOMException('aborted', 'AbortError')
  }
  const how = ask({ signal: leaving.signal })
  await expect(context.findPeople([{ address: 'amy@rocketrides.io' }], how)).rejects.toThrow()
  await new Promise((resolve) => setImmediate(resolve))
  expect(how.tally.stripeRequests).toBe(stub.requests.length)
  expect(metrics.print()).toContain('status="aborted"')
})

test('nobody found is asked again soon; a stranger in copy does not make the known sender be asked again', async () => {
  const { context, ask, stub, pass } = open()
  const find = (...addresses: string[]) =>
    context.findPeople(
      addresses.map((address) => ({ address })),
      ask(),
    )
  await find('nobody@rocketrides.io')
  await find('amy@rocketrides.io', 'stranger@rocketrides.io')
  const before = stub.requests.length
  pass(20_000)
  await find('amy@rocketrides.io', 'stranger@rocketrides.io')
  expect(stub.requests.length).toBe(before)
  await find('nobody@rocketrides.io')
  expect(stub.requests.length).toBe(before + 2)
})
