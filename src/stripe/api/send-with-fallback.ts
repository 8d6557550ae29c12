// Sends a call again without what the account's API version or key refuses. One refused expansion fails the whole request, so it is
// left out and its part is reported as missing.

import type { Slug } from '#permissions.ts'
import type { Raw } from './raw.ts'
import type { ReadRequest } from './read-request.ts'
import type { StripeResult } from './stripe-result.ts'
import type { Call, Upstream } from './upstream.ts'

/** An `expand[]` path and the permissions it needs. */
export type Expansion = { path: string; needs: readonly Slug[] }

export type ExpandingCall = Call & { expansions: readonly Expansion[]; needs: readonly Slug[] }

/** Several permissions may turn out to be missing, one after the other. */
const attemptsMax = 4

/** Stripe names a refused expansion as on a single object, also for a list. */
const isRefused = (path: string, upstream: Upstream) =>
  upstream.lacks(`expand ${path}`) || upstream.lacks(`expand ${path.replace(/^data\./, '')}`)

/** The call without the expansions that are known to be refused. */
function fit(call: ExpandingCall, upstream: Upstream, plain: boolean): Call {
  const { expansions, ...rest } = call
  const allowed = expansions.filter(
    ({ path, needs }) => !plain && !isRefused(path, upstream) && !needs.some((slug) => upstream.lacks(slug)),
  )
  return {
    ...rest,
    query: { ...call.query, expand: allowed.map(({ path }) => path) },
    needs: [...call.needs, ...allowed.flatMap(({ needs }) => needs)],
  }
}

/** Sends the call. Each newly missing permission costs one more request, and none for the next ten minutes. */
export async function sendWithFallback(
  upstream: Upstream,
  call: ExpandingCall,
  request: ReadRequest,
): Promise<StripeResult<Raw>> {
  const lacking = call.needs.find((slug) => upstream.lacks(slug))
  if (lacking) return { ok: false, why: { reason: 'permission', permissions: [lacking] } }
  if (upstream.lacks(call.endpoint)) return { ok: false, why: { reason: 'failed' } }
  let plain = false
  for (let attempt = 1; ; attempt++) {
    const fitted = fit(call, upstream, plain)
    const result = await upstream.send(fitted, request)
    if (result.ok || attempt === attemptsMax) return result
    const isInvalid = result.status === 400 && !upstream.lacks(call.endpoint)
    if (!isInvalid && result.why.reason !== 'permission') return result
    const isSmaller = () => JSON.stringify(fit(call, upstream, plain).query) !== JSON.stringify(fitted.query)
    // Stripe does not name the expansion it refuses, so the call is sent without any.
    if (isInvalid && !isSmaller()) plain = true
    if (!isSmaller()) return result
  }
}
