// Finds out what a key may do, without side effects: it reads ids that cannot exist, and writes once to a customer that cannot exist.
// Stripe checks the permission before the existence: 403 means "missing", 404 means "granted".

import type { StripeAccount, Unavailable } from '#contract/billing.ts'
import { permissions } from '#permissions.ts'
import type { Raw } from './raw.ts'
import type { ReadRequest } from './read-request.ts'
import type { StripeResult } from './stripe-result.ts'
import type { Upstream } from './upstream.ts'

type PermissionState = {
  slug: string
  label: string
  need: 'required' | 'advised' | 'optional'
  state: 'granted' | 'missing' | 'unknown'
}
export type KeyCheck = {
  account: StripeAccount
  restricted: boolean
  permissions: PermissionState[]
  canWrite?: boolean
  problem?: Unavailable
}

type Row = (typeof permissions)[number]

function stateOf(result: StripeResult<Raw>): PermissionState['state'] {
  if (result.ok || result.status === 404) return 'granted'
  return result.why.reason === 'permission' ? 'missing' : 'unknown'
}

/** The first failure that is about the key or the network, not about a permission. */
function problemOf(results: readonly StripeResult<Raw>[]): Unavailable | undefined {
  for (const result of results) {
    if (!result.ok && result.status !== 404 && result.why.reason !== 'permission') return result.why
  }
  return undefined
}

const probe = (upstream: Upstream, { slug, probe: path }: Row, request: ReadRequest) =>
  upstream.send({ endpoint: 'probe.read', path: `/v1/${path}`, needs: [slug] }, request)

/** Checks every permission, and whether the key can write, which it should not. */
export async function checkKey(upstream: Upstream, signal?: AbortSignal): Promise<KeyCheck> {
  // The mode is not used below the context; an explicit check is exempt from the ration.
  const request: ReadRequest = {
    mode: upstream.account().mode,
    fresh: true,
    tally: { stripeRequests: 0 },
    ...(signal ? { signal } : {}),
  }
  upstream.forgetMissing()
  const first = await probe(upstream, permissions[0], request)
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
    upstream.send(
      {
        endpoint: 'probe.write',
        path: '/v1/customers/cus_tillsideprobe',
        form: { 'metadata[probe]': '1' },
        needs: ['rak_customer_write'],
      },
      request,
    ),
    ...permissions.slice(1).map((permission) => probe(upstream, permission, request)),
  ])
  const results = [first, ...reads]
  const states = permissions.map(({ slug, label, need }, index) => {
    const result = results[index]
    return { slug, label, need, state: result ? stateOf(result) : ('unknown' as const) }
  })
  const problem = problemOf(results)
  const written = stateOf(write)
  return {
    ...base,
    account: upstream.account(),
    permissions: states,
    ...(written === 'unknown' ? {} : { canWrite: written === 'granted' }),
    ...(problem ? { problem } : {}),
  }
}
