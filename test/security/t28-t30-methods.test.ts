// T28 CORS, T29 method overrides, T30 read-only by default, T19 content types.

import { describe, expect, test } from 'vitest'
import { lanes, openUpstream, secret, sendRaw, withSecret } from '../worlds/proxy-lane.ts'

const form = 'application/x-www-form-urlencoded'
const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { type: string; code: string; message: string } }).error

describe.each(lanes)('$name', ({ name, open }) => {
  test.each(['null', 'https://mail.missiveapp.com', 'https://evil.example'])(
    'T28: a page at %s gets CORS for any origin, without its own repeated and without credentials',
    async (origin) => {
      const upstream = await openUpstream()
      const lane = await open({ upstream: upstream.url })
      const ask = { Origin: origin }
      const answers = [
        await fetch(`${lane.url}/stripe/v1/customers`, {
          method: 'OPTIONS',
          headers: {
            ...ask,
            'Access-Control-Request-Method': 'GET',
            'Access-Control-Request-Headers': 'x-evil, x-api-key',
          },
        }),
        await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret(ask) }),
        await fetch(`${lane.url}/stripe/v1/customers`, { headers: ask }),
        await fetch(`${lane.url}/stripe/v1/coupons`, { headers: withSecret(ask) }),
        await fetch(`${lane.url}/stripe/v1/customers%2f`, { headers: withSecret(ask) }),
        await fetch(`${lane.url}/stripe/v1/customers`, { method: 'PUT', headers: withSecret(ask) }),
      ]
      expect(answers.map(({ status }) => status)).toEqual([204, 200, 401, 403, 400, 405])
      for (const { headers } of answers) {
        expect(headers.get('access-control-allow-origin')).toBe('*')
        expect(headers.has('access-control-allow-credentials')).toBe(false)
        expect([...headers.values()].join('\n')).not.toContain('evil')
      }
    },
  )

  test('a preflight names the methods and headers that the lane accepts, for two hours', async () => {
    const lane = await open({
      upstream: 'http://127.0.0.1:9',
      env: { TILLSIDE_PROXY_HEADER: 'X-Till', TILLSIDE_PROXY_ALLOW: 'DELETE /v1/customers/:id' },
    })
    const { headers } = await fetch(`${lane.url}/stripe/v1/customers/search?query=x`, { method: 'OPTIONS' })
    expect(headers.get('access-control-allow-methods')).toBe('GET, DELETE')
    expect(headers.get('access-control-allow-headers')).toBe(
      'X-Till, Content-Type, Authorization, Stripe-Version, Idempotency-Key, X-User-Id, Stripe-Account, Stripe-Context',
    )
    expect(headers.get('access-control-max-age')).toBe('7200')
  })

  test.each(['HEAD', 'PUT', 'PATCH', 'PROPFIND', 'TRACE'])('T29: %s is refused', async (method) => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    const answer = await sendRaw(
      lane.url,
      `${method} /stripe/v1/customers HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\nConnection: close\r\n\r\n`,
    )
    // Fetch's Request cannot be created with TRACE, so the server answers.
    expect(answer).toMatch(
      name === 'portable' && method === 'TRACE' ? /^HTTP\/1\.1 [45]/ : /^HTTP\/1\.1 405 /,
    )
    expect(upstream.seen).toEqual([])
  })

  test('T29: CONNECT and an absolute target reach nothing', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    for (const line of [`CONNECT ${new URL(upstream.url).host}`, `GET ${upstream.url}/v1/customers`]) {
      const answer = await sendRaw(
        lane.url,
        `${line} HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\nConnection: close\r\n\r\n`,
      )
      expect(answer).toMatch(/^(HTTP\/1\.1 4|$)/)
    }
    expect(upstream.seen).toEqual([])
  })

  test.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'T29: %s is refused',
    async (header) => {
      const upstream = await openUpstream()
      const lane = await open({ upstream: upstream.url })
      const response = await fetch(`${lane.url}/stripe/v1/customers/cus_1`, {
        headers: withSecret({ [header]: 'DELETE' }),
      })
      expect([response.status, upstream.seen.length]).toEqual([405, 0])
    },
  )

  test.each([
    '_method=delete',
    '_METHOD=delete',
    'a=1&_method=delete',
    'a=1;_method=delete',
    '%5Fmethod=delete',
    '_method[]=delete',
    '+_method=delete',
    '_method',
  ])('T29: the parameter %s is refused in a query and in a body', async (parameter) => {
    const upstream = await openUpstream()
    const lane = await open({
      upstream: upstream.url,
      env: { TILLSIDE_PROXY_ALLOW: 'POST /v1/customers/:id' },
    })
    const inQuery = await fetch(`${lane.url}/stripe/v1/customers/cus_1?${parameter}`, {
      headers: withSecret(),
    })
    const inBody = await fetch(`${lane.url}/stripe/v1/customers/cus_1`, {
      method: 'POST',
      headers: withSecret({ 'Content-Type': form }),
      body: parameter,
    })
    expect([inQuery.status, inBody.status]).toEqual([405, 405])
    expect(upstream.seen).toEqual([])
  })

  test.each([
    ['POST', '/v1/customers'],
    ['POST', '/v1/customers/search'],
    ['POST', '/v1/customers/cus_1'],
    ['POST', '/v1/customers?_x=GET'],
    ['DELETE', '/v1/customers/cus_1'],
    ['DELETE', '/v1/subscriptions/sub_1'],
    ['POST', '/v1/refunds'],
    ['POST', '/v1/invoices/in_1/pay'],
    ['GET', '/v1/balance'],
    ['GET', '/v1/account'],
    ['GET', '/v1/events'],
    ['GET', '/v1/payouts'],
    ['GET', '/v1/webhook_endpoints'],
    ['GET', '/v1/files/file_1'],
    ['GET', '/v1/customers/cus_1/sources'],
    ['GET', '/v1/issuing/cards'],
    ['GET', '/v2/core/accounts'],
  ])('T30: %s %s is refused unless allowed', async (method, path) => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    const response = await fetch(`${lane.url}/stripe${path}`, { method, headers: withSecret() })
    expect([response.status, upstream.seen.length]).toEqual([403, 0])
    expect(response.headers.get('tillside-error')).toBe('not_allowed_by_proxy')
    expect(response.headers.get('request-id')).toMatch(/^req_/)
    const error = await errorOf(response)
    expect(error).toMatchObject({ type: 'invalid_request_error', code: 'not_allowed_by_proxy' })
    expect(error.message).toContain(`${method} ${path.split('?')[0]}`)
    expect(error.message).toContain('TILLSIDE_PROXY_ALLOW')
  })

  test.each([
    'customers?limit=3',
    'customers/cus_1',
    'customers/search?query=x',
    'customers/cus_1/payment_methods',
    'customers/cus_1/balance_transactions',
    'subscriptions?customer=cus_1&status=all',
    'subscription_items?subscription=sub_1',
    'invoices?customer=cus_1',
    'invoices/in_1',
    'invoices/search?query=x',
    'invoices/in_1/lines',
    'products/prod_1',
    'prices/price_1',
    'charges?customer=cus_1',
    'payment_intents/search?query=x',
    'refunds/re_1',
    'disputes',
    'credit_notes/cn_1',
  ])('GET %s is passed on by default', async (target) => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    expect((await fetch(`${lane.url}/stripe/v1/${target}`, { headers: withSecret() })).status).toBe(200)
    expect(upstream.seen[0]?.url).toBe(`/v1/${target}`)
  })

  test.each([
    'application/json',
    'application/x-www-form-urlencoded ; charset=utf-7',
    'application/x-www-form-urlencodedX',
    'application/x-www-form-urlencoded, application/json',
    'multipart/form-data; boundary=x',
    'text/plain',
  ])('T19: a body of type "%s" is refused, so that we and Stripe read it the same way', async (type) => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url, env: { TILLSIDE_PROXY_ALLOW: 'POST /v1/refunds' } })
    const response = await fetch(`${lane.url}/stripe/v1/refunds`, {
      method: 'POST',
      headers: withSecret({ 'Content-Type': type }),
      body: '{"a":1}',
    })
    expect([response.status, upstream.seen.length]).toEqual([400, 0])
  })

  test('a GET with Content-Type: application/json, as sent by older iframes, is passed on without that header', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, {
      headers: withSecret({ 'Content-Type': 'application/json' }),
    })
    expect(response.status).toBe(200)
    expect(upstream.seen[0]?.headers).not.toHaveProperty('content-type')
  })
})
