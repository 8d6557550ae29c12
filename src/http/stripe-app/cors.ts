// The Stripe App runs in a sandbox without an origin (`Origin: null`), so its routes answer any origin. This is safe: each of them
// requires a signature, none accepts cookies, and no other route answers like this.
// https://docs.stripe.com/stripe-apps/build-backend#handle-cross-origin-resource-sharing-cors

import { createMiddleware } from 'hono/factory'
import type { Env } from '../gateway.ts'
import { errorHeader } from '../problem.ts'

/** The maximum that Chromium caches. */
const preflightSeconds = 7200

/** For `/stripe-app/*`. Refusals carry the headers too, or the app could not see what went wrong. */
export const stripeAppCors = (findMethods: (path: string) => string[]) =>
  createMiddleware<Env>(async (c, next) => {
    const methods = findMethods(c.req.path)
    const isPreflight = c.req.method === 'OPTIONS' && methods.length > 0
    if (isPreflight) c.res = new Response(null, { status: 204 })
    else await next()
    c.header('Cache-Control', 'private, no-store')
    if (methods.length === 0) return
    c.header('Access-Control-Allow-Origin', '*')
    if (isPreflight) {
      c.header('Access-Control-Allow-Methods', methods.join(', '))
      c.header('Access-Control-Allow-Headers', 'content-type, stripe-signature')
      c.header('Access-Control-Max-Age', String(preflightSeconds))
    } else {
      c.header('Access-Control-Expose-Headers', `Request-Id, ${errorHeader}, Retry-After`)
    }
  })
