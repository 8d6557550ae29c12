import { gzipSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { defineConfig } from '#definitions/define-config.ts'
import { httpSource } from '#definitions/define.ts'
import { SourceError } from '#definitions/source-error.ts'
import type { HttpSourceOptions } from '#definitions/source.ts'
import { sourceCaller, json, openForTest, startService, type Answerer } from '../../test/worlds/sources.ts'

const order = z.object({ id: z.string() })

async function openOrders(
  options: Partial<HttpSourceOptions> = {},
  answerer: Answerer = json({ id: 'KC-1' }),
) {
  const service = await startService(answerer)
  const source = httpSource({
    name: 'orders',
    baseUrl: `${service.url}/api`,
    allow: ['GET /orders/:id', 'GET /orders', 'POST /orders/:id/return', 'DELETE /orders/:id'],
    ...options,
  })
  const opened = openForTest([source])
  const { orders } = opened.sources.open({ orders: source }, sourceCaller())
  return { service, source, orders, ...opened }
}

async function faultOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => 'none',
    (reason: unknown) => reason,
  )
  return error instanceof SourceError ? error.fault : String(error)
}

const hang: Answerer = () => undefined
const metric = (printed: string, name: string) => printed.split('\n').filter((line) => line.startsWith(name))

test('never sends a path, method or value that the configuration does not allow', async () => {
  const { orders, service, lines } = await openOrders()
  const get = (path: string, params = {}) => faultOf(orders.get(path, order, { params }))
  expect(await get('/orders/KC-1')).toBe('not_declared')
  expect(await get('/customers/:id', { id: '1' })).toBe('not_declared')
  expect(await get('/orders/:id')).toBe('not_declared')
  expect(await get('/orders/:id', { id: '../customers' })).toBe('not_declared')
  expect(await get('/orders/:id/return', { id: '1' })).toBe('not_declared')
  expect(await get('/orders/:id', { id: '1', cus_secret: '2' })).toBe('not_declared')
  expect(await faultOf(orders.send('PUT', '/orders', order, { idempotencyKey: 'k' }))).toBe('not_declared')
  const params = { id: '1' }
  expect(
    await faultOf(orders.send('DELETE', '/orders/:id', order, { params, idempotencyKey: 'a\r\nx: y' })),
  ).toBe('not_declared')
  expect(service.asked).toEqual([])
  expect(lines.join()).not.toContain('KC-1')
  expect(lines.join()).not.toContain('cus_secret')
})

test('sends exactly what the template and its values define, with our request id', async () => {
  const { orders, service } = await openOrders()
  const query = { expand: 'a&b', page: 2, open: true, none: undefined }
  expect(await orders.get('/orders/:id', order, { params: { id: 'a b' }, query })).toEqual({ id: 'KC-1' })
  const [request] = service.asked
  expect(request?.url).toBe('/api/orders/a%20b?expand=a%26b&page=2&open=true')
  expect(request?.headers).toMatchObject({ 'request-id': 'req_test', accept: 'application/json' })
  expect(request?.headers.authorization).toBeUndefined()
})

test('maps statuses to faults, and 404 to undefined for find', async () => {
  const { orders, service } = await openOrders({ retries: 0 })
  const faults: Record<number, string> = {
    400: 'rejected',
    401: 'refused',
    403: 'refused',
    404: 'not_found',
    409: 'rejected',
    429: 'rejected',
    500: 'failed',
    503: 'failed',
  }
  for (const [status, fault] of Object.entries(faults)) {
    service.answerer = json({ message: 'their words' }, Number(status))
    expect(await faultOf(orders.get('/orders', order))).toBe(fault)
  }
  service.answerer = json({}, 404)
  expect(await orders.find('/orders', order)).toBeUndefined()
})

test('treats a redirect as a failure, and does not follow it', async () => {
  const elsewhere = await startService()
  const { orders } = await openOrders(
    { identity: { kind: 'bearer', token: 'tok_1' }, retries: 0 },
    (_asked, response) => void response.writeHead(302, { location: `${elsewhere.url}/steal` }).end(),
  )
  expect(await faultOf(orders.get('/orders', order))).toBe('failed')
  expect(elsewhere.asked).toEqual([])
})

