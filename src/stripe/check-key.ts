// What a key may do, found out without side effects: reads of ids that cannot exist, and one write to a customer that
// cannot exist. Stripe checks the permission before the existence: 403 is "missing", 404 is "granted".

import type { Unavailable } from '#contract/billing.ts'
import type { Ask, KeyCheck, PermissionState } from './context.ts'
import { permissions, type Permission } from './permissions.ts'
import type { Answer, Upstream } from './upstream.ts'

function stateOf(answer: Answer): PermissionState['state'] {
  if (answer.ok || answer.status === 404) return 'granted'
  return answer.why.reason === 'permission' ? 'missing' : 'unknown'
}

/** Failures that say something about the key or the network, not about one permission. */
function problemOf(answers: readonly Answer[]): Unavailable | undefined {
  for (const answer of answers) {
    if (!answer.ok && answer.status !== 404 && answer.why.reason !== 'permission') return answer.why
  }
  return undefined
}

const probe = (upstream: Upstream, { slug, probe: path }: Permission, ask: Ask) =>
  upstream.ask({ endpoint: 'probe.read', path: `/v1/${path}`, needs: [slug] }, ask)

/** Asks for every permission, then whether the key can write, which ours should not. */
export async function checkKey(upstream: Upstream, signal?: AbortSignal): Promise<KeyCheck> {
  // The mode is not looked at below the context; an explicit check passes the ration.
  const ask: Ask = {
    mode: upstream.account().mode,
    fresh: true,
    tally: { stripeRequests: 0 },
    ...(signal ? { signal } : {}),
  }
  upstream.forgetMissing()
  const first = await probe(upstream, permissions[0], ask)
  const base = { restricted: upstream.restricted }
  const refused = problemOf([first])
  if (refused) {
    const unknown = permissions.map(({ slug, label, need }) => ({
      slug,
      label,
      need,
      state: 'unknown' as const,
    }))
    return { ...base, account: upstream.account(), permissions: unknown, problem: refused }
  }
  const [write, ...reads] = await Promise.all([
    upstream.ask(
      {
        endpoint: 'probe.write',
        path: '/v1/customers/cus_tillsideprobe',
        form: { 'metadata[probe]': '1' },
        needs: ['rak_customer_write'],
      },
      ask,
    ),
    ...permissions.slice(1).map((permission) => probe(upstream, permission, ask)),
  ])
  const answers = [first, ...reads]
  const states = permissions.map(({ slug, label, need }, index) => {
    const answer = answers[index]
    return { slug, label, need, state: answer ? stateOf(answer) : ('unknown' as const) }
  })
  const problem = problemOf(answers)
  const written = stateOf(write)
  return {
    ...base,
    account: upstream.account(),
    permissions: states,
    ...(written === 'unknown' ? {} : { canWrite: written === 'granted' }),
    ...(problem ? { problem } : {}),
  }
}
