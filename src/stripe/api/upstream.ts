// Sends all typed requests to one Stripe account: counts them, limits their rate, retries, and learns from the responses (account id,
// missing permissions).

import type { StripeAccount } from '#contract/billing.ts'
import type { Metrics } from '#metrics.ts'
import type { Slug } from '#permissions.ts'
import type { Ports } from '#ports.ts'
import type { AccountAccess } from './account-access.ts'
import { createAccountFacts, meantPermissions } from './account-facts.ts'
import { fetchJson, type Query, type StripeRequest, type StripeResponse } from './fetch-json.ts'
import { createPauses } from './pauses.ts'
import { perInvocation } from '#per-invocation.ts'
import { createRation, type Ration, type RationLevel } from './ration.ts'
import type { Raw } from './raw.ts'
import type { ReadRequest } from './read-request.ts'
import { mayRetry, readCode, readRefusal } from './refusal.ts'
import type { StripeResult } from './stripe-result.ts'
import { createThrottle } from './throttle.ts'

export type Call = {
  /** Name for metrics and logs, never a path with ids: `customers.list`. */
  endpoint: string
  path: string
  query?: Query
  form?: Query
  /**
   * A POST that changes nothing: counted as a read, sent once, and without an idempotency key, which would pin the first response. A
   * refusal is remembered for this endpoint alone, because it says nothing about other reads.
   */
  isPreview?: true
  /** The permissions that this call and its expansions need, to tell which of a 403's alternatives are meant. */
  needs?: readonly (Slug | 'rak_customer_write')[]
}

export interface Upstream {
  readonly key: string
  readonly restricted: boolean
  /** The account, with its id once that is known. */
  account(): StripeAccount
  send(call: Call, request: ReadRequest): Promise<StripeResult<Raw>>
  /** Whether Stripe refused this permission, `….search` endpoint or `expand …` path within the last ten minutes. */
  lacks(what: string): boolean
  /** For an explicit refresh: the missing permission may have been granted by now. */
  forgetMissing(): void
  /** Whether Stripe has refused the key, and never accepted it. */
  isKeyRefused(): boolean
  rationLevel(): RationLevel
  /** Whether to save reads: Search first, and lists only for what it did not find. */
  savesReads(): boolean
}

export type UpstreamOptions = {
  access: AccountAccess
  apiBase: string
  ports: Ports
  metrics: Metrics
  readsPerMonth?: number
  /** For one request with its retries. */
  timeoutMs?: number
}

const timeoutDefaultMs = 10_000
const bytesMax = 8 * 1024 * 1024
const retriesMax = 2
const slowAfterRefusalMs = 60_000
/** A retry needs at least this much time before the deadline, because a person waits. */
const retryRoomMs = 1000

/** No response: aborted half-way, which Stripe counts all the same. */
const statusOf = (response: StripeResponse | undefined) => {
  if (!response) return 'aborted'
  return 'status' in response ? String(response.status) : response.outcome
}

/** Counts and logs each request: names, numbers and Stripe's request id only. */
function createRequestLog({ access, ports, metrics }: UpstreamOptions, ration: Ration) {
  const { key: account, mode } = access.account
  const log = ports.log.with({ account, mode })
  return (call: Call, response: StripeResponse | undefined, request: ReadRequest) => {
    const { endpoint } = call
    const status = statusOf(response)
    request.tally.stripeRequests += 1
    metrics.count('tillside_stripe_requests_total', { account, mode, endpoint, status })
    if (!call.form || call.isPreview) ration.count()
    metrics.gauge('tillside_stripe_reads_30d', { account }, ration.reads())
    if (status.startsWith('2')) return
    const requestId = response && 'headers' in response ? response.headers.get('request-id') : null
    log.debug('stripe.refused', { endpoint, status, stripeRequestId: requestId?.slice(0, 100) ?? null })
  }
}

