// The proxy lane's decision: what a request becomes at Stripe, or why it is refused. Pure, without I/O, so that the Node hot path
// and the portable forwarder cannot differ. Request headers pass by allow-list: nothing the caller sends is forwarded unnamed.

import type { Config } from '#config.ts'
import type { ErrorCode } from '#errors.ts'
import type { Secret } from '#secret.ts'
import { createAllowlist, suggestRule, type Allowlist, type Method } from './allowlist.ts'
import { parseTarget, type Target, type TargetFault } from './target.ts'

/** Longest request body that is passed on. */
export const bodyBytesMax = 1024 * 1024

/** What every request of the lane is held against; made once from the settings. */
export type ForwardPolicy = Readonly<{
  /** Origin of Stripe's API. */
  origin: string
  key: Secret | undefined
  allowlist: Allowlist
  accounts: ReadonlySet<string>
}>

/** The lane's policy for one tenant's settings. */
export function createForwardPolicy(config: Config): ForwardPolicy {
  return {
    origin: config.stripeApiBase,
    key: config.stripeKeys[0]?.key,
    allowlist: createAllowlist(config.proxyAllow),
    accounts: new Set(config.proxyAccounts),
  }
}

/** `getHeader` takes lower-case names and joins repeated headers with a comma, as the Fetch standard does. */
export type LaneRequest = {
  method: string
  /** After the lane's prefix: `/v1/customers?limit=1`. */
  target: string
  getHeader: (name: string) => string | undefined
}

/** An expected "no", in words for the developer of the calling page. */
export type Refusal = { code: ErrorCode; message: string }

/** What is sent. `headers` is flat: name, value, name, value. */
export type Forward = {
  method: Method
  target: Target
  headers: string[]
  hasBody: boolean
}

export type ForwardPlan = { ok: true; forward: Forward } | { ok: false; refusal: Refusal }

const refuse = (code: ErrorCode, message: string): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { code, message },
})

const faults: Record<TargetFault, Refusal> = {
  path: {
    code: 'bad_request',
    message: 'The path may hold only letters, digits, _ and - between single slashes, unencoded.',
  },
  path_too_long: { code: 'bad_request', message: 'The path is too long.' },
  query: { code: 'bad_request', message: 'The query holds characters that must be percent-encoded.' },
  query_too_long: { code: 'bad_request', message: 'The query is longer than 8192 characters.' },
  method_override: { code: 'method_not_allowed', message: 'The method cannot be overridden by a parameter.' },
  too_many_parameters: { code: 'bad_request', message: 'There are more than 256 parameters.' },
  parameter_name: { code: 'bad_request', message: 'A parameter name is too long or nested too deep.' },
}

/** The refusal for a fault of a target or of a form body. */
export const refusalOfFault = (fault: TargetFault): Refusal => faults[fault]

const overrideHeaders = ['x-http-method-override', 'x-http-method', 'x-method-override'] as const

/** Refuses methods the lane never passes on, before anybody is asked who they are. HEAD too: Stripe does not have it. */
export function refuseMethod(
  request: LaneRequest,
): { ok: true; method: Method } | { ok: false; refusal: Refusal } {
  const { method, getHeader } = request
  if (method !== 'GET' && method !== 'POST' && method !== 'DELETE') {
    return refuse('method_not_allowed', 'This method is not passed on to Stripe.')
  }
  for (const name of overrideHeaders) {
    if (getHeader(name) !== undefined) {
      return refuse('method_not_allowed', 'The method cannot be overridden by a header.')
    }
  }
  return { ok: true, method }
}

const versionShape = /^\d{4}-\d{2}-\d{2}(\.[a-z]{1,20})?$/
const printable = /^[\x20-\x7e]{1,255}$/
// Stripe's v1 API reads forms and nothing else; any other type would make us and Stripe see different bodies.
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

/** Whether a request carries a body, from its framing alone. */
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
  if (Number(getHeader('content-length') ?? 0) > bodyBytesMax) {
    return { code: 'body_too_large', message: `The body is longer than ${bodyBytesMax} bytes.` }
  }
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
  key: Secret,
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
  const context = getHeader('stripe-context')
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

/** Decides about a request whose caller is known. Accept-Encoding is left to the forwarder, which knows whether it decodes. */
export function planForward(request: LaneRequest, policy: ForwardPolicy): ForwardPlan {
  const allowed = refuseMethod(request)
  if (!allowed.ok) return allowed
  const { method } = allowed
  const parsed = parseTarget(request.target)
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
  const headers = headersToSend(method, hasBody, policy.key, request.getHeader)
  if (!Array.isArray(headers)) return { ok: false, refusal: headers }
  return { ok: true, forward: { method, target, headers, hasBody } }
}