test('rejects a response that is not JSON or does not match the schema, and logs only the place', async () => {
  const { orders, service, lines } = await openOrders()
  service.answerer = (_asked, response) => void response.end('<html>Ada Lovelace')
  expect(await faultOf(orders.get('/orders', order))).toBe('answer_invalid')
  service.answerer = json({ 'ada@example.com': { id: 7 } })
  expect(await faultOf(orders.get('/orders', z.record(z.string(), order)))).toBe('answer_invalid')
  expect(lines.join()).toContain('"place":"*.id: invalid_type"')
  expect(lines.join()).not.toContain('Ada')
  expect(lines.join()).not.toContain('ada@')
})

test('rejects a response that is too long after decompression', async () => {
  const bomb = gzipSync(JSON.stringify({ id: 'x'.repeat(2_000_000) }))
  const { orders } = await openOrders({ bodyBytesMax: 100_000 }, (_asked, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
  })
  expect(bomb.byteLength).toBeLessThan(100_000)
  expect(await faultOf(orders.get('/orders', order))).toBe('answer_invalid')
})

test('times out if the service does not respond, or stops half way', async () => {
  const { orders, service } = await openOrders({ timeoutMs: 60 }, hang)
  expect(await faultOf(orders.get('/orders', order))).toBe('timeout')
  service.answerer = (_asked, response) => void response.writeHead(200).write('{"id":')
  expect(await faultOf(orders.get('/orders', order))).toBe('timeout')
  expect(service.asked).toHaveLength(2)
})

test('reports a closed port as unreachable', async () => {
  const { orders } = await openOrders({ baseUrl: 'http://127.0.0.1:9', retries: 0 })
  expect(await faultOf(orders.get('/orders', order))).toBe('unreachable')
})

test('retries a read after a failure, but neither a 4xx nor a write', async () => {
  const failOnce: Answerer = (asked, response, count) =>
    json({ id: 'KC-1' }, count === 1 ? 503 : 200)(asked, response, count)
  const read = await openOrders({}, failOnce)
  expect(await read.orders.get('/orders', order)).toEqual({ id: 'KC-1' })
  expect(read.service.asked).toHaveLength(2)
  expect(metric(read.metrics.print(), 'tillside_source_retries_total')).toEqual([
    'tillside_source_retries_total{source="orders"} 1',
  ])

  const wrong = await openOrders({ retries: 3 }, json({}, 429))
  expect(await faultOf(wrong.orders.get('/orders', order))).toBe('rejected')
  expect(wrong.service.asked).toHaveLength(1)

  const write = await openOrders({ retries: 3 }, json({}, 503))
  const options = { params: { id: 1 }, idempotencyKey: 'run_1:return' }
  expect(await faultOf(write.orders.send('POST', '/orders/:id/return', order, options))).toBe('failed')
  expect(write.service.asked).toHaveLength(1)
})

test('sends a write with its body and idempotency key, and accepts an empty response', async () => {
  const { orders, service } = await openOrders({}, (_asked, response) => void response.writeHead(204).end())
  const params = { id: 1 }
  await orders.send('POST', '/orders/:id/return', z.void(), {
    params,
    body: { items: [1] },
    idempotencyKey: 'run_1:return',
  })
  await orders.send('DELETE', '/orders/:id', z.void(), { params, idempotencyKey: 'run_1:delete' })
  expect(service.asked.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['POST', '/api/orders/1/return', '{"items":[1]}'],
    ['DELETE', '/api/orders/1', ''],
  ])
  expect(service.asked[0]?.headers).toMatchObject({
    'idempotency-key': 'run_1:return',
    'content-type': 'application/json',
  })
  expect(service.asked[1]?.headers['content-type']).toBeUndefined()
})

