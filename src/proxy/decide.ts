// The proxy lane's decision about a request, judged in this order: is the lane open, can the target be read in one way only, is
// the method passed on, who asks, what would Stripe be sent, is there room. Both transports call `decide`, and do nothing but
// move bytes afterwards: runtimes/node/proxy/ by undici, http/proxy/routes.ts by fetch.

import {
  authenticate,
  type AuthenticateOptions,
  type Authentication,
  type AuthenticationFault,
} from '#auth/authenticate.ts'
import { selfTenantId, type Principal } from '#auth/principal.ts'
import { permits } from '#auth/scope.ts'
import { isCanonicalTarget, unclearTarget } from '#canonical-target.ts'
import { nameError } from '#errors.ts'
import type { Log } from '#log.ts'
import type { Place, Places, WaitingFor } from './places.ts'
import {
  hasPassableMethod,
  overridesMethod,
  planForward,
  type Forward,
  type ForwardPolicy,
  type LaneRequest,
  type PassableRequest,
} from './plan.ts'
import { refusalOfAuthentication, refusalOfLimit, tooManyRequests, type Refusal } from './refusal.ts'

export type Decision =
  | { kind: 'preflight' }
  | { kind: 'refusal'; refusal: Refusal; headers?: readonly string[] }
  /** `place` is given back with `leave` once the response has reached the caller. */
  | { kind: 'forward'; forward: Forward; place: Place }

export type DecideDeps = {
  /** Of the tenant that the settings describe. */
  policy: ForwardPolicy
  /** Of another tenant, or why it gets none. */
  findPolicy?: (principal: Principal) => Promise<FoundPolicy>
  authentication: AuthenticateOptions
  places: Places
  log: Log
  /** Notes a failed proof; returns the seconds to wait when there were too many (http/failure-limit.ts). */
  noteFailure: ((remoteAddress: string | undefined) => number | undefined) | undefined
  /** Whether the lane is shutting down. */
  isClosed: () => boolean
}

/** Whose request it is, and whose share of the places it uses. */
type Asking = { principal: Principal; caller: string }

type FoundPolicy = { ok: true; policy: ForwardPolicy } | { ok: false; refusal: Refusal }

/**
 * Returns a decision, not a promise, where the secret header proves who asks: the hot path depends on it. Never throws or
 * rejects. `address` is the caller's.
 */
export type Decide = (request: LaneRequest, address: string | undefined) => Decision | Promise<Decision>

const preflight: Decision = { kind: 'preflight' }
const refuse = (refusal: Refusal, headers?: readonly string[]): Decision =>
  headers ? { kind: 'refusal', refusal, headers } : { kind: 'refusal', refusal }

const shuttingDown = refuse({ code: 'shutting_down', message: 'The gateway is shutting down.' })
const unclear = refuse({ code: 'bad_request', message: unclearTarget })
const twoHosts = refuse({ code: 'bad_request', message: 'The Host header came twice.' })
const noRoom = refuse(tooManyRequests, ['Retry-After', '1'])
const notLookedUp = refuse({
  code: 'database_unavailable',
  message: 'The connection key could not be looked up.',
})

export function createDecide(deps: DecideDeps): Decide {
  const { policy, findPolicy, authentication, places, log, noteFailure, isClosed } = deps
  const allow = ['Allow', [...policy.allowlist.methods, 'OPTIONS'].join(', ')]
  const notPassedOn = refuse(
    { code: 'method_not_allowed', message: 'This method is not passed on to Stripe.' },
    allow,
  )
  const overridden = refuse(
    { code: 'method_not_allowed', message: 'The method cannot be overridden by a header.' },
    allow,
  )

  const refuseProof = (reason: AuthenticationFault, address: string | undefined) => {
    const waitSeconds = reason === 'repeated' ? undefined : noteFailure?.(address)
    const refusal = refusalOfAuthentication(reason, waitSeconds !== undefined)
    return refuse(refusal, waitSeconds === undefined ? undefined : ['Retry-After', String(waitSeconds)])
  }

  const planFor = (ofTenant: ForwardPolicy, request: PassableRequest, { principal, caller }: Asking) => {
    const plan = planForward(request, ofTenant)
    if (!plan.ok) return refuse(plan.refusal)
    const { forward } = plan
    const limit = findLimit(principal, request, forward, ofTenant)
    if (limit) return refuse(limit)
    const place = places.take({ caller, weight: 1, waitingFor: waitingForStripe(forward) })
    return place ? ({ kind: 'forward', forward, place } satisfies Decision) : noRoom
  }

  const afterProof = (
    request: PassableRequest,
    address: string | undefined,
    proof: Authentication,
  ): Decision | Promise<Decision> => {
    if (!proof.ok) return refuseProof(proof.reason, address)
    const { principal } = proof
    const asking = { principal, caller: callerIdOf(principal, address) }
    if (principal.tenantId === selfTenantId || !findPolicy) return planFor(policy, request, asking)
    return findPolicy(principal).then((found) => {
      if (isClosed()) return shuttingDown
      return found.ok ? planFor(found.policy, request, asking) : refuse(found.refusal)
    })
  }

  return (request, address) => {
    if (isClosed()) return shuttingDown
    if (!isCanonicalTarget(request.target)) return unclear
    // Node's parser keeps the first and drops the others; what stands in front of us may go by the last. RFC 9112, 3.2.
    if (request.getHeader('host')?.includes(',')) return twoHosts
    if (request.method === 'OPTIONS') return preflight
    if (!hasPassableMethod(request)) return notPassedOn
    if (overridesMethod(request)) return overridden
    const proof = authenticate(request.getHeader, authentication)
    if (!(proof instanceof Promise)) return afterProof(request, address, proof)
    return proof
      .then((lookedUp) => (isClosed() ? shuttingDown : afterProof(request, address, lookedUp)))
      .catch((error: unknown) => {
        log.error('proxy.failed', { cause: nameError(error) })
        return notLookedUp
      })
  }
}

/** What the caller's key is limited to, where this request is outside of it. */
function findLimit(
  principal: Principal,
  { getHeader }: LaneRequest,
  { target }: Forward,
  policy: ForwardPolicy,
) {
  if (principal.kind === 'stripe_app' || !principal.scope) return undefined
  // Both headers may name an account: each has to be one of the key's.
  const named = [getHeader('stripe-account'), getHeader('stripe-context')].filter((one) => one !== undefined)
  const [, resource] = target.segments
  for (const account of named.length > 0 ? named : [policy.accountId ?? policy.context]) {
    const asked = { surface: 'proxy', mode: policy.mode, account, resource } as const
    const permission = permits(principal.scope, asked)
    if (!permission.ok) return refusalOfLimit(permission.limit)
  }
  return undefined
}

/** A write that is broken off may have happened: only its own caller can make it give way. */
export const waitingForStripe = ({ method }: Forward): WaitingFor => (method === 'GET' ? 'stripe' : 'answer')

/**
 * Whose share of the places is used. Many people share one secret, so their addresses tell them apart. A company that is one of many
 * has one share for all its keys.
 */
function callerIdOf({ kind, tenantId, ...principal }: Principal, address = ''): string {
  if (tenantId !== selfTenantId) return `tenant ${tenantId}`
  return 'keyId' in principal && principal.keyId !== undefined
    ? `key ${principal.keyId}`
    : `${kind} ${address}`
}
