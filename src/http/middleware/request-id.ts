// One id per request, made here: an incoming one is never trusted, or a caller could write into the log and forge a trail.

import { createMiddleware } from 'hono/factory'
import type { Ports } from '#ports.ts'
import type { Env } from '../gateway.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** `req_` and 20 letters: 100 random bits. */
export function createRequestId(ports: Pick<Ports, 'randomBytes'>): string {
  return `req_${[...ports.randomBytes(20)].map((byte) => letters[byte % 32]).join('')}`
}

/** Gives the request its id and its log. On the proxy lane Stripe's own `Request-Id` passes through unchanged. */
export const requestId = (ports: Ports) =>
  createMiddleware<Env>(async (c, next) => {
    const id = createRequestId(ports)
    c.set('requestId', id)
    c.set('log', ports.log.with({ requestId: id }))
    await next()
    if (!c.res.headers.has('Request-Id')) c.header('Request-Id', id)
  })
