// The customer context when Stripe refuses or fails: each fault costs its own part and says so.

import { expect, test } from 'vitest'
import { customer, open, world } from '../../../test/worlds/stripe/context.ts'
import { permissionError, stripeError } from '../../../test/worlds/stripe/stub-fetch.ts'

test('when Stripe does not answer, the last picture is shown with its age and the reason', async () => {
  const { lookUp, stub, pass, now } = open()
  const { billing } = await lookUp('amy@rocketrides.io')
  const readAtMs = billing[0]?.asOfMs
  pass(3_600_000)
  stub.intercept = () => {
    throw new TypeError('fetch failed')
  }
  const later = await lookUp('amy@rocketrides.io')
  expect(later.billing[0]?.invoices).toMatchObject({
    state: 'read',
    asOfMs: readAtMs,
    stale: { reason: 'unreachable' },
  })
  expect(later.billing[0]?.subscriptions).toMatchObject({
    asOfMs: readAtMs,
    stale: { reason: 'unreachable' },
  })
  expect(now() - (later.billing[0]?.asOfMs ?? 0)).toBeGreaterThan(3_500_000)
})

test('a key that was taken back shows nothing of what it once read', async () => {
  const { lookUp, stub, pass } = open()
  await lookUp('amy@rocketrides.io')
  pass(3_600_000)
  stub.intercept = () => stripeError(401, { message: 'Invalid API Key provided: rk_test_***abcdef' })
  const { lookup, hits } = await lookUp('amy@rocketrides.io')
  expect(hits).toEqual([])
  expect(lookup.accounts[0]?.unavailable).toEqual({ reason: 'key_refused' })
})

test('a 429 on one list costs that section only, and says when to try again', async () => {
  const { lookUp, stub, now } = open()
  stub.intercept = (url) =>
    url.pathname === '/v1/charges' ? stripeError(429, { code: 'rate_limit' }) : undefined
  const { billing } = await lookUp('amy@rocketrides.io')
  expect(billing[0]?.invoices.state).toBe('read')
  expect(billing[0]?.payments).toMatchObject({ state: 'unavailable', why: { reason: 'rate_limited' } })
  expect(billing[0]?.disputes).toMatchObject({ state: 'unavailable', why: { reason: 'rate_limited' } })
  expect(stub.requests.filter((request) => request.startsWith('/v1/charges'))).toHaveLength(3)
  const why = billing[0]?.payments.state === 'unavailable' ? billing[0].payments.why : undefined
  expect(why?.reason === 'rate_limited' && (why.retryAtMs ?? 0) > now()).toBe(true)
})

test('one 5xx heals by itself; a refusal to retry is obeyed', async () => {
  const { lookUp, stub } = open()
  let faults = 1
  stub.intercept = (url) =>
    url.pathname === '/v1/invoices' && faults-- > 0
      ? new Response('<html>503</html>', { status: 503 })
      : undefined
  expect((await lookUp('amy@rocketrides.io')).billing[0]?.invoices.state).toBe('read')
  const other = open()
  other.stub.intercept = (url) =>
    url.pathname === '/v1/invoices' ? stripeError(500, {}, { 'stripe-should-retry': 'false' }) : undefined
  expect((await other.lookUp('amy@rocketrides.io')).billing[0]?.invoices).toMatchObject({
    why: { reason: 'failed', requestId: 'req_stub' },
  })
  expect(other.stub.requests.filter((request) => request.startsWith('/v1/invoices'))).toHaveLength(1)
})

test('half an answer, a redirect and an endless one are failures of their section, not of the gateway', async () => {
  const answers = [
    () => new Response('{"data": [', { headers: { 'content-type': 'application/json' } }),
    () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
    () => new Response('{"a":"'.padEnd(9 * 1024 * 1024, 'x')),
  ]
  for (const answer of answers) {
    const { lookUp, stub } = open()
    stub.intercept = (url) => (url.pathname === '/v1/invoices' ? answer() : undefined)
    const { billing } = await lookUp('amy@rocketrides.io')
    expect(billing[0]?.invoices).toMatchObject({ state: 'unavailable', why: { reason: 'failed' } })
    expect(billing[0]?.payments.state).toBe('read')
  }
})

test('without Search the list serves, as written and in lower case', async () => {
  const from = world()
  from.customers.push(customer('cus_low', 'amy@rocketrides.io'))
  const { lookUp, stub } = open(from)
  stub.intercept = (url) =>
    url.pathname.endsWith('/search')
      ? stripeError(400, { message: 'Search is not available in your country.' })
      : undefined
  const { hits, lookup } = await lookUp('Amy@rocketrides.io')
  expect(hits.map((hit) => hit.customer.id).toSorted()).toEqual(['cus_1', 'cus_low'])
  expect(lookup.accounts[0]?.searchUnavailable).toBeDefined()
  await lookUp('bob@rocketrides.io')
  expect(stub.requests.filter((request) => request.startsWith('/v1/customers/search'))).toHaveLength(1)
})

