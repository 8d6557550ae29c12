// The proxy lane's normal operation: what goes to Stripe and what comes back.

import { gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { hashConnectionKey } from '#auth/connection-key.ts'
import { lanes, openUpstream, secret, sendRaw, stripeKey, withSecret } from '../worlds/proxy-lane.ts'

describe.each(lanes)('$name', ({ open }) => {
  test('a request reaches Stripe without the prefix, with an unchanged query and the restricted key', async () => {
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

  test('status, body and the headers that clients use come back as Stripe sent them', async () => {
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

  test('each of several secrets is accepted under the configured header name', async () => {
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

  test('a connection key is accepted as a bearer token and as the older iframe sends it', async () => {
    const upstream = await openUpstream()
    const key = `tsk_${'a1'.repeat(16)}`
    const hash = await hashConnectionKey(key)
    const findConnectionKey = (presented: string) =>
      Promise.resolve(presented === hash ? { id: 'key_1', tenantId: 'self', name: 'Support' } : undefined)
    const lane = await open({ upstream: upstream.url, findConnectionKey })
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${lane.url}/stripe/v1/customers`, { headers })).status
    expect(await ask({ Authorization: `Bearer ${key}` })).toBe(200)
    expect(await ask({ 'x-user-id': key })).toBe(200)
    expect(await ask({ 'x-user-id': `tsk_${'b1'.repeat(16)}` })).toBe(401)
    expect(upstream.seen.every(({ headers }) => headers.authorization === `Bearer ${stripeKey}`)).toBe(true)
  })

  test('a write that the operator allowed is sent with its form, its idempotency key and nothing else', async () => {
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

  test('the caller can read a compressed response', async () => {
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
    await expect
      .poll(() => lane.metrics())
      .toContain('tillside_proxy_requests_total{status="200",outcome="passed"} 1')
    expect(lane.metrics()).toContain('tillside_proxy_requests_total{status="401",outcome="refused"} 1')
    expect(lane.metrics()).toContain('tillside_proxy_duration_seconds_count{outcome="passed"} 1')
  })
})

describe.each(lanes)('$name, when something breaks', ({ open }) => {
  const env = { TILLSIDE_PROXY_ALLOW: 'POST|DELETE /v1/refunds' }
  /** Breaks each connection `breaks` times before it answers. */
  const openBreaking = async (breaks: number) => {
    let requests = 0
    const upstream = await openUpstream((req, res) => {
      requests += 1
      const isBroken = requests <= breaks
      req.on('end', () => (isBroken ? req.socket.destroy() : res.end('{}')))
    })
    const lane = await open({ upstream: upstream.url, env })
    const send = async (method: string, headers: Record<string, string> = {}, body?: string) => {
      const type = body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }
      const response = await fetch(`${lane.url}/stripe/v1/${method === 'GET' ? 'customers' : 'refunds'}`, {
        method,
        headers: withSecret({ ...type, ...headers }),
        ...(body === undefined ? {} : { body }),
      })
      await response.text()
      return response.status
    }
    return { upstream, send }
  }

  test('a read whose connection broke is sent once more, never a third time', async () => {
    const once = await openBreaking(1)
    expect([await once.send('GET'), once.upstream.seen.length]).toEqual([200, 2])
    const always = await openBreaking(9)
    expect([await always.send('GET'), always.upstream.seen.length]).toEqual([502, 2])
  })

  test('a write with an idempotency key is sent once more with the same key and the same body', async () => {
    const { upstream, send } = await openBreaking(1)
    const body = `charge=ch_1&description=${'x'.repeat(200_000)}`
    expect(await send('POST', { 'Idempotency-Key': 'k-1' }, body)).toBe(200)
    expect(upstream.seen.map((one) => [one.headers['idempotency-key'], one.body])).toEqual([
      ['k-1', body],
      ['k-1', body],
    ])
  })

  test('a write that Stripe could execute twice is never sent twice', async () => {
    for (const [method, headers, body] of [
      ['POST', {}, 'charge=ch_1'],
      ['POST', { Accept: 'idempotency-key' }, undefined],
      ['DELETE', { 'Idempotency-Key': 'k-1' }, undefined],
    ] as const) {
      const { upstream, send } = await openBreaking(1)
      expect([await send(method, headers, body), upstream.seen.length]).toEqual([502, 1])
    }
  })

  test('a failed lookup of a connection key is reported in Stripe’s format, to pages of any origin', async () => {
    const lane = await open({
      upstream: 'http://127.0.0.1:1',
      findConnectionKey: () => Promise.reject(new Error('no database')),
    })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, {
      headers: { 'x-user-id': `tsk_${'a'.repeat(32)}` },
    })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([503, '*'])
    expect(await response.json()).toMatchObject({ error: { code: 'database_unavailable' } })
    expect(lane.metrics()).toContain('tillside_proxy_requests_total{status="503",outcome="refused"} 1')
  })

  test('empty responses and callers who disconnect are counted as such', async () => {
    let waiting = 0
    const upstream = await openUpstream((req, res) => {
      const isEmpty = req.url?.endsWith('/empty')
      if (isEmpty) res.writeHead(204).end()
      else waiting += 1
      if (req.url?.endsWith('/begun')) res.writeHead(200).write('x')
    })
    const lane = await open({ upstream: upstream.url })
    await (await fetch(`${lane.url}/stripe/v1/customers/empty`, { headers: withSecret() })).text()
    const leave = new AbortController()
    const outcomes = ['begun', 'silent'].map((id) =>
      fetch(`${lane.url}/stripe/v1/customers/${id}`, { headers: withSecret(), signal: leave.signal })
        .then((answer) => answer.text())
        .catch(() => 'left'),
    )
    await expect.poll(() => waiting).toBe(2)
    // A byte of the answer has arrived, so the lane has its head too.
    await (await fetch(`${lane.url}/stripe/v1/customers/empty`, { headers: withSecret() })).text()
    leave.abort()
    expect(await Promise.all(outcomes)).toEqual(['left', 'left'])
    await expect.poll(() => lane.metrics()).toMatch(/outcome="aborted"\} [12]\n/)
    await expect
      .poll(() =>
        [...lane.metrics().matchAll(/_total\{[^}]*outcome="aborted"\} (\d)/g)].reduce(
          (sum, [, n]) => sum + Number(n),
          0,
        ),
      )
      .toBe(2)
    await expect
      .poll(() => lane.metrics())
      .toContain('tillside_proxy_requests_total{status="204",outcome="passed"} 2')
    expect(lane.metrics()).not.toMatch(/status="0"|outcome="failed"\} [1-9]/)
  })

  test('an upload that does not arrive is a 408 and is not counted as a fault of Stripe', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url, env, limits: { requestBodyMs: 200 } })
    for (const more of ['', 'Idempotency-Key: k-1\r\n']) {
      const head = `POST /stripe/v1/refunds HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\n${more}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\na=1`
      expect(await sendRaw(lane.url, head, 5000)).toMatch(/^HTTP\/1\.1 408 [\s\S]*request_timeout/)
    }
    expect(lane.metrics()).not.toContain('outcome="failed"} 1')
    expect(upstream.seen).toEqual([])
  })

  test('an encoding that the caller does not accept is not requested', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    for (const accepted of ['gzip;q=0', '*;q=0', 'gzip;q=0.0, identity']) {
      await (
        await fetch(`${lane.url}/stripe/v1/customers`, {
          headers: withSecret({ 'Accept-Encoding': accepted }),
        })
      ).text()
    }
    expect(upstream.seen.map(({ headers }) => headers['accept-encoding'])).toEqual([
      'identity',
      'identity',
      'identity',
    ])
  })

  test('a caller who disconnects while the key is looked up takes no place on the lane', async () => {
    const upstream = await openUpstream()
    let answer: ((found: undefined | { id: string; tenantId: string; name: string }) => void) | undefined
    const findConnectionKey = () =>
      new Promise<{ id: string; tenantId: string; name: string } | undefined>((resolve) => (answer = resolve))
    const lane = await open({
      upstream: upstream.url,
      findConnectionKey,
      limits: { openRequests: 1 },
    })
    const leave = new AbortController()
    const left = fetch(`${lane.url}/stripe/v1/customers`, {
      headers: { 'x-user-id': `tsk_${'a'.repeat(32)}` },
      signal: leave.signal,
    }).catch(() => 'left')
    await expect.poll(() => answer).toBeDefined()
    leave.abort()
    expect(await left).toBe('left')
    // After a round trip the server has received the request.
    await (await fetch(`${lane.url}/stripe/v1/customers`)).text()
    await vi.waitFor(
      async () => {
        answer?.({ id: 'key_1', tenantId: 'self', name: 'Support' })
        const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })
        expect(response.status).toBe(200)
      },
      { timeout: 120_000 },
    )
    expect(lane.metrics()).toContain('outcome="aborted"} 1')
  })
})