test('opens the circuit after five failures in a row, and lets one call try after ten seconds', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const { orders, service, metrics } = await openOrders({ retries: 0 }, json({}, 500))
    const get = () => faultOf(orders.get('/orders', order))
    for (let count = 0; count < 5; count++) expect(await get()).toBe('failed')
    expect(await get()).toBe('circuit_open')
    expect(service.asked).toHaveLength(5)

    vi.setSystemTime(Date.now() + 10_001)
    expect(await Promise.all([get(), get(), get()])).toEqual(['failed', 'circuit_open', 'circuit_open'])
    expect(service.asked).toHaveLength(6)

    vi.setSystemTime(Date.now() + 10_001)
    service.answerer = json({ id: 'KC-1' })
    expect(await Promise.all([get(), get(), get()])).toEqual(['none', 'none', 'none'])
    expect(service.asked).toHaveLength(9)
    const counted = metric(metrics.print(), 'tillside_source_requests_total')
    expect(counted).toContain('tillside_source_requests_total{source="orders",outcome="circuit_open"} 3')
  } finally {
    vi.useRealTimers()
  }
})

test('does not open the circuit after 4xx responses', async () => {
  const { orders, service } = await openOrders({}, json({}, 404))
  for (let count = 0; count < 12; count++) await orders.find('/orders', order)
  service.answerer = json({}, 422)
  for (let count = 0; count < 12; count++) await faultOf(orders.get('/orders', order))
  expect(service.asked).toHaveLength(24)
})

test('an aborted call ends with its reason, and does not count against the service', async () => {
  const { sources, source, service, metrics } = await openOrders({}, hang)
  for (let count = 0; count < 8; count++) {
    const leaving = new AbortController()
    const { orders } = sources.open({ orders: source }, sourceCaller({ signal: leaving.signal }))
    const call = orders.get('/orders', order)
    await expect.poll(() => service.asked, { interval: 2 }).toHaveLength(count + 1)
    leaving.abort(new Error('nobody waits'))
    expect(await faultOf(call)).toBe('Error: nobody waits')
  }
  service.answerer = json({ id: 'KC-1' })
  const { orders } = sources.open({ orders: source }, sourceCaller())
  expect(await orders.get('/orders', order)).toEqual({ id: 'KC-1' })
  expect(metrics.print()).toContain('tillside_source_requests_total{source="orders",outcome="given_up"} 8')
})

test('logs a failure as one line with ids and numbers', async () => {
  const { orders, lines, metrics } = await openOrders({ retries: 0 }, json({ message: 'their words' }, 500))
  await faultOf(orders.get('/orders/:id', order, { params: { id: 'KC-secret' } }))
  expect(lines).toHaveLength(1)
  const line = { ...(JSON.parse(lines[0] ?? '{}') as object), at: '', durationMs: 0 }
  expect(line).toEqual({
    event: 'source.failed',
    level: 'warn',
    at: '',
    tenantId: 'tenant_1',
    requestId: 'req_test',
    source: 'orders',
    endpoint: 'GET /orders/:id',
    fault: 'failed',
    status: 500,
    durationMs: 0,
  })
  expect(metrics.print()).toContain('tillside_source_seconds_count{source="orders"} 1')
})

test('reports all problems of sources together, by name and without values', () => {
  const broken = httpSource({
    name: 'orders',
    baseUrl: 'http://orders.internal/?key=hunter2',
    allow: ['GET /orders/', 'GET /orders/:id'],
    passThrough: ['GET /../x'],
    identity: { kind: 'jwt', algorithm: 'HS256', key: 'hunter2', audience: '' },
    timeoutMs: 0,
    retries: 9,
  })
  const open = () => openForTest([broken])
  expect(open).toThrow('baseUrl is plain http')
  for (const part of [
    '"GET /orders/" is not a template',
    '"GET /../x"',
    'audience',
    'timeoutMs',
    'retries',
  ]) {
    expect(open).toThrow(part)
  }
  expect(open).not.toThrow('hunter2')
  expect(() => defineConfig({ sources: [broken] })).not.toThrow()
})
