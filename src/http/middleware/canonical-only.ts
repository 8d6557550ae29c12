// Refuses request targets that can be read in more than one way, on every runtime. On Node the server has already checked the bytes of
// the request line; the URL that arrives here is normalized.

import { createMiddleware } from 'hono/factory'
import { GatewayError } from '#errors.ts'
import { isCanonicalTarget, targetOf, unclearTarget } from '#canonical-target.ts'
import type { Env } from '../gateway.ts'

export const canonicalOnly = createMiddleware<Env>(async (c, next) => {
  if (!isCanonicalTarget(targetOf(c.req.raw.url)))
    throw new GatewayError('bad_request', { detail: unclearTarget })
  return next()
})
