// T20 redirects, T21 and T22 request headers, T23 hop-by-hop tricks, T25 encodings, T26 answer headers, T27 caches.

import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { lanes, listen, openUpstream, secret, sendRaw, stripeKey, withSecret } from '../worlds/proxy-lane.ts'

describe.each(lanes)('$name', ({ open }) => {
  test.each([300, 301, 302, 303, 304, 307, 308])(
    'T20: a %i from upstream is a 502 and no second request',
    async (status) => {
      const elsewhere = await openUpstream()
      const upstream = await openUpstream(
        (_, res) => void res.writeHead(status, { Location: `${elsewhere.url}/v1/customers` }).end(),
      )
      const lane = await open({ upstream: upstream.url })
      const response = await fetch(`${lane.url}/stripe/v1/customers`, {
        headers: withSecret(),
        redirect: 'manual',
      })
      expect(response.status).toBe(502)
      expect(response.headers.get('tillside-error')).toBe('stripe_redirected')
      expect(response.headers.has('location')).toBe(false)
      expect([upstream.seen.length, elsewhere.seen.length]).toEqual([1, 0])
    },
  )

  test('T21: only listed headers reach Stripe, regardless of what the caller sends', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    const sent = [
      `X-API-KEY: ${secret}`,
      'Authorization: Bearer stolen',
      'Cookie: session=1',
      'Origin: https://evil.example',
      'Referer: https://evil.example/',
      'CF-Connecting-IP: 10.0.0.1',
      'CF-Worker: x',
      'X-Forwarded-For: 10.0.0.1',
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Proto: http',
      'X-Real-IP: 10.0.0.1',
      'Forwarded: for=10.0.0.1',
      'Via: 1.1 evil',
      'X-User-Id: tsk_x',
      'X-Stripe-Base: https://evil.example',
      'Idempotency-Key: not-on-a-read',
      'Content-Type: application/json',
      'User-Agent: page',
      'Accept: application/json',
      'Accept-Encoding: br, zstd',
      'If-None-Match: "x"',
      'Range: bytes=0-1',
      'Stripe-Version: 2020-08-27',
      'Proxy-Authorization: Basic eA==',
      'TE: trailers',
    ]
    await sendRaw(
      lane.url,
      `GET /stripe/v1/customers HTTP/1.1\r\nHost: evil.example\r\n${sent.join('\r\n')}\r\nConnection: close\r\n\r\n`,
    )
    const {
      connection: _,
      'sec-fetch-mode': _mode,
      'accept-language': _language,
      ...headers
    } = upstream.seen[0]?.headers ?? {}
    expect(headers).toEqual({
      host: new URL(upstream.url).host,
      authorization: `Bearer ${stripeKey}`,
      'user-agent': 'tillside',
      accept: 'application/json',
      'accept-encoding': 'identity',
      'stripe-version': '2020-08-27',
    })
  })

  test.each([
    ['Stripe-Account', 'acct_other'],
    ['Stripe-Account', 'acct_mine, acct_other'],
    ['Stripe-Account', ''],
    ['Stripe-Context', 'acct_other'],
    ['Stripe-Context', 'org_1/acct_mine'],
  ])('T22: %s "%s" is refused without a request to Stripe', async (name, value) => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url, env: { TILLSIDE_PROXY_ACCOUNTS: 'acct_mine' } })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, {
      headers: withSecret({ [name]: value }),
    })
    expect(response.status).toBe(403)
    expect(response.headers.get('tillside-error')).toBe('forbidden')
    expect(upstream.seen).toEqual([])
  })

  test('T22: an organization’s key uses its configured account, unless a permitted one is named', async () => {
    const upstream = await openUpstream()
    const key = ['sk', 'org', 'test', 'O'.repeat(16)].join('_')
    const lane = await open({
      upstream: upstream.url,
      env: {
        STRIPE_API_KEY: `${key}@acct_own`,
        TILLSIDE_ALLOW_ORG_KEY: 'on',
        TILLSIDE_PROXY_ACCOUNTS: 'acct_mine',
      },
    })
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret(headers) })).status
    expect(await ask({})).toBe(200)
    expect(await ask({ 'Stripe-Context': 'acct_own' })).toBe(200)
    expect(await ask({ 'Stripe-Context': 'acct_mine' })).toBe(200)
    expect(await ask({ 'Stripe-Context': 'acct_other' })).toBe(403)
    expect(upstream.seen.map(({ headers }) => headers['stripe-context'])).toEqual([
      'acct_own',
      'acct_own',
      'acct_mine',
    ])
  })

  test('T22: an account that the operator permits is passed on', async () => {
    const upstream = await openUpstream()
    const lane = await open({
      upstream: upstream.url,
      env: { TILLSIDE_PROXY_ACCOUNTS: 'acct_mine,acct_too' },
    })
    await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret({ 'Stripe-Account': 'acct_too' }) })
    expect(upstream.seen[0]?.headers['stripe-account']).toBe('acct_too')
  })

  test.each(['latest', '2020-08-27; x', '2020-08-27, 2021-01-01', "2020'"])(
    'a Stripe-Version like %s is refused',
    async (version) => {
      const upstream = await openUpstream()
      const lane = await open({ upstream: upstream.url })
      const response = await fetch(`${lane.url}/stripe/v1/customers`, {
        headers: withSecret({ 'Stripe-Version': version }),
      })
      expect([response.status, upstream.seen.length]).toEqual([400, 0])
    },
  )

  test('T23: headers named in Connection neither remove ours nor let others through', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    const head = `GET /stripe/v1/customers HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\nStripe-Version: 2020-08-27\r\nConnection: close, Authorization, Stripe-Version, X-API-KEY, Accept-Encoding\r\n\r\n`
    expect(await sendRaw(lane.url, head)).toContain('HTTP/1.1 200 OK')
    expect(upstream.seen[0]?.headers).toMatchObject({
      authorization: `Bearer ${stripeKey}`,
      'stripe-version': '2020-08-27',
    })
    expect(upstream.seen[0]?.headers).not.toHaveProperty('x-api-key')
  })

  test.each(['gzip, gzip, gzip, gzip, gzip, gzip', 'zstd', 'GZIP,identity'])(
    'T25: an answer with the unrequested encoding %s is not passed on',
    async (encoding) => {
      const upstream = await openUpstream(
        (_, res) => void res.writeHead(200, { 'Content-Encoding': encoding }).end('xxxx'),
      )
      const lane = await open({ upstream: upstream.url })
      const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })
      expect(response.status).toBe(502)
      await response.text()
    },
  )

  test('T26: headers of Stripe that no client uses are not passed on', async () => {
    const upstream = await openUpstream((_, res) => {
      res.writeHead(200, [
        'Content-Type',
        'application/json',
        'Request-Id',
        'req_kept',
        'Set-Cookie',
        'a=1',
        'Server',
        'nginx',
        'Access-Control-Allow-Origin',
        'https://evil.example',
        'Access-Control-Allow-Credentials',
        'true',
        'Access-Control-Expose-Headers',
        'X-Secret',
        'Access-Control-Max-Age',
        '1',
        'Via',
        '1.1 x',
        'X-Stripe-Routing-Context-Priority-Tier',
        'x',
        'X-Wc',
        'A',
        'Strict-Transport-Security',
        'max-age=1',
        'Cache-Control',
        'public, max-age=600',
        'Vary',
        'Origin',
        'ETag',
        '"x"',
        'Location',
        'https://evil.example',
        'Connection',
        'X-Secret',
        'X-Secret',
        '1',
        'Content-Security-Policy',
        "default-src 'none'",
        'Refresh',
        '0;url=https://evil.example',
        'Link',
        '<https://evil.example>;rel=preload',
        'Trailer',
        'X-T',
      ])
      res.end('{}')
    })
    const lane = await open({ upstream: upstream.url })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })
    const {
      date: _,
      connection: _c,
      'keep-alive': _k,
      'transfer-encoding': _t,
      'content-length': _l,
      ...headers
    } = Object.fromEntries(response.headers)
    expect(headers).toEqual({
      'content-type': 'application/json',
      'request-id': 'req_kept',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': expect.stringContaining('Request-Id') as string,
      'cache-control': 'private, no-store',
      vary: expect.stringContaining('X-API-KEY') as string,
      'x-content-type-options': 'nosniff',
    })
  })

  test('T27: every answer, ours and Stripe’s, is private, not stored, and varies by caller', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    for (const [path, headers] of [
      ['customers', withSecret()],
      ['customers', {}],
      ['coupons', withSecret()],
      ['../x', withSecret()],
    ] as const) {
      const response = await fetch(`${lane.url}/stripe/v1/${path}`, { headers })
      if (path === '../x') continue
      expect(response.headers.get('cache-control')).toBe('private, no-store')
      const vary = response.headers.get('vary') ?? ''
      for (const name of ['Authorization', 'X-API-KEY', 'X-User-Id', 'Stripe-Account'])
        expect(vary).toContain(name)
    }
  })

  test('an unreachable upstream is a 502 in Stripe’s format that does not contain its address', async () => {
    const gone = createServer()
    const url = await listen(gone)
    await new Promise((resolve) => gone.close(resolve))
    const lane = await open({ upstream: url })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })
    expect(response.status).toBe(502)
    expect(await response.json()).toEqual({
      error: { code: 'stripe_unreachable', message: 'Stripe could not be reached.', type: 'api_error' },
    })
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })
})
