// Plans what is sent to Stripe for a request of the proxy lane, or says why it is refused. Pure, without I/O. Request headers
// pass by allow-list: nothing that a caller sends goes on unless it is named here.

import type { Config } from '#config.ts'
import type { Mode } from '#contract/billing.ts'
import type { Secret } from '#secret.ts'
import { createAllowlist, suggestRule, type Allowlist, type Method } from './allowlist.ts'
import { bodyBytesMax, bodyTooLong, refusalOfFault, type Refusal } from './refusal.ts'
import { createScrub, type Scrub } from './scrub.ts'
import { lanePrefix, parseTarget, type Target } from './target.ts'

/** What the requests of one tenant are checked against. */
export type ForwardPolicy = Readonly<{
  key: Secret | undefined
  /** Of the key. */
  mode: Mode | undefined
  /** Of the key, where it is known. */
  accountId?: string
  /** The account that is asked where a request names none: an organization's key belongs to none. */
  context: string | undefined
  allowlist: Allowlist
  accounts: ReadonlySet<string>
  /** Masks the key, and any other, in what comes back. */
  scrub: Scrub
}>

/** The policy of the tenant that the settings describe. */
export function createForwardPolicy(
  config: Pick<Config, 'stripeKeys' | 'proxyAllow' | 'proxyAccounts'>,
): ForwardPolicy {
  const { key, mode, context } = config.stripeKeys[0] ?? {}
  return {
    key,
    mode,
    context,
    scrub: createScrub(key),
    allowlist: createAllowlist(config.proxyAllow),
    accounts: new Set([...config.proxyAccounts, ...(context === undefined ? [] : [context])]),
  }
}

/** `getHeader` takes lower-case names and joins repeated headers with a comma, as the Fetch standard does. */
export type LaneRequest = {
  method: string
  /** As it came: `/stripe/v1/customers?limit=1`. */
  target: string
  getHeader: (name: string) => string | undefined
}

/** A request whose method is one that the lane passes on. */
export type PassableRequest = LaneRequest & { method: Method }

/** What is sent. `headers` is flat: name, value, name, value. */
export type Forward = {
  method: Method
  target: Target
  headers: string[]
  hasBody: boolean
  /** May be sent again when the first attempt broke off without a response: a read, or a write that Stripe does only once. */
  isRepeatable: boolean
  /** For what comes back. */
  scrub: Scrub
}

export type ForwardPlan = { ok: true; forward: Forward } | { ok: false; refusal: Refusal }

const refuse = (code: Refusal['code'], message: string): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { code, message },
})

const overrideHeaders = ['x-http-method-override', 'x-http-method', 'x-method-override'] as const

/** HEAD is not passed on either: Stripe does not have it. */
export const hasPassableMethod = (request: LaneRequest): request is PassableRequest =>
  request.method === 'GET' || request.method === 'POST' || request.method === 'DELETE'

/** Whether a header asks for another method than the one that is judged. */
export function overridesMethod({ getHeader }: LaneRequest): boolean {
  for (const name of overrideHeaders) if (getHeader(name) !== undefined) return true
  return false
}

const versionShape = /^\d{4}-\d{2}-\d{2}(\.[a-z]{1,20})?$/
const printable = /^[\x20-\x7e]{1,255}$/
// Stripe's v1 API reads forms and nothing else. With any other type Stripe and we would see different bodies.
const formType = /^application\/x-www-form-urlencoded(; ?charset=utf-8)?$/i

function refuseAccounts(request: LaneRequest, policy: ForwardPolicy): Refusal | undefined {
  for (const [name, shown] of [
    ['stripe-account', 'Stripe-Account'],
    ['stripe-context', 'Stripe-Context'],
  ] as const) {
    const value = request.getHeader(name)
    if (value === undefined || policy.accounts.has(value)) continue
    return {
      code: 'forbidden',
      message: `This ${shown} is not permitted here. To permit an account, add its acct_… id to TILLSIDE_PROXY_ACCOUNTS.`,
    }
  }
  return undefined
}

