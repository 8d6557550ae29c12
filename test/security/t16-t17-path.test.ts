// T16, T17, T18: a path that the policy accepts is sent to Stripe byte for byte.

import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyCharacter } from '#contract/fixtures/any-character.ts'
import { createAllowlist, defaultRules } from '#proxy/allowlist.ts'
import { urlOf } from '#proxy/fetch/forward.ts'
import { createForwardPolicy, planForward } from '#proxy/plan.ts'
import { parseTarget } from '#proxy/target.ts'
import { laneConfig, lanes, openUpstream, secret, sendRaw } from '../worlds/proxy-lane.ts'

const hostile = [
  '/v1/../v2',
  '/v1/customers/../refunds',
  '/v1/customers/..',
  '/v1/./customers',
  '/v1/%2e%2e/v2',
  '/v1/customers/%2E%2E/refunds',
  '/v1/..%2fv2',
  '/v1/customers%2fcus_1',
  '/v1/%252e%252e/v2',
  '/v1/customers\\..\\refunds',
  '/v1/customers/%5c',
  '//evil.example/v1/customers',
  '/v1//customers',
  '/v1/customers/',
  '/@evil.example/v1/customers',
  '/v1/customers@evil.example',
  '/v1/customers%00',
  '/v1/customers;x=1',
  '/v1/customers.',
  '/v1/customers/cus_1.',
  '/v1/custömers',
  '/v1/%63ustomers',
  '/v1/customers:80',
  '/v1/customers#x',
  '/v1/customers/cus_1*',
  `/v1/${'a'.repeat(600)}`,
  `/v1${'/a'.repeat(20)}`,
]

const policy = createForwardPolicy(laneConfig({ upstream: 'https://api.stripe.com' }))
/** `target` is the part after the lane's prefix. */
const plan = (target: string) =>
  planForward({ method: 'GET', target: `/stripe${target}`, getHeader: () => undefined }, policy)

test.each(hostile)('%s is refused by the policy', (target) => {
  expect(plan(target)).toMatchObject({ ok: false, refusal: { code: 'bad_request' } })
})

describe.each(lanes)('$name', ({ name, open }) => {
  test('no spelling of a hostile path reaches Stripe outside the allow-list', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    for (const target of hostile) {
      const head = `GET /stripe${target} HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\nConnection: close\r\n\r\n`
      const answer = await sendRaw(lane.url, head)
      // With a URL parser before the policy, the policy checks the normalised path, which is also the one that is sent.
      expect(answer, target).toMatch(name === 'node' ? /^HTTP\/1\.1 400 / : /^HTTP\/1\.1 (200|400|403|404) /)
    }
    const urls = upstream.seen.map(({ url }) => url)
    expect(name === 'node' ? urls : urls.filter((url) => !/^\/v1\/(customers|refunds)$/.test(url))).toEqual(
      [],
    )
  })

  test.each(['?x=%zz', '?x=%00', '?x=%FF', '?x=%C0%AF'])(
    'the target /v1/customers%s is refused before authentication',
    async (query) => {
      const upstream = await openUpstream()
      const lane = await open({ upstream: upstream.url })
      for (const method of ['GET', 'OPTIONS', 'PUT']) {
        const head = `${method} /stripe/v1/customers${query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
        const answer = await sendRaw(lane.url, head)
        expect(answer, method).toMatch(
          /^HTTP\/1\.1 400 [\s\S]*Access-Control-Allow-Origin: \*[\s\S]*\{"error":\{"code":"bad_request"/i,
        )
      }
      expect(lane.metrics()).toContain('tillside_proxy_requests_total{status="400",outcome="refused"} 3')
    },
  )

  test('two Host headers are a bad request, even if they are equal (T24)', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    for (const hosts of ['Host: a\r\nHost: b', 'host: a\r\nHOST: a']) {
      const head = `GET /stripe/v1/customers HTTP/1.1\r\n${hosts}\r\nX-API-KEY: ${secret}\r\nConnection: close\r\n\r\n`
      expect(await sendRaw(lane.url, head)).toMatch(/^HTTP\/1\.1 400 /)
    }
    expect(upstream.seen).toEqual([])
  })
})

test('any target is either refused, or undici and fetch send the checked bytes to the right origin', () => {
  const accepted: string[] = []
  const piece = oneof(
    constantFrom(
      '/v1/customers',
      '/v1/invoices',
      '/cus_1',
      '..',
      '%2e',
      '/',
      '//',
      '\\',
      '@',
      '?',
      '#',
      '&',
      '=',
      "'",
      '"',
      '%',
      ' ',
      '\t',
      '\0',
      'é',
      ':',
      ';',
      '[',
      ']',
      '_method=delete',
      'limit=1',
    ),
    string({ unit: anyCharacter, maxLength: 6 }),
  )
  const target = oneof(
    string({ unit: anyCharacter }),
    array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
    array(piece, { maxLength: 5 }).map((parts) => `/v1/customers${parts.join('')}`),
  )
  assert(
    property(target, (text) => {
      const decided = plan(text)
      if (!decided.ok) return
      const sent = decided.forward.target
      accepted.push(text)
      // undici writes `path` into the request line unchanged.
      expect(sent.text).toBe(text)
      expect(`${sent.path}${text.includes('?') ? '?' : ''}${sent.query}`).toBe(text)
      expect(text).toMatch(/^[\x21-\x7e]+$/)
      expect(sent.path).toMatch(/^(\/[A-Za-z0-9_-]+)+$/)
      const allowed = defaultRules.map((rule) => new RegExp(`^${rule.slice(4).replaceAll(':id', '[^/]+')}$`))
      expect(allowed.some((rule) => rule.test(sent.path))).toBe(true)
      const url = urlOf('https://api.stripe.com', sent)
      expect(url?.origin).toBe('https://api.stripe.com')
      expect(url?.pathname).toBe(sent.path)
      expect(url?.search.replaceAll('%27', "'")).toBe((sent.query && `?${sent.query}`).replaceAll('%27', "'"))
    }),
    { numRuns: 20_000 },
  )
  expect(accepted.length).toBeGreaterThan(500)
})

test('method and path cannot combine into another rule', () => {
  const list = createAllowlist(['POST /v1/refunds', 'GET /v1/files/*', 'DELETE /v1/customers/:id/discount'])
  const permits = (method: string, path: string) => list.permits(method, path.slice(1).split('/'))
  expect(permits('POST', '/v1/refunds')).toBe(true)
  expect(permits('POST', '/v1/refunds/re_1')).toBe(false)
  expect(permits('POST', '/v1')).toBe(false)
  expect(permits('POST ', '/v1/refunds')).toBe(false)
  expect(permits('', '/POST/v1/refunds')).toBe(false)
  expect(permits('GET', '/v1/files')).toBe(false)
  expect(permits('GET', '/v1/files/a/b')).toBe(true)
  expect(permits('DELETE', '/v1/customers/cus_1/discount')).toBe(true)
  expect(permits('DELETE', '/v1/customers/cus_1')).toBe(false)
  expect(permits('GET', '/v1/customers/cus_1/discount')).toBe(false)
})

test('names inherited by every object are not resources', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    expect(plan(`/v1/${name}`)).toMatchObject({ ok: false, refusal: { code: 'not_allowed_by_proxy' } })
  }
})

test('a query is passed on byte for byte, never decoded', () => {
  const query = "query=email%3A'a%2Bb%40c.de'&x=%zz&y=%E2%82%AC"
  const parsed = parseTarget(`/v1/customers/search?${query}`)
  expect(parsed.ok && parsed.target.query).toBe(query)
})
