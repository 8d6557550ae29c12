// T47, T12: who is let in, and what a refused caller learns. T41, T57: what answers and log lines contain.

import { describe, expect, test } from 'vitest'
import { lanes, openUpstream, secret, sendRaw, stripeKey, withSecret } from '../worlds/proxy-lane.ts'

const key = `tsk_${'Zz09'.repeat(8)}`
const nobody = () => Promise.resolve(undefined)
const anybody = () => Promise.resolve({ id: 'key_1', tenantId: 'self', name: 'Support' })

describe.each(lanes)('$name', ({ open }) => {
  test.each<[name: string, headers: Record<string, string>]>([
    ['nothing', {}],
    ['a wrong secret', { 'X-API-KEY': 'wrong' }],
    ['an empty secret', { 'X-API-KEY': '' }],
    ['the secret with extra characters', { 'X-API-KEY': `${secret}x` }],
    ['the start of the secret', { 'X-API-KEY': secret.slice(0, -1) }],
    ['the secret as a bearer token', { Authorization: `Bearer ${secret}` }],
    ['the secret under another name', { 'X-Auth': secret }],
    ['Stripe’s own key', { Authorization: `Bearer ${stripeKey}` }],
    ['a wrong secret beside a good key', { 'X-API-KEY': 'wrong', Authorization: `Bearer ${key}` }],
    ['Basic', { Authorization: `Basic ${key}` }],
    ['another scheme', { Authorization: `Foo ${key}` }],
    ['no scheme', { Authorization: key }],
    ['a repeated scheme', { Authorization: `Bearer Bearer ${key}` }],
    ['a key with extra characters', { Authorization: `Bearer ${key}x` }],
    ['a short key', { Authorization: 'Bearer tsk_short' }],
    ['a key of the older kind', { 'X-User-Id': 'ek_0b6c5d5e' }],
  ])('%s is refused, and the answer does not say why', async (_, headers) => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url, findConnectionKey: anybody })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers })
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({
      error: {
        code: 'unauthenticated',
        message: 'The secret or connection key is missing or wrong',
        type: 'invalid_request_error',
      },
    })
    expect(response.headers.get('tillside-error')).toBe('unauthenticated')
    expect(upstream.seen).toEqual([])
  })

  test('a key that is not stored is refused', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url, findConnectionKey: nobody })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, {
      headers: { Authorization: `Bearer ${key}` },
    })
    expect([response.status, upstream.seen.length]).toEqual([401, 0])
  })

  test('without a configured secret, no header is accepted', async () => {
    const upstream = await openUpstream()
    const lane = await open({
      upstream: upstream.url,
      env: { STRIPE_API_KEY: '', TILLSIDE_PROXY_SECRET: '' },
    })
    for (const value of ['', 'undefined', '[secret]']) {
      const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: { 'X-API-KEY': value } })
      expect(response.status).toBe(401)
    }
  })

  test.each([
    `Authorization: Bearer ${key}\r\nAuthorization: Bearer ${key}`,
    `Authorization: Bearer ${key}, Bearer ${key}`,
    `X-API-KEY: ${secret}\r\nX-API-KEY: ${secret}`,
    `X-API-KEY: ${secret}\r\nX-API-KEY: wrong`,
    `X-User-Id: ${key}\r\nX-User-Id: ${key}`,
  ])('a credential sent twice is a malformed request', async (headers) => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url, findConnectionKey: anybody })
    const answer = await sendRaw(
      lane.url,
      `GET /stripe/v1/customers HTTP/1.1\r\nHost: x\r\n${headers}\r\nConnection: close\r\n\r\n`,
    )
    // With Node's header object before the lane, only the first of two Authorization headers would be kept.
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(upstream.seen).toEqual([])
  })

  test('T41: neither a refusal nor a log line contains the key, the secret, a query or an address', async () => {
    const body = '{"error":{"message":"Invalid API Key provided: rk_test_***mnop"}}'
    const upstream = await openUpstream((req, res) => {
      if (req.url?.includes('broken')) req.socket.destroy()
      else res.writeHead(401, { 'Content-Type': 'application/json' }).end(body)
    })
    const lane = await open({ upstream: upstream.url })
    const texts: string[] = []
    for (const target of [
      'customers?email=anna%40example.com',
      'coupons?email=anna%40example.com',
      'customers/broken?email=anna%40example.com',
      'customers%2f?email=anna%40example.com',
    ]) {
      const response = await fetch(`${lane.url}/stripe/v1/${target}`, { headers: withSecret() })
      texts.push(JSON.stringify([...response.headers]), await response.text())
    }
    // Stripe's message comes back unchanged; Stripe masks the key itself.
    expect(texts).toContain(body)
    for (const text of [...texts, ...lane.logged]) {
      for (const hidden of [stripeKey, secret, 'anna', new URL(upstream.url).host])
        expect(text).not.toContain(hidden)
    }
  })

  test('T57: nothing a caller sends can start a line of the log', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    const hostile = [
      'GET /stripe/v1/x%0a{"event":"forged"}',
      'GET /stripe/v1/\u001b[31m',
      'FORGED /stripe/v1/x',
    ]
    for (const line of hostile)
      await sendRaw(
        lane.url,
        `${line} HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\nUser-Agent: \u001b[2Jforged\r\nConnection: close\r\n\r\n`,
      )
    await fetch(`${lane.url}/stripe/v1/coupons/forged`, { headers: withSecret() })
    for (const line of lane.logged) {
      expect(line).not.toMatch(/[\n\u001b]|forged/)
      expect(JSON.parse(line)).toMatchObject({
        event: expect.stringMatching(/^(?:proxy|request)\./) as string,
      })
    }
    expect(lane.logged.length).toBeGreaterThan(0)
  })
})
