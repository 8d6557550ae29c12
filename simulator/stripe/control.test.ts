// The control route, limits and counts, and the headers of every response.

import { expect, test, vi } from 'vitest'
import { createStripeSimulator } from './simulator.ts'
import { createTestClient, text } from './test-client.ts'

const post = (body: object): RequestInit => ({ method: 'POST', body: JSON.stringify(body) })

test('sends a unique request id, Stripe’s CORS headers and the headers a proxy must drop', async () => {
  const { ask } = createTestClient()
  const one = await ask('/v1/customers?limit=1')
  const two = await ask('/v1/customers/cus_none')
  const ids = [one, two].map(({ headers }) => headers.get('request-id') ?? '')
  expect(ids.map((id) => /^req_\w{14}$/.test(id))).toEqual([true, true])
  expect(ids[0]).not.toBe(ids[1])
  expect(one.headers.get('access-control-allow-origin')).toBe('*')
  expect(one.headers.get('access-control-expose-headers')).toContain('Request-Id')
  expect(one.headers.get('set-cookie')).toContain('__stripe')
  expect(text(two.error['request_log_url'])).toBe(
    `https://dashboard.stripe.com/acct_1KelpieCoffeeEU0/workbench/logs?object=${ids[1]}`,
  )
  expect(Object.keys(two.error)).toEqual(['code', 'doc_url', 'message', 'param', 'request_log_url', 'type'])
})

test('answers a preflight without a key', async () => {
  const { simulator } = createTestClient()
  const response = await simulator.handle(
    new Request('http://stripe.test/v1/customers', {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'authorization, stripe-version' },
    }),
  )
  expect([response.status, response.headers.get('access-control-allow-headers')]).toEqual([
    200,
    'authorization, stripe-version',
  ])
})

test('applies a fault to its endpoint, for the given number of times', async () => {
  const { ask, simulator } = createTestClient()
  const faults = [
    { match: 'GET /v1/charges', status: 429, times: 1, retryAfter: 3, reason: 'endpoint-concurrency' },
  ]
  const set = await simulator.handle(new Request('http://stripe.test/_control', post({ faults })))
  expect(set.status).toBe(200)
  expect((await ask('/v1/customers')).status).toBe(200)
  const { status, headers, error } = await ask('/v1/charges')
  expect([status, error['code'], headers.get('retry-after')]).toEqual([429, 'rate_limit', '3'])
  expect(headers.get('stripe-rate-limited-reason')).toBe('endpoint-concurrency')
  expect((await ask('/v1/charges')).status).toBe(200)
})

test('refuses unknown settings, and can be switched off', async () => {
  const { simulator } = createTestClient()
  const response = await simulator.handle(new Request('http://stripe.test/_control', post({ colour: 'red' })))
  expect([response.status, await response.text()]).toEqual([
    400,
    expect.stringContaining('Unknown settings: colour'),
  ])
  const closed = createStripeSimulator({ control: false })
  expect((await closed.handle(new Request('http://stripe.test/_control'))).status).toBe(401)
})

test('delays only the endpoint whose latency is set', async () => {
  const { ask, simulator } = createTestClient()
  simulator.control.set({ latencyMs: { 'GET /v1/charges': 30 } })
  const answered: string[] = []
  const stop = simulator.onRequest(({ path }) => answered.push(path))
  vi.useFakeTimers()
  try {
    await ask('/v1/customers?limit=1')
    const late = ask('/v1/charges?limit=1')
    await vi.advanceTimersByTimeAsync(29)
    expect(answered).toEqual(['/v1/customers'])
    await vi.advanceTimersByTimeAsync(1)
    expect((await late).status).toBe(200)
  } finally {
    vi.useRealTimers()
    stop()
  }
})

test('logs the name of the key but never the key', async () => {
  const { ask, simulator } = createTestClient()
  const lines: unknown[] = []
  simulator.onRequest((line) => lines.push(line))
  await ask('/v1/disputes', { key: 'noDisputes' })
  expect(lines).toEqual([
    expect.objectContaining({
      method: 'GET',
      path: '/v1/disputes',
      status: 403,
      key: 'noDisputes',
      stripeVersion: '2026-10-28.endive',
    }),
  ])
  expect(JSON.stringify(lines)).not.toContain(simulator.keys.noDisputes)
})

test('counts reads by endpoint until the world is reset', async () => {
  const { ask, simulator } = createTestClient()
  await ask('/v1/customers')
  await ask('/v1/customers/cus_none')
  const response = await simulator.handle(new Request('http://stripe.test/_control'))
  expect(await response.json()).toMatchObject({
    counters: { requests: 2, reads: 2, byEndpoint: { 'GET /v1/customers': 1, 'GET /v1/customers/:id': 1 } },
  })
  await simulator.handle(new Request('http://stripe.test/_control/reset', { method: 'POST' }))
  expect(simulator.control.state().counters.requests).toBe(0)
})

test('refuses the 26th request a second to one endpoint and the 21st search, with limits on', async () => {
  const { ask, clock, simulator } = createTestClient()
  simulator.control.set({ rateLimits: true })
  const statuses = async (path: string, count: number): Promise<number[]> =>
    Promise.all(Array.from({ length: count }, async () => (await ask(path)).status))
  expect((await statuses('/v1/products?limit=1', 26)).filter((status) => status === 429)).toHaveLength(1)
  clock.nowMs += 1000
  const query = encodeURIComponent('email:"a@b.example"')
  expect(
    (await statuses(`/v1/customers/search?query=${query}`, 21)).filter((status) => status === 429),
  ).toHaveLength(1)
  clock.nowMs += 1000
  expect((await ask('/v1/products?limit=1')).status).toBe(200)
})

test('streams a body of the requested size', async () => {
  const { simulator } = createTestClient()
  const response = await simulator.handle(new Request('http://stripe.test/_control/large?bytes=3000000'))
  let bytes = 0
  for await (const chunk of response.body ?? []) bytes += chunk.length
  expect([bytes, response.headers.get('content-length')]).toEqual([3_000_000, '3000000'])
})

test('accepts requests of the older iframe: a JSON content type on GET, version 2020-08-27', async () => {
  const { ask } = createTestClient()
  const query = encodeURIComponent('email:"priya@brightside.example"')
  const { status, data } = await ask(`/v1/customers/search?query=${query}`, {
    headers: { 'content-type': 'application/json', 'stripe-version': '2020-08-27' },
  })
  expect([status, data[0]?.['name']]).toEqual([200, 'Brightside Studio Ltd'])
})

test('refuses a JSON body in place of a form', async () => {
  const { ask } = createTestClient()
  const { status } = await ask('/v1/customers', {
    key: 'canWrite',
    form: { email: 'a@b.example' },
    headers: { 'content-type': 'application/json' },
  })
  expect(status).toBe(400)
})
