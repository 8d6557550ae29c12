// Asks once more with less when the key may not read everything: one missing permission on an expansion fails the whole
// request, so the expansion is dropped and its part reported as missing.

import type { Ask } from './context.ts'
import type { Slug } from './permissions.ts'
import type { Answer, Call, Upstream } from './upstream.ts'

/** An `expand[]` path and the permissions it needs. */
export type Expansion = { path: string; needs: readonly Slug[] }

export type ExpandingCall = Call & { expansions: readonly Expansion[]; needs: readonly Slug[] }

/** As many permissions as there are may turn out missing one after the other. */
const attemptsMax = 4

/** The call with those expansions that the key may read, as far as is known. */
function fit(call: ExpandingCall, upstream: Upstream, plain: boolean): Call {
  const { expansions, ...rest } = call
  const allowed = expansions.filter(
    ({ path, needs }) =>
      !plain && !upstream.lacks(`expand ${path}`) && !needs.some((slug) => upstream.lacks(slug)),
  )
  return {
    ...rest,
    query: { ...call.query, expand: allowed.map(({ path }) => path) },
    needs: [...call.needs, ...allowed.flatMap(({ needs }) => needs)],
  }
}

/** Sends the call; each newly missing permission costs one more request, for the next ten minutes none. */
export async function askAdapting(upstream: Upstream, call: ExpandingCall, ask: Ask): Promise<Answer> {
  const lacking = call.needs.find((slug) => upstream.lacks(slug))
  if (lacking) return { ok: false, why: { reason: 'permission', permissions: [lacking] } }
  if (upstream.lacks(call.endpoint)) return { ok: false, why: { reason: 'failed' } }
  let plain = false
  for (let attempt = 1; ; attempt++) {
    const fitted = fit(call, upstream, plain)
    const answer = await upstream.ask(fitted, ask)
    if (answer.ok || attempt === attemptsMax) return answer
    const isRefused = answer.status === 400 && !upstream.lacks(call.endpoint)
    if (!isRefused && answer.why.reason !== 'permission') return answer
    const isSmaller = () => JSON.stringify(fit(call, upstream, plain).query) !== JSON.stringify(fitted.query)
    // An expansion this account or version does not know, and does not name: the rest is worth having.
    if (isRefused && !isSmaller()) plain = true
    if (!isSmaller()) return answer
  }
}
