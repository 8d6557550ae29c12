// Decides which pages on other origins may call /api. The gateway's own page needs no header, listed origins get exactly theirs, and
// others get none. Credentials are never allowed: the secret travels in a header, not in a cookie.
// https://fetch.spec.whatwg.org/#http-cors-protocol

import { createMiddleware } from 'hono/factory'
import { buildHeader } from '#contract/api.ts'
import type { Config } from '#config.ts'
import type { Env } from '../gateway.ts'
import { errorHeader } from '../problem.ts'

const preflightSeconds = 7200

/** For `/api/*`. Errors carry the headers too, or the browser would hide what went wrong. */
export function cors(config: Pick<Config, 'sidebarOrigins' | 'proxyHeader'>) {
  const allowed = new Set(config.sidebarOrigins)
  return createMiddleware<Env>(async (c, next) => {
    const origin = c.req.header('Origin')
    const isListed = origin !== undefined && allowed.has(origin)
    const isPreflight = c.req.method === 'OPTIONS' && c.req.header('Access-Control-Request-Method')
    if (isPreflight) c.res = new Response(null, { status: 204 })
    else await next()
    c.header('Vary', 'Origin', { append: true })
    if (!isListed) return
    c.header('Access-Control-Allow-Origin', origin)
    if (isPreflight) {
      c.header('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE')
      c.header('Access-Control-Allow-Headers', `${config.proxyHeader}, Content-Type, Authorization`)
      c.header('Access-Control-Max-Age', String(preflightSeconds))
    } else {
      c.header('Access-Control-Expose-Headers', `Request-Id, ${buildHeader}, ${errorHeader}`)
    }
  })
}
