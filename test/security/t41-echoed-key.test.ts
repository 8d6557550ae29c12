// T41: a key that Stripe's side echoes does not reach the caller of the proxy lane: error bodies and all headers are scrubbed.
// Successful bodies flow through unchanged.

import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { Secret } from '#secret.ts'
import { createScrub } from '#proxy/scrub.ts'
import { lanes, openUpstream, stripeKey, withSecret } from '../worlds/proxy-lane.ts'

const random = stripeKey.split('_').at(-1) ?? ''
const errorBody = `{"error":{"message":"Invalid API Key provided: ${stripeKey}"}}`

describe.each(lanes)('$name', ({ open }) => {
  const ask = async (lane: { url: string }, headers = {}) => {
    const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret(headers) })
    return { response, text: await response.text() }
  }

  test.each([400, 401, 404, 429, 500, 503])(
    'a key in an error with status %i is masked, and the rest stays',
    async (status) => {
      const upstream = await openUpstream(
        (_, res) => void res.writeHead(status, { 'Content-Length': errorBody.length }).end(errorBody),
      )
      const { response, text } = await ask(await open({ upstream: upstream.url }))
      expect([response.status, text]).toEqual([status, errorBody.replace(stripeKey, 'rk_test_****')])
    },
  )

  test('a key split over chunks is masked, regardless of the body’s type', async () => {
    const upstream = await openUpstream((_, res) => {
      res.writeHead(502, { 'Content-Type': 'text/html' })
      const text = `<p>\u00fc ${stripeKey}</p>`
      for (const at of [0, 5, 12, 20]) res.write(text.slice(at, { 0: 5, 5: 12, 12: 20 }[at]))
      res.end()
    })
    const { response, text } = await ask(await open({ upstream: upstream.url }))
    expect(response.headers.get('content-type')).toBe('text/html')
    expect(text).toContain('<p>\u00fc rk_test_****</p>')
    expect(text).not.toContain(random)
  })

  test('a key in a compressed error is masked, and the answer names its encoding', async () => {
    const upstream = await openUpstream((req, res) => {
      const isZipped = req.headers['accept-encoding'] === 'gzip'
      res
        .writeHead(401, isZipped ? { 'Content-Encoding': 'gzip' } : {})
        .end(isZipped ? gzipSync(errorBody) : errorBody)
    })
    const { text } = await ask(await open({ upstream: upstream.url }), { 'Accept-Encoding': 'gzip' })
    expect(text).toBe(errorBody.replace(stripeKey, 'rk_test_****'))
  })

  test('an error that is not valid gzip, or longer than any of Stripe’s, is not passed on', async () => {
    let body = gzipSync('x'.repeat(10_000_000))
    const upstream = await openUpstream((req, res) => {
      const isZipped = req.headers['accept-encoding'] === 'gzip'
      res
        .writeHead(500, isZipped ? { 'Content-Encoding': 'gzip' } : {})
        .end(isZipped ? body : 'x'.repeat(10_000_000))
    })
    const lane = await open({ upstream: upstream.url })
    for (const next of [body, Buffer.from('no gzip')]) {
      body = next
      const { response } = await ask(lane, { 'Accept-Encoding': 'gzip' })
      expect([response.status, response.headers.get('tillside-error')]).toEqual([
        502,
        'stripe_answer_invalid',
      ])
    }
  })

  test.each([200, 400])('a key in a header of an answer with status %i is masked', async (status) => {
    const upstream = await openUpstream(
      (_, res) =>
        void res
          .writeHead(status, { 'Original-Request': `req ${stripeKey}`, 'Request-Id': random })
          .end('{}'),
    )
    const { response } = await ask(await open({ upstream: upstream.url }))
    expect(response.headers.get('original-request')).toBe('req rk_test_****')
    expect(response.headers.get('request-id')).toBe('****')
  })

  test('a successful answer reaches the caller chunk by chunk and unchanged', async () => {
    let finish: (() => void) | undefined
    const upstream = await openUpstream((_, res) => {
      res.writeHead(200).write('first')
      finish = () => res.end(' last')
    })
    const lane = await open({ upstream: upstream.url })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect(await reader?.read()).toEqual({ done: false, value: 'first' })
    finish?.()
    expect(await reader?.read()).toEqual({ done: false, value: ' last' })
  })
})

test('keys of every kind are masked, and bytes that are not text stay unchanged', () => {
  const scrub = createScrub(new Secret(stripeKey))
  const text =
    'rk_live_abcd1234 sk_test_abcd1234 sk_org_live_abcd1234 pk_live_abcd rk%5Ftest%5F51abcdefghijklmnop'
  expect(scrub.text(text)).toBe('rk_live_**** sk_test_**** sk_org_live_**** pk_live_abcd rk%5Ftest%5F****')
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  expect(scrub.bytes(bytes)).toEqual(bytes)
})
