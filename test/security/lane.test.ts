// The proxy lane's ordinary work: what goes to Stripe and what comes back.

import { gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { hashConnectionKey } from '#auth/connection-key.ts'
import { lanes, openNodeLane, openUpstream, secret, stripeKey, withSecret } from './open-lane.ts'

describe.each(lanes)('$name', ({ open }) => {
  test('a request reaches Stripe with the prefix stripped, the query byte for byte, and the restricted key', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    const query =
      'query=email%3A%22anna%40example.com%22&expand[]=data.subscriptions&expand%5B%5D=total_count&x=+%20'
    const response = await fetch(`${lane.url}/stripe/v1/customers/search?${query}`, { headers: withSecret() })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ object: 'list' })
    expect(upstream.seen).toMatchObject([{ method: 'GET', url: `/v1/customers/search?${query}` }])
    expect(upstream.seen[0]?.headers.authorization).toBe(`Bearer ${stripeKey}`)
    expect(upstream.seen[0]?.headers.host).toBe(new URL(upstream.url).host)
  })

  test('status, body and the headers a client acts on come back as Stripe sent them', async () => {
    const passed = {
      'request-id': 'req_stripe4711',
      'retry-after': '2',
      'stripe-should-retry': 'true',
      'stripe-rate-limited-reason': 'endpoint-rate',
      'stripe-version': '2020-08-27',
      'stripe-account': 'acct_1',
      'idempotency-key': 'k1',
      'original-request': 'req_first',
      'idempotent-replayed': 'true',
      'content-type': 'application/json; charset=utf-8',
    }
    const body = '{"error":{"type":"invalid_request_error","message":"Request rate limit exceeded."}}'
    const upstream = await openUpstream((_, res) => void res.writeHead(429, passed).end(body))
    const lane = await open({ upstream: upstream.url })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })
    expect(response.status).toBe(429)
    expect(Object.fromEntries(response.headers)).toMatchObject(passed)
    expect(response.headers.has('tillside-error')).toBe(false)
    expect(await response.text()).toBe(body)
  })

  test('any of several secrets lets in, under the configured header name', async () => {
    const upstream = await openUpstream()
    const env = {
      TILLSIDE_PROXY_HEADER: 'X-Till',
      TILLSIDE_PROXY_SECRET: `${secret},another-secret-0123456789`,
    }
    const lane = await open({ upstream: upstream.url, env })
    const ask = async (value: string) =>
      (await fetch(`${lane.url}/stripe/v1/customers`, { headers: { 'x-till': value } })).status
    expect([
      await ask(secret),
      await ask('another-secret-0123456789'),
      await ask('another-secret-012345678'),
    ]).toEqual([200, 200, 401])
  })

  test('a connection key lets in, as a bearer token and as the older iframe sends it', async () => {
    const upstream = await openUpstream()
    const key = `tsk_${'a1'.repeat(16)}`
    const hash = await hashConnectionKey(key)
    const findConnectionKey = (asked: string) =>
      Promise.resolve(asked === hash ? { id: 'key_1', tenantId: 'self', name: 'Support' } : undefined)
    const lane = await open({ upstream: upstream.url, findConnectionKey })
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${lane.url}/stripe/v1/customers`, { headers })).status
    expect(await ask({ Authorization: `Bearer ${key}` })).toBe(200)
    expect(await ask({ 'x-user-id': key })).toBe(200)
    expect(await ask({ 'x-user-id': `tsk_${'b1'.repeat(16)}` })).toBe(401)
    expect(upstream.seen.every(({ headers }) => headers.authorization === `Bearer ${stripeKey}`)).toBe(true)
  })

  test('a write that the operator allowed carries its form, its idempotency key and nothing more', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url, env: { TILLSIDE_PROXY_ALLOW: 'POST /v1/refunds' } })
    const response = await fetch(`${lane.url}/stripe/v1/refunds`, {
      method: 'POST',
      headers: withSecret({ 'Content-Type': 'application/x-www-form-urlencoded', 'Idempotency-Key': 'k-1' }),
      body: 'charge=ch_1&metadata[order]=6735',
    })
    expect(response.status).toBe(200)
    expect(upstream.seen[0]).toMatchObject({ method: 'POST', body: 'charge=ch_1&metadata[order]=6735' })
    expect(upstream.seen[0]?.headers).toMatchObject({
      'idempotency-key': 'k-1',
      'content-type': 'application/x-www-form-urlencoded',
    })
  })

  test('an encoded answer reaches the caller readable', async () => {
    const upstream = await openUpstream((req, res) => {
      const isZipped = req.headers['accept-encoding'] === 'gzip'
      const body = Buffer.from('{"zipped":true}')
      res.writeHead(200, {
        'Content-Type': 'application/json',
        ...(isZipped ? { 'Content-Encoding': 'gzip' } : {}),
      })
      res.end(isZipped ? gzipSync(body) : body)
    })
    const lane = await open({ upstream: upstream.url })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })
    expect(await response.json()).toEqual({ zipped: true })
  })

  test('each request is counted by status and outcome', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    await (await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })).text()
    await (await fetch(`${lane.url}/stripe/v1/customers`)).text()
    expect(lane.metrics()).toContain('tillside_proxy_requests_total{status="200",outcome="passed"} 1')
    expect(lane.metrics()).toContain('tillside_proxy_requests_total{status="401",outcome="refused"} 1')
    expect(lane.metrics()).toContain('tillside_proxy_duration_seconds_count{outcome="passed"} 1')
  })
})

describe('node', () => {
  test('a read whose kept connection broke is asked once more, a write never', async () => {
    const asked: string[] = []
    const upstream = await openUpstream((req, res) => {
      asked.push(`${req.method} ${req.url}`)
      if (asked.length === 2) res.end('{}')
      else req.socket.destroy()
    })
    const lane = await openNodeLane({
      upstream: upstream.url,
      env: { TILLSIDE_PROXY_ALLOW: 'POST /v1/refunds' },
    })
    const read = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })
    const write = await fetch(`${lane.url}/stripe/v1/refunds`, { method: 'POST', headers: withSecret() })
    expect([read.status, write.status]).toEqual([200, 502])
    expect(asked).toEqual(['GET /v1/customers', 'GET /v1/customers', 'POST /v1/refunds'])
  })

  test('a caller who leaves while the key is looked up takes no place on the lane', async () => {
    const upstream = await openUpstream()
    let answer: ((found: undefined | { id: string; tenantId: string; name: string }) => void) | undefined
    const findConnectionKey = () =>
      new Promise<{ id: string; tenantId: string; name: string } | undefined>((resolve) => (answer = resolve))
    const lane = await openNodeLane({
      upstream: upstream.url,
      findConnectionKey,
      limits: { openRequests: 1 },
    })
    const leave = new AbortController()
    const left = fetch(`${lane.url}/stripe/v1/customers`, {
      headers: { 'x-user-id': `tsk_${'a'.repeat(32)}` },
      signal: leave.signal,
    }).catch(() => 'left')
    await vi.waitFor(() => expect(answer).toBeDefined())
    leave.abort()
    expect(await left).toBe('left')
    // A round trip later the server has heard of it.
    await (await fetch(`${lane.url}/stripe/v1/customers`)).text()
    await vi.waitFor(async () => {
      answer?.({ id: 'key_1', tenantId: 'self', name: 'Support' })
      const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })
      expect(response.status).toBe(200)
    })
    expect(lane.metrics()).toContain('outcome="aborted"} 1')
  })
})
