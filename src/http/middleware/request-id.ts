// Gives each request its id and its log.

import { createMiddleware } from 'hono/factory'
import type { Ports } from '#ports.ts'
import { createRequestId } from '#request-id.ts'
import type { Env } from '../gateway.ts'

/** On the proxy lane Stripe's own `Request-Id` passes through unchanged. */
export const requestId = (ports: Ports) =>
  createMiddleware<Env>(async (c, next) => {
    const id = createRequestId(ports)
    c.set('requestId', id)
    c.set('log', ports.log.with({ requestId: id }))
    await next()
    if (!c.res.headers.has('Request-Id')) c.header('Request-Id', id)
  })
