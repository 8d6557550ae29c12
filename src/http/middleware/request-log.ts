// One line and one measurement per request: method, route pattern, status, duration. No path, query, address or header.

import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { Env } from '../gateway.ts'

/** Wraps everything else, so that refusals are seen too. */
export function requestLog(options: { ports: Ports; metrics: Metrics }) {
  const { ports, metrics } = options
  metrics.describe('tillside_requests_total', 'Requests answered, by route, method and status.')
  metrics.describe('tillside_request_seconds', 'Time until the response starts, by route.')
  return createMiddleware<Env>(async (c, next) => {
    const startedAtMs = ports.now()
    await next()
    const ms = ports.now() - startedAtMs
    // A pattern that ends in a bare * belongs to middleware: no route matched.
    const pattern = routePath(c, -1)
    const route = isUnrouted.has(c.res.status) && pattern.endsWith('*') ? 'none' : pattern
    const method = knownMethods.has(c.req.method) ? c.req.method : 'OTHER'
    metrics.count('tillside_requests_total', { route, method, status: String(c.res.status) })
    metrics.observe('tillside_request_seconds', { route }, ms / 1000)
    c.var.log.info('request.answered', { method, route, status: c.res.status, ms })
  })
}

const isUnrouted = new Set([404, 405])
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
