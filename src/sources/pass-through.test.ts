import { expect, test } from 'vitest'
import { httpSource } from '#definitions/define.ts'
import { SourceError } from '#definitions/source-error.ts'
import { sourceCaller, json, openForTest, startService, type Answerer } from '../../test/worlds/sources.ts'
import type { PassThroughRequest } from './pass-through.ts'

async function openShipping(answerer: Answerer = json({ ok: true })) {
  const service = await startService(answerer)
  const source = httpSource({
    name: 'shipping',
    baseUrl: `${service.url}/v2`,
    allow: ['GET /secrets'],
    passThrough: ['GET /shipments/:id', 'POST /shipments/:id/notes'],
    identity: { kind: 'jwt', algorithm: 'HS256', key: 'k'.repeat(32), audience: 'shipping' },
    bodyBytesMax: 10_000,
    retries: 0,
  })
  const { sources, lines } = openForTest([source])
  const ask = (method: string, path: string, more: Partial<PassThroughRequest> = {}) =>
    sources.passThrough('shipping', { method, path, ...more }, sourceCaller())
  return { service, sources, lines, ask }
}

async function errorOf(answer: Promise<Response>): Promise<unknown> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof SourceError ? error.fault : error
}

const bytes = (text: string) => new TextEncoder().encode(text)

test('passes only listed paths, which do not include those of panels', async () => {
  const { ask, service, sources, lines } = await openShipping()
  const refused: [string, string][] = [
    ['GET', '/secrets'],
    ['DELETE', '/shipments/1'],
    ['HEAD', '/shipments/1'],
    ['GET', '/shipments'],
    ['GET', '/shipments/'],
    ['GET', '/shipments/1/'],
    ['GET', '//shipments/1'],
    ['GET', '/shipments/..'],
    ['GET', '/shipments/%2e%2e'],
    ['GET', '/shipments/a%2f..%2f..%2fsecrets'],
    ['GET', '/shipments/%252e%252e'],
    ['GET', '/shipments/..%5csecrets'],
    ['GET', '/shipments/%00'],
    ['GET', '/shipments/%'],
    ['GET', '/%73hipments/1'],
    ['GET', 'shipments/1'],
    ['GET', 'https://evil.test/shipments/1'],
  ]
  for (const [method, path] of refused) {
    const error = await errorOf(ask(method, path))
    expect([method, path, error]).toEqual([method, path, 'not_declared'])
  }
  expect(service.asked).toEqual([])
  expect(await errorOf(sources.passThrough('other', { method: 'GET', path: '/x' }, sourceCaller()))).toBe(
    'not_declared',
  )
  expect(lines.join()).not.toContain('secrets')
})

test('treats a question mark in a path as part of the value, not as the start of a query', async () => {
  const { ask, service } = await openShipping()
  await ask('GET', '/shipments/1?x=1')
  expect(service.asked.map(({ url }) => url)).toEqual(['/v2/shipments/1%3Fx%3D1'])
})

test('refuses a body that is neither JSON nor text, or that comes with a read', async () => {
  const { ask, service } = await openShipping()
  const body = bytes('<a/>')
  expect(await errorOf(ask('POST', '/shipments/1/notes', { body, contentType: 'text/html' }))).toBe(
    'not_declared',
  )
  expect(await errorOf(ask('POST', '/shipments/1/notes', { body }))).toBe('not_declared')
  expect(await errorOf(ask('GET', '/shipments/1', { body, contentType: 'text/plain' }))).toBe('not_declared')
  expect(await errorOf(ask('POST', '/shipments/1/notes', { idempotencyKey: 'a\r\nb' }))).toBe('not_declared')
  const query = Array.from({ length: 51 }, (_, at) => `a${at}=1`).join('&')
  expect(await errorOf(ask('GET', '/shipments/1', { query }))).toBe('not_declared')
  expect(service.asked).toEqual([])
})

test('passes a request on with our identity, and with no other headers of the caller', async () => {
  const { ask, service } = await openShipping()
  const answer = await ask('POST', '/shipments/S%201/notes', {
    query: 'notify=1&to=a%26b',
    body: bytes('{"text":"hello"}'),
    contentType: 'application/json; charset=utf-8',
  })
  expect([answer.status, await answer.json()]).toEqual([200, { ok: true }])
  const [request] = service.asked
  expect(request).toMatchObject({
    method: 'POST',
    url: '/v2/shipments/S%201/notes?notify=1&to=a%26b',
    body: '{"text":"hello"}',
  })
  expect(request?.headers).toMatchObject({
    authorization: expect.stringMatching(/^Bearer ey/) as string,
    'content-type': 'application/json',
    'idempotency-key': 'req_test',
    'request-id': 'req_test',
  })
})

test('returns the status and few headers, without cookies and all others', async () => {
  const { ask } = await openShipping((_asked, response) => {
    response
      .writeHead(409, {
        'content-type': 'application/problem+json',
        'retry-after': '3',
        'set-cookie': 'session=1',
        'access-control-allow-origin': '*',
        server: 'internal-7',
        location: 'https://evil.test',
      })
      .end('{"code":"taken"}')
  })
  const answer = await ask('GET', '/shipments/1')
  expect(answer.status).toBe(409)
  expect(Object.fromEntries(answer.headers)).toEqual({
    'cache-control': 'no-store',
    'content-type': 'application/problem+json; charset=utf-8',
    'retry-after': '3',
    'x-content-type-options': 'nosniff',
  })
  expect(await answer.json()).toEqual({ code: 'taken' })
})

test('returns the status of a response without a body', async () => {
  const { ask } = await openShipping((_asked, response) => void response.writeHead(204).end())
  const answer = await ask('POST', '/shipments/1/notes')
  expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([204, '', null])
})

test('does not pass on markup, failures, redirects, refusals of our identity, or responses that are too long', async () => {
  const { ask, service } = await openShipping()
  const answers: [Answerer, string][] = [
    [
      (_a, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<script>'),
      'answer_invalid',
    ],
    [(_a, response) => void response.writeHead(200).end('what is it'), 'answer_invalid'],
    [json({ stack: 'at internal.ts' }, 500), 'failed'],
    [(_a, response) => void response.writeHead(307, { location: '/v2/secrets' }).end(), 'failed'],
    [json({}, 401), 'refused'],
    [json({ text: 'x'.repeat(20_000) }), 'answer_invalid'],
  ]
  for (const [answerer, fault] of answers) {
    service.answerer = answerer
    expect(await errorOf(ask('GET', '/shipments/1'))).toBe(fault)
  }
  expect(service.asked).toHaveLength(answers.length)
})

test('refuses to start with a pass-through whose identity does not name the account', () => {
  const template = {
    name: 'shipping',
    baseUrl: 'https://shipping.example.com',
    allow: [],
    passThrough: ['GET /shipments/:id'],
  } as const
  for (const identity of [undefined, { kind: 'none' }, { kind: 'bearer', token: 'tok_1' }] as const) {
    const source = httpSource({ ...template, ...(identity ? { identity } : {}) })
    expect(() => openForTest([source])).toThrow(/"shipping": passThrough needs identity/)
  }
  expect(() => openForTest([httpSource({ ...template, passThrough: [] })])).not.toThrow()
})
