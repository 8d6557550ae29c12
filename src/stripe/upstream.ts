// One Stripe account as this gateway reaches it: the seam through which every typed request passes. It counts, waits its
// turn, retries, and learns from the answers (account id, mode, missing permissions).

import type { StripeAccount, Unavailable } from '#contract/billing.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { AccountAccess, Ask } from './context.ts'
import { fetchJson, type Query, type Received, type Request } from './fetch-json.ts'
import { createRation, type RationLevel } from './ration.ts'
import type { Raw } from './raw.ts'
import {
  mayRetry,
  readPermissions,
  readRefusal,
  readRefusedExpansion,
  readRetryAfterMs,
  readWhereabouts,
  saysNoSearch,
} from './refusal.ts'
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
}

const timeoutMs = 10_000
const bytesMax = 8 * 1024 * 1024
const retriesMax = 2
const rememberMissingMs = 10 * 60_000
const slowAfterRefusalMs = 60_000

/** Of the alternatives a 403 names, those the call declares; else the first. */
function meantPermissions(call: Call, named: string[]): string[] {
  const meant = named.filter((slug) => call.needs?.includes(slug))
  return meant.length > 0 ? meant : named.slice(0, 1)
}

/** Makes the seam for one account; limits, ration and what was learned live as long as it does. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { access, apiBase, ports, metrics, readsPerMonth } = options
  const { key: name, mode } = access.account
  const log = ports.log.with({ account: name, mode })
  const throttle = createThrottle(ports)
  const ration = createRation({ now: ports.now, ...(readsPerMonth === undefined ? {} : { readsPerMonth }) })
  const missing = new Map<string, number>()
  /** Endpoint, or `*` for all: not asked before this time, because Stripe said 429. */
  const pausedUntilMs = new Map<string, number>()
  let accountId = access.account.accountId
  let savingUntilMs = 0

  const learn = (call: Call, received: Received) => {
    accountId ??= readWhereabouts(received).accountId
    if (received.outcome !== 'answered') return
    // Search does not exist in some countries; lists serve then.
    if (call.endpoint.endsWith('.search') && saysNoSearch(received)) {
      missing.set(call.endpoint, ports.now() + rememberMissingMs)
    }
    const until = ports.now() + rememberMissingMs
    const expansion = readRefusedExpansion(received)
    if (expansion) missing.set(`expand ${expansion}`, until)
    if (received.status !== 403) return
    for (const slug of meantPermissions(call, readPermissions(received.body))) missing.set(slug, until)
  }

  const count = (call: Call, received: Received, ask: Ask) => {
    const status = 'status' in received ? String(received.status) : received.outcome
    ask.tally.stripeRequests += 1
    metrics.count('tillside_stripe_requests_total', { account: name, mode, endpoint: call.endpoint, status })
    if (!call.form) ration.count()
    metrics.gauge('tillside_stripe_reads_30d', { account: name }, ration.reads())
    if (status.startsWith('2')) return
    const requestId =
      'headers' in received ? (received.headers.get('request-id')?.slice(0, 100) ?? null) : null
    log.debug('stripe.refused', { endpoint: call.endpoint, status, stripeRequestId: requestId })
  }

  const attempt = async (call: Call, remainingMs: number, request: Request, ask: Ask): Promise<Received> => {
    const end = await throttle.enter(call.endpoint.endsWith('.search') ? 'search' : 'other', ask.signal)
    try {
      const how = {
        ports,
        apiBase,
        key: access.key.reveal(),
        timeoutMs: Math.max(1, Math.trunc(remainingMs)),
        bytesMax,
      }
      const received = await fetchJson(request, how, ask.signal)
      count(call, received, ask)
      learn(call, received)
      return received
    } finally {
      end()
    }
  }

  /** 0.5 to 8 s, doubled each time, with jitter so that several gateways do not come back together. */
  const backoffMs = (retry: number) => {
    const [byte = 0] = ports.randomBytes(1)
    return Math.ceil(Math.min(8000, 500 * 2 ** retry) * (0.5 + byte / 512)) + 250
  }

  const pause = (call: Call, received: Received): number => {
    const headers = 'headers' in received ? received.headers : new Headers()
    const retryAtMs = Math.ceil(ports.now() + (readRetryAfterMs(headers, ports.now()) ?? backoffMs(3)))
    const global = headers.get('stripe-rate-limited-reason')?.startsWith('global') === true
    pausedUntilMs.set(global ? '*' : call.endpoint, retryAtMs)
    savingUntilMs = ports.now() + slowAfterRefusalMs
    throttle.slowDown(slowAfterRefusalMs)
    return retryAtMs
  }

  const conclude = (call: Call, received: Received): Answer => {
    if (received.outcome === 'answered' && received.status < 300) return { ok: true, body: received.body }
    const why = readRefusal(received)
    if (why.reason === 'rate_limited') why.retryAtMs = pause(call, received)
    if (why.reason === 'permission') why.permissions = meantPermissions(call, why.permissions)
    return {
      ok: false,
      why,
      ...('status' in received ? { status: received.status } : {}),
    }
  }

  /** `undefined`: nothing speaks against asking. */
  const holdBack = (call: Call, ask: Ask): Unavailable | undefined => {
    const retryAtMs = Math.max(pausedUntilMs.get('*') ?? 0, pausedUntilMs.get(call.endpoint) ?? 0)
    if (retryAtMs > ports.now()) return { reason: 'rate_limited', retryAtMs }
    return ration.refuses() && !ask.fresh ? { reason: 'ration_spent' } : undefined
  }

  return {
    key: name,
    restricted: !/^sk_(live|test)_/.test(access.key.reveal()),
    account: () => ({ ...access.account, ...(accountId ? { accountId } : {}) }),
    async ask(call, ask) {
      const held = holdBack(call, ask)
      if (held) return { ok: false, why: held }
      const { path, query = {}, form } = call
      const hex = () =>
        Array.from(ports.randomBytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('')
      const request: Request = form
        ? { method: 'POST', path, query, form, idempotencyKey: hex() }
        : { method: 'GET', path, query }
      const endsAtMs = ports.now() + timeoutMs
      for (let retry = 0; ; retry++) {
        const received = await attempt(call, endsAtMs - ports.now(), request, ask)
        if (retry === retriesMax || !mayRetry(received)) return conclude(call, received)
        const asked = 'headers' in received ? readRetryAfterMs(received.headers, ports.now()) : undefined
        const waitMs = Math.max(asked ?? 0, backoffMs(retry))
        // A person waits: better to say what is missing than to wait past the deadline.
        if (ports.now() + waitMs > endsAtMs - 1000) return conclude(call, received)
        await ports.sleep(waitMs, ask.signal)
      }
    },
    lacks: (what) => (missing.get(what) ?? 0) > ports.now(),
    forgetMissing: () => missing.clear(),
    rationLevel: () => ration.level(),
    savesReads: () => ports.now() < savingUntilMs || ration.level() !== 'ample',
  }
}
