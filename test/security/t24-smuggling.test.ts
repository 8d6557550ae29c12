// T24: requests that two parsers could split differently never reach Stripe. Sends raw bytes on a socket.

import { describe, expect, test } from 'vitest'
import { lanes, openUpstream, secret, sendRaw } from '../worlds/proxy-lane.ts'

const head = (line: string, headers: string[], body = '') =>
  `${line} HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\n${headers.join('\r\n')}\r\n\r\n${body}`
const form = 'Content-Type: application/x-www-form-urlencoded'
const get = (...headers: string[]) => head('GET /stripe/v1/customers', headers)
const post = (headers: string[], body: string) => head('POST /stripe/v1/refunds', [form, ...headers], body)

const cases: [name: string, bytes: string][] = [
  ['two different Content-Length', post(['Content-Length: 3', 'Content-Length: 5'], 'a=1&b')],
  ['two equal Content-Length', post(['Content-Length: 3', 'Content-Length: 3'], 'a=1')],
  ['a list in Content-Length', post(['Content-Length: 3, 3'], 'a=1')],
  ['a signed Content-Length', post(['Content-Length: +3'], 'a=1')],
  ['a hexadecimal Content-Length', post(['Content-Length: 0x3'], 'a=1')],
  [
    'Transfer-Encoding and Content-Length',
    post(['Transfer-Encoding: chunked', 'Content-Length: 3'], '3\r\na=1\r\n0\r\n\r\n'),
  ],
  ['an unknown Transfer-Encoding', post(['Transfer-Encoding: xchunked'], '3\r\na=1\r\n0\r\n\r\n')],
  ['chunked twice', post(['Transfer-Encoding: chunked, identity'], '3\r\na=1\r\n0\r\n\r\n')],
  ['a bare CR in a value', get('X-A: a\rX-B: b')],
  ['a bare LF between headers', get('X-A: a\nStripe-Account: acct_1')],
  ['a NUL in a value', get('X-A: a\0b')],
  ['a folded header', get('X-A: a\r\n Stripe-Version: 2020-08-27')],
  ['a space before the colon', get('X-A : a')],
  ['a header without a colon', get('X-A')],
  ['a wrong chunk size', post(['Transfer-Encoding: chunked'], 'zz\r\na=1\r\n0\r\n\r\n')],
  ['a space in the target', head('GET /stripe/v1/customers /x', [])],
  ['a GET with a body', head('GET /stripe/v1/customers', [form, 'Content-Length: 3'], 'a=1')],
]

describe.each(lanes)('$name', ({ open }) => {
  test.each(cases)('T24: %s is refused', async (_, bytes) => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url, env: { TILLSIDE_PROXY_ALLOW: 'POST /v1/refunds' } })
    const answer = await sendRaw(lane.url, bytes.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'), 1500)
    expect(answer).toMatch(/^(HTTP\/1\.1 400 |$)/)
    // A chunked body is passed on while it arrives; broken framing then aborts the request to Stripe before its end.
    expect(upstream.seen).toEqual([])
  })

  test('T24: bytes after a refused body are not read as a second request', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    const smuggled = get('Connection: close')
    const answer = await sendRaw(lane.url, post(['Content-Length: 3'], `a=1${smuggled}`))
    expect(answer.match(/HTTP\/1\.1 /g)?.length).toBeLessThanOrEqual(2)
    expect(answer).toMatch(/^HTTP\/1\.1 403 /)
  })
})
