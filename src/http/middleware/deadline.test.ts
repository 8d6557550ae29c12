// The time limit of a request: it aborts the work, and responds even if the work ignores that.

import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { GatewayError } from '#errors.ts'
import type { Env } from '../gateway.ts'
import { parseBody } from '../parse.ts'
import { deadline } from './deadline.ts'

test('responds when the time is up, even if the work ignores its signal', async () => {
  const app = new Hono<Env>().use(deadline(5)).get('/', () => new Promise<Response>(() => undefined))
  let thrown: unknown
  app.onError((error, c) => {
    thrown = error
    return c.text('late', 504)
  })
  expect((await app.request('/')).status).toBe(504)
  expect(thrown).toMatchObject({ name: 'TimeoutError' })
})

test('aborts the signal when the time is up or the caller disconnects', async () => {
  const reasons: unknown[] = []
  const app = new Hono<Env>().use(deadline(5)).get('/', async (c) => {
    await new Promise((resolve) => c.var.signal.addEventListener('abort', resolve))
    reasons.push((c.var.signal.reason as Error).name)
    return c.text('ended')
  })
  app.onError((_error, c) => c.text('late', 504))
  await app.request('/')
  const caller = new AbortController()
  caller.abort()
  const gone = new Hono<Env>().use(deadline(60_000)).get('/', (c) => {
    reasons.push((c.var.signal.reason as Error).name)
    return c.text('ended')
  })
  await gone.request('/', { signal: caller.signal })
  expect(reasons).toEqual(['TimeoutError', 'AbortError'])
})

test('blames the caller, not Stripe, for a body that does not arrive in time', async () => {
  const app = new Hono<Env>().use(deadline(5)).post('/', async (c) => c.json(await parseBody(c, z.unknown())))
  app.onError((error, c) => c.text(error instanceof GatewayError ? error.code : String(error), 408))
  const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([123])) })
  const request = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, duplex: 'half' }
  const response = await app.request('/', request)
  expect(await response.text()).toBe('request_timeout')
})
