// One Stripe account as this gateway reaches it: the seam through which every typed request passes. It counts, waits its
// turn, retries, and learns from the answers (account id, mode, missing permissions).

import type { StripeAccount, Unavailable } from '#contract/billing.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { AccountAccess, Ask } from './context.ts'
import { fetchJson, type Query, type Received, type Request } from './fetch-json.ts'
import { createLearned, meantPermissions } from './learned.ts'
import { createPauses } from './pauses.ts'
import { perInvocation } from './per-invocation.ts'
import { createRation, type Ration, type RationLevel } from './ration.ts'
import type { Raw } from './raw.ts'
import { mayRetry, readRefusal } from './refusal.ts'
import { createThrottle } from './throttle.ts'

export type Call = {
  /** Name for metrics and logs, never a path with ids: `customers.list`. */
  endpoint: string
  path: string
  query?: Query
  form?: Query
  /** Permissions this call and its expansions need: of the alternatives a 403 names, these are meant. */
  needs?: readonly string[]
}

export type Answer =
  | { ok: true; body: Raw }
  /** `status` is absent when nobody answered. */
  | { ok: false; why: Unavailable; status?: number }

export interface Upstream {
  readonly key: string
  readonly restricted: boolean
  /** With what was learned about it so far. */
  account(): StripeAccount
  ask(call: Call, ask: Ask): Promise<Answer>
  /** Stripe said within the last ten minutes that there is no such permission, `….search` endpoint, or `expand …` path. */
  lacks(what: string): boolean
  /** A person asks afresh: perhaps the missing box is ticked by now. */
  forgetMissing(): void
  rationLevel(): RationLevel
  /** Search first, lists only for what it did not find. */
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
/** A retry that could not be answered before the deadline is not made: a person waits. */
const retryRoomMs = 1000

/** `undefined`: given up half-way, which Stripe counts all the same. */
const statusOf = (received: Received | undefined) => {
  if (!received) return 'aborted'
  return 'status' in received ? String(received.status) : received.outcome
}

/** Counts and logs each request: names, numbers and Stripe's request id only. */
function createBooks({ access, ports, metrics }: UpstreamOptions, ration: Ration) {
  const { key: account, mode } = access.account
  const log = ports.log.with({ account, mode })
  return (call: Call, received: Received | undefined, ask: Ask) => {
    const { endpoint } = call
    const status = statusOf(received)
    ask.tally.stripeRequests += 1
    metrics.count('tillside_stripe_requests_total', { account, mode, endpoint, status })
    if (!call.form) ration.count()
    metrics.gauge('tillside_stripe_reads_30d', { account }, ration.reads())
    if (status.startsWith('2')) return
    const requestId = received && 'headers' in received ? received.headers.get('request-id') : null
    log.debug('stripe.refused', { endpoint, status, stripeRequestId: requestId?.slice(0, 100) ?? null })
  }
}

function toRequest({ path, query = {}, form }: Call, ports: Ports): Request {
  if (!form) return { method: 'GET', path, query }
  const bytes = Array.from(ports.randomBytes(16), (byte) => byte.toString(16).padStart(2, '0'))
  return { method: 'POST', path, query, form, idempotencyKey: bytes.join('') }
}

/** Makes the seam for one account; limits, ration and what was learned live as long as it does. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { access, apiBase, ports, readsPerMonth, timeoutMs = timeoutDefaultMs } = options
  const { now } = ports
  const throttleOf = perInvocation(ports.invocation, () => createThrottle(ports))
  const ration = createRation({ now, ...(readsPerMonth === undefined ? {} : { readsPerMonth }) })
  const learned = createLearned({ now, accountId: access.account.accountId })
  const pauses = createPauses(ports)
  const book = createBooks(options, ration)
  let savingUntilMs = 0

  const attempt = async (call: Call, request: Request, endsAtMs: number, ask: Ask): Promise<Received> => {
    const end = await throttleOf().enter(call.endpoint.endsWith('.search') ? 'search' : 'other', ask.signal)
    let received: Received | undefined
    try {
      const remainingMs = Math.max(1, Math.trunc(endsAtMs - now()))
      const how = { ports, apiBase, key: access.key.reveal(), timeoutMs: remainingMs, bytesMax }
      received = await fetchJson(request, how, ask.signal)
      learned.from(call, received)
      return received
    } finally {
      book(call, received, ask)
      end()
    }
  }

  const persist = async (call: Call, ask: Ask): Promise<Received> => {
    const request = toRequest(call, ports)
    const endsAtMs = now() + timeoutMs
    for (let retry = 0; ; retry++) {
      const received = await attempt(call, request, endsAtMs, ask)
      if (retry === retriesMax || !mayRetry(received)) return received
      const waitMs = pauses.beforeRetryMs(retry, received)
      if (now() + waitMs > endsAtMs - retryRoomMs) return received
      await ports.sleep(waitMs, ask.signal)
    }
  }

  const conclude = (call: Call, received: Received): Answer => {
    if (received.outcome === 'answered' && received.status < 300) return { ok: true, body: received.body }
    const why = readRefusal(received)
    if (why.reason === 'permission') why.permissions = meantPermissions(call, why.permissions)
    if (why.reason === 'rate_limited') {
      why.retryAtMs = pauses.begin(call.endpoint, received)
      savingUntilMs = now() + slowAfterRefusalMs
      throttleOf().slowDown(slowAfterRefusalMs)
    }
    return { ok: false, why, ...('status' in received ? { status: received.status } : {}) }
  }

  return {
    key: access.account.key,
    restricted: !/^sk_(live|test)_/.test(access.key.reveal()),
    account() {
      const accountId = learned.accountId()
      return { ...access.account, ...(accountId ? { accountId } : {}) }
    },
    async ask(call, ask) {
      const retryAtMs = pauses.untilMs(call.endpoint)
      if (retryAtMs !== undefined) return { ok: false, why: { reason: 'rate_limited', retryAtMs } }
      if (ration.refuses() && !ask.fresh) return { ok: false, why: { reason: 'ration_spent' } }
      return conclude(call, await persist(call, ask))
    },
    lacks: (what) => learned.lacks(what),
    forgetMissing: () => learned.forgetMissing(),
    rationLevel: () => ration.level(),
    savesReads: () => now() < savingUntilMs || ration.level() !== 'ample',
  }
}