test('a missing permission costs its section, names the box to tick, and is asked for once', async () => {
  const { lookUp, stub, pass } = open()
  stub.intercept = (url) => {
    const expands = url.searchParams.getAll('expand[]').join()
    if (/payment_method|default_source/.test(expands)) return permissionError('rak_payment_method_read')
    return url.pathname === '/v1/disputes' ? permissionError('rak_dispute_read') : undefined
  }
  const { billing } = await lookUp('amy@rocketrides.io')
  expect(billing[0]?.paymentMethods).toMatchObject({ why: { permissions: ['rak_payment_method_read'] } })
  expect(billing[0]?.disputes).toMatchObject({ why: { permissions: ['rak_dispute_read'] } })
  expect(billing[0]?.subscriptions).toMatchObject({ state: 'read', value: { items: [{ id: 'sub_1' }] } })
  const before = stub.requests.length
  pass(5 * 60_000)
  await lookUp('other@rocketrides.io')
  // List, Search, and what a stranger may have paid at Checkout: none of them with what is known to be missing.
  expect(stub.requests.length - before).toBe(3)
})

test('without the subscription permission subscriptions are unknown, not none', async () => {
  const from = world()
  from.customers = [customer('cus_1', 'amy@rocketrides.io', { subscriptions: undefined })]
  const { lookUp, stub } = open(from)
  stub.intercept = (url) =>
    url.searchParams.getAll('expand[]').some((path) => path.includes('subscription'))
      ? permissionError('rak_subscription_read')
      : undefined
  const { billing } = await lookUp('amy@rocketrides.io')
  expect(billing[0]?.subscriptions).toEqual({
    state: 'unavailable',
    why: { reason: 'permission', permissions: ['rak_subscription_read'] },
  })
  expect(billing[0]?.invoices.state).toBe('read')
})

test('neither key nor address nor error text reaches the log or the metrics', async () => {
  const { lookUp, stub, lines, metrics } = open()
  stub.intercept = (url) =>
    url.pathname === '/v1/invoices' ? permissionError('rak_invoice_read') : undefined
  await lookUp('amy@rocketrides.io')
  const written = lines.join('\n') + metrics.print()
  expect(written).toContain(
    'tillside_stripe_requests_total{account="main",mode="test",endpoint="invoices.list",status="403"} 1',
  )
  expect(written).toContain('tillside_stripe_reads_30d{account="main"} 6')
  expect(written).not.toMatch(/amy|rocketrides|abcdef|does not have/i)
})

test('an expansion that Stripe does not take is dropped, the others stay, and it is not tried again', async () => {
  const { lookUp, stub, ask } = open()
  const path = 'data.discounts.source.coupon'
  stub.intercept = (url) =>
    url.searchParams.getAll('expand[]').includes(path)
      ? stripeError(400, { message: `This property cannot be expanded (${path}).` })
      : undefined
  const { billing } = await lookUp('amy@rocketrides.io')
  expect(billing[0]?.invoices.state).toBe('read')
  const asked = () => stub.requests.filter((request) => request.startsWith('/v1/invoices'))
  expect(asked()).toHaveLength(2)
  expect(asked()[1]).toContain('data.payments')
  const before = asked().length
  const [hit] = (await lookUp('amy@rocketrides.io')).hits
  if (hit) await lookUp('xamy@rocketrides.io', ask())
  expect(asked().slice(before)).toHaveLength(1)
})

test('Stripe names a refused expansion without `data`, as on one object: that one alone is dropped', async () => {
  const { lookUp, stub } = open()
  stub.intercept = (url) =>
    url.searchParams.getAll('expand[]').includes('data.amount_paid_off_stripe')
      ? stripeError(400, { message: 'This property cannot be expanded (amount_paid_off_stripe).' })
      : undefined
  await lookUp('amy@rocketrides.io')
  const asked = stub.requests.filter((request) => request.startsWith('/v1/invoices'))
  expect(asked).toHaveLength(2)
  expect(asked[1]).toContain('data.payments')
  expect(asked[1]).not.toContain('amount_paid_off_stripe')
})

test('a 400 that names no expansion is tried once without any', async () => {
  const { lookUp, stub } = open()
  stub.intercept = (url) =>
    url.pathname === '/v1/invoices' && url.searchParams.has('expand[]')
      ? stripeError(400, { message: 'No.' })
      : undefined
  expect((await lookUp('amy@rocketrides.io')).billing[0]?.invoices.state).toBe('read')
  expect(stub.requests.filter((request) => request.startsWith('/v1/invoices'))).toHaveLength(2)
})
