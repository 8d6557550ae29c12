// When a request is logged and how long it is said to have taken, with a clock and bodies held by the test.

import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { Env } from '../gateway.ts'
import { requestId } from './request-id.ts'
import { requestLog } from './request-log.ts'

type Controller = ReadableStreamDefaultController<Uint8Array>

/** `GET /` takes 10 ms until it answers with a body that the test writes. */
function open() {
  let nowMs = 1000
  const lines: object[] = []
  const write = (line: string) => {
    const { event, durationMs, firstByteMs, outcome } = JSON.parse(line) as Record<string, unknown>
    if (event === 'request.answered') lines.push({ durationMs, firstByteMs, outcome })
  }
  const log = createLog({ level: 'info', now: () => nowMs, write })
  const ports = { now: () => nowMs, log, randomBytes: (length) => new Uint8Array(length) } as Ports
  const metrics = createMetrics()
  let controller: Controller | undefined
  let cancelled: unknown
  const body = new ReadableStream<Uint8Array>({
    start: (given) => void (controller = given),
    cancel: (reason) => void (cancelled = reason),
  })
  const app = new Hono<Env>().use(requestId(ports), requestLog({ ports, metrics }))
  app.get('/', (c) => {
    nowMs += 10
    c.set('isStreaming', true)
    return c.body(body)
  })
  app.get('/plain', (c) => {
    nowMs += 10
    return c.text('done')
  })
  return {
    app,
    lines,
    body: () => controller as Controller,
    pass: (ms: number) => (nowMs += ms),
    cancelled: () => cancelled,
    measured: () => metrics.print().match(/^tillside_(?:request|first_byte)_seconds_(?:sum|count).*$/gm),
  }
}

const bytes = new Uint8Array(4)

test('a plain response is logged when it starts, read or not', async () => {
  const { app, lines, measured } = open()
  await app.request('/plain')
  expect(lines).toEqual([{ durationMs: 10 }])
  expect(measured()).toEqual([
    'tillside_first_byte_seconds_sum{route="/plain"} 0.01',
    'tillside_first_byte_seconds_count{route="/plain"} 1',
    'tillside_request_seconds_sum{route="/plain"} 0.01',
    'tillside_request_seconds_count{route="/plain"} 1',
  ])
})

test('a streamed response is logged once its last byte is taken, with the time until then and to the first', async () => {
  const { app, lines, body, pass, measured } = open()
  const reader = (await app.request('/')).body?.getReader()
  const first = reader?.read()
  pass(5)
  body().enqueue(bytes)
  await first
  pass(100)
  body().enqueue(bytes)
  await reader?.read()
  body().close()
  pass(900)
  expect(lines).toEqual([])
  expect(await reader?.read()).toMatchObject({ done: true })
  expect(lines).toEqual([{ durationMs: 1015, firstByteMs: 15, outcome: 'sent' }])
  expect(measured()).toEqual([
    'tillside_first_byte_seconds_sum{route="/"} 0.01',
    'tillside_first_byte_seconds_count{route="/"} 1',
    'tillside_request_seconds_sum{route="/"} 1.015',
    'tillside_request_seconds_count{route="/"} 1',
  ])
})

test('reads a body only as fast as it is taken', async () => {
  const { app, body, lines } = open()
  const response = await app.request('/')
  body().enqueue(bytes)
  await new Promise((resolve) => setImmediate(resolve))
  // The piece still waits in the test's own stream, which has room for one.
  expect(body().desiredSize).toBe(0)
  body().close()
  expect(lines).toEqual([])
  expect((await response.arrayBuffer()).byteLength).toBe(4)
  expect(lines).toHaveLength(1)
})

test('a caller who leaves in the middle is logged once, with the time until then', async () => {
  const { app, lines, body, pass, cancelled } = open()
  const leaving = new AbortController()
  const reader = (await app.request('/', { signal: leaving.signal })).body?.getReader()
  body().enqueue(bytes)
  await reader?.read()
  pass(70)
  await reader?.cancel('left')
  leaving.abort()
  expect(cancelled()).toBe('left')
  expect(lines).toEqual([{ durationMs: 80, firstByteMs: 10, outcome: 'aborted' }])
})

test('a body that nobody reads is logged once, when its caller leaves', async () => {
  const { app, lines, pass } = open()
  const leaving = new AbortController()
  const response = await app.request('/', { signal: leaving.signal })
  pass(30)
  expect(lines).toEqual([])
  leaving.abort()
  expect(lines).toEqual([{ durationMs: 40, outcome: 'aborted' }])
  await response.body?.cancel()
  expect(lines).toHaveLength(1)
})

test('a caller who has left before the response starts is logged once', async () => {
  const { app, lines } = open()
  await app.request('/', { signal: AbortSignal.abort() })
  expect(lines).toEqual([{ durationMs: 10, outcome: 'aborted' }])
})

test('a body that breaks off is logged once as failed', async () => {
  const { app, lines, body, pass } = open()
  const reader = (await app.request('/')).body?.getReader()
  pass(20)
  body().error(new Error('broken'))
  await expect(reader?.read()).rejects.toThrow('broken')
  expect(lines).toEqual([{ durationMs: 30, outcome: 'failed' }])
})