/** Whether a request carries a body, judged by its framing alone. */
function carriesBody(getHeader: LaneRequest['getHeader']): boolean {
  const length = getHeader('content-length')
  return getHeader('transfer-encoding') !== undefined || (length !== undefined && length !== '0')
}

function refuseBody(
  method: Method,
  hasBody: boolean,
  getHeader: LaneRequest['getHeader'],
): Refusal | undefined {
  if (!hasBody) return undefined
  if (method !== 'POST')
    return { code: 'bad_request', message: `A ${method} carries no body; use the query.` }
  if (Number(getHeader('content-length') ?? 0) > bodyBytesMax) return bodyTooLong
  const encoding = getHeader('content-encoding')
  if (
    !formType.test(getHeader('content-type') ?? '') ||
    (encoding !== undefined && encoding !== 'identity')
  ) {
    return {
      code: 'bad_request',
      message: 'Send bodies as application/x-www-form-urlencoded, unencoded, as Stripe expects them.',
    }
  }
  return undefined
}

function headersToSend(
  method: Method,
  hasBody: boolean,
  { key, ownContext }: { key: Secret; ownContext: string | undefined },
  getHeader: LaneRequest['getHeader'],
): string[] | Refusal {
  const version = getHeader('stripe-version')
  if (version !== undefined && !versionShape.test(version)) {
    return { code: 'bad_request', message: 'Stripe-Version is not a version such as 2026-10-28.endive.' }
  }
  const accept = getHeader('accept')
  const headers = [
    'authorization',
    `Bearer ${key.reveal()}`,
    'user-agent',
    'tillside',
    'accept',
    accept !== undefined && printable.test(accept) ? accept : '*/*',
  ]
  if (version !== undefined) headers.push('stripe-version', version)
  const account = getHeader('stripe-account')
  if (account !== undefined) headers.push('stripe-account', account)
  const context = getHeader('stripe-context') ?? (account === undefined ? ownContext : undefined)
  if (context !== undefined) headers.push('stripe-context', context)
  if (method === 'GET') return headers
  const idempotencyKey = getHeader('idempotency-key')
  if (idempotencyKey !== undefined) {
    if (!printable.test(idempotencyKey)) {
      return {
        code: 'bad_request',
        message: 'Idempotency-Key is longer than 255 characters or not printable.',
      }
    }
    headers.push('idempotency-key', idempotencyKey)
  }
  if (hasBody) headers.push('content-type', 'application/x-www-form-urlencoded')
  return headers
}

/** Plans a request whose caller is known. Accept-Encoding is left to the transport, which knows whether it decodes. */
export function planForward(request: PassableRequest, policy: ForwardPolicy): ForwardPlan {
  const { method } = request
  const parsed = parseTarget(request.target.slice(lanePrefix.length))
  if (!parsed.ok) return { ok: false, refusal: refusalOfFault(parsed.fault) }
  const { target } = parsed
  if (!policy.allowlist.permits(method, target.segments)) {
    return refuse(
      'not_allowed_by_proxy',
      `The gateway does not pass on ${method} ${target.path}. To allow it, add "${suggestRule(method, target.segments)}" to TILLSIDE_PROXY_ALLOW.`,
    )
  }
  const hasBody = carriesBody(request.getHeader)
  const refusal = refuseAccounts(request, policy) ?? refuseBody(method, hasBody, request.getHeader)
  if (refusal) return { ok: false, refusal }
  if (policy.key === undefined)
    return refuse('not_allowed_by_proxy', 'No Stripe key is set (STRIPE_API_KEY).')
  const headers = headersToSend(
    method,
    hasBody,
    { key: policy.key, ownContext: policy.context },
    request.getHeader,
  )
  if (!Array.isArray(headers)) return { ok: false, refusal: headers }
  const isRepeatable =
    method === 'GET' || (method === 'POST' && request.getHeader('idempotency-key') !== undefined)
  return { ok: true, forward: { method, target, headers, hasBody, isRepeatable, scrub: policy.scrub } }
}
