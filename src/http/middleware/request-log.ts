// One line and one measurement per request: method, route pattern, status, duration. No path, query, address or header. A streamed
// response is logged at its end, when its duration is known.

import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { Env } from '../gateway.ts'
import { watchBody } from './watch-body.ts'

/** Wraps everything else, so that refusals are seen too. */
export function requestLog(options: { ports: Ports; metrics: Metrics }) {
  const { ports, metrics } = options
  metrics.describe('tillside_requests_total', 'Requests answered, by route, method and status.')
  metrics.describe('tillside_request_seconds', 'Time until the last byte of the response is sent, by route.')
  metrics.describe('tillside_first_byte_seconds', 'Time until the response starts, by route.')
  return createMiddleware<Env>(async (c, next) => {
    const startedAtMs = ports.now()
    const sinceStart = () => ports.now() - startedAtMs
    await next()
    const { status } = c.res
    const startMs = sinceStart()
    // A pattern that ends in a bare * belongs to middleware: no route matched.
    const pattern = routePath(c, -1)
    const route = isUnrouted.has(status) && pattern.endsWith('*') ? 'none' : pattern
    const method = knownMethods.has(c.req.method) ? c.req.method : 'OTHER'
    metrics.observe('tillside_first_byte_seconds', { route }, startMs / 1000)
    const { log } = c.var
    const conclude = (durationMs: number, more: { firstByteMs?: number; outcome?: string } = {}) => {
      metrics.count('tillside_requests_total', { route, method, status: String(status) })
      metrics.observe('tillside_request_seconds', { route }, durationMs / 1000)
      log.info('request.answered', { method, route, status, durationMs, ...more })
    }
    const { body } = c.res
    if (!c.get('isStreaming') || body === null) return conclude(startMs)
    let firstByteMs: number | undefined
    const watched = watchBody(body, {
      signal: c.req.raw.signal,
      onFirstByte: () => (firstByteMs = sinceStart()),
      onEnd: (outcome) =>
        conclude(sinceStart(), { ...(firstByteMs === undefined ? {} : { firstByteMs }), outcome }),
    })
    c.res = new Response(watched, c.res)
  })
}

const isUnrouted = new Set([404, 405])
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