function toRequest({ path, query = {}, form, isPreview }: Call, ports: Ports): StripeRequest {
  if (!form) return { method: 'GET', path, query }
  if (isPreview) return { method: 'POST', path, query, form }
  const bytes = Array.from(ports.randomBytes(16), (byte) => byte.toString(16).padStart(2, '0'))
  return { method: 'POST', path, query, form, idempotencyKey: bytes.join('') }
}

/** Creates the upstream of one account. Its limits, ration and facts live as long as it does. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { access, apiBase, ports, readsPerMonth, timeoutMs = timeoutDefaultMs } = options
  const { now } = ports
  const throttleOf = perInvocation(ports.invocation, () => createThrottle(ports))
  const ration = createRation({ now, ...(readsPerMonth === undefined ? {} : { readsPerMonth }) })
  const facts = createAccountFacts({ now, accountId: access.account.accountId })
  const pauses = createPauses(ports)
  const record = createRequestLog(options, ration)
  let savingUntilMs = 0

  const attempt = async (
    call: Call,
    httpRequest: StripeRequest,
    endsAtMs: number,
    request: ReadRequest,
  ): Promise<StripeResponse> => {
    const end = await throttleOf().enter(
      call.endpoint.endsWith('.search') ? 'search' : 'other',
      request.signal,
    )
    let response: StripeResponse | undefined
    try {
      const remainingMs = Math.max(1, Math.trunc(endsAtMs - now()))
      const { key, context } = access
      const how = { ports, apiBase, key: key.reveal(), context, timeoutMs: remainingMs, bytesMax }
      response = await fetchJson(httpRequest, how, request.signal)
      facts.learnFrom(call, response)
      return response
    } finally {
      record(call, response, request)
      end()
    }
  }

  const persist = async (call: Call, request: ReadRequest): Promise<StripeResponse> => {
    const httpRequest = toRequest(call, ports)
    const endsAtMs = now() + timeoutMs
    for (let retry = 0; ; retry++) {
      const response = await attempt(call, httpRequest, endsAtMs, request)
      if (retry === retriesMax || call.isPreview || !mayRetry(response)) return response
      const waitMs = pauses.beforeRetryMs(retry, response)
      if (now() + waitMs > endsAtMs - retryRoomMs) return response
      await ports.sleep(waitMs, request.signal)
    }
  }

  const conclude = (call: Call, response: StripeResponse): StripeResult<Raw> => {
    if (response.outcome === 'answered' && response.status < 300) return { ok: true, value: response.body }
    const why = readRefusal(response)
    if (why.reason === 'permission') why.permissions = meantPermissions(call, why.permissions)
    if (why.reason === 'rate_limited') {
      why.retryAtMs = pauses.begin(call.endpoint, response)
      savingUntilMs = now() + slowAfterRefusalMs
      throttleOf().slowDown(slowAfterRefusalMs)
    }
    const code = response.outcome === 'answered' ? readCode(response.body) : undefined
    return {
      ok: false,
      why,
      ...('status' in response ? { status: response.status } : {}),
      ...(code === undefined ? {} : { code }),
    }
  }

  return {
    key: access.account.key,
    restricted: !/^sk_(live|test)_/.test(access.key.reveal()),
    account() {
      const accountId = facts.accountId()
      return { ...access.account, ...(accountId ? { accountId } : {}) }
    },
    async send(call, request) {
      const retryAtMs = pauses.untilMs(call.endpoint)
      if (retryAtMs !== undefined) return { ok: false, why: { reason: 'rate_limited', retryAtMs } }
      if (ration.refuses() && !request.fresh) return { ok: false, why: { reason: 'ration_spent' } }
      return conclude(call, await persist(call, request))
    },
    lacks: (what) => facts.lacks(what),
    forgetMissing: () => facts.forgetMissing(),
    isKeyRefused: () => facts.isKeyRefused(),
    rationLevel: () => ration.level(),
    savesReads: () => now() < savingUntilMs || ration.level() !== 'ample',
  }
}
