// The proxy lane: what both of its transports share. The way of a request: decide.ts -> plan.ts (with
// target.ts, form.ts, allowlist.ts) -> Stripe -> response.ts, or refusal.ts.

import type { AuthenticateOptions } from '#auth/authenticate.ts'
import type { Config } from '#config.ts'
import type { Log } from '#log.ts'
import type { Metrics } from '#metrics.ts'
import { createRequestId } from '#request-id.ts'
import { createDecide, waitingForStripe, type Decide, type DecideDeps } from './decide.ts'
import { defaultLimits, type ForwardLimits } from './limits.ts'
import { createForwardMeter, type ForwardMeter } from './meter.ts'
import { createPlaces, type Place } from './places.ts'
import { createForwardPolicy, type Forward } from './plan.ts'
import { drawRefusal, type Refusal, type RefusalResponse } from './refusal.ts'
import { laneHeaders, preflightHeaders } from './response.ts'

export type LaneDeps = {
  config: Config
  findConnectionKey: AuthenticateOptions['findConnectionKey']
  /** The policies of other tenants than the one of the settings. */
  findPolicy?: DecideDeps['findPolicy']
  metrics: Metrics
  log: Log
  now: () => number
  randomBytes: (length: number) => Uint8Array
  noteFailure?: DecideDeps['noteFailure']
  noteUse?: AuthenticateOptions['noteUse']
  limits?: Partial<ForwardLimits>
}

/** The request that is refused, for the log and the metrics. */
type RefusedRequest = { method: string; startedMs: number; requestId?: string; cause?: string }

export interface Lane {
  /** Origin of Stripe's API. */
  readonly origin: string
  readonly limits: ForwardLimits
  readonly meter: ForwardMeter
  /** Of every response, flat. */
  readonly headers: readonly string[]
  /** Of the response to a preflight, flat. */
  readonly preflight: readonly string[]
  readonly decide: Decide
  /** Notes what a request waits for from now on. */
  waits(place: Place, forward: Forward, waitingFor: 'caller' | 'stripe', nowMs?: number): void
  leave(place: Place): void
  /** Draws a refusal as a response, counts it and logs it. */
  draw(refused: { refusal: Refusal; headers?: readonly string[] }, request: RefusedRequest): RefusalResponse
  /** From now on every request is refused. Those on their way go on. */
  close(): void
}

export function createLane(deps: LaneDeps): Lane {
  const { config, findConnectionKey, findPolicy, log, now, noteFailure, noteUse } = deps
  const limits = { ...defaultLimits, ...deps.limits }
  const policy = createForwardPolicy(config)
  const headers = laneHeaders(config)
  const meter = createForwardMeter(deps.metrics)
  const places = createPlaces({
    total: limits.openRequests,
    perCaller: Math.min(limits.openOfCaller, limits.openRequests),
    patienceMs: limits.patienceMs,
    // On Workers an invocation may end without a word. No request lives longer than this.
    keptMs: limits.totalMs + limits.requestBodyMs + limits.headersMs,
    now,
  })
  let isClosed = false

  return {
    origin: config.stripeApiBase,
    limits,
    meter,
    headers,
    preflight: [...headers, ...preflightHeaders(config, policy.allowlist.methods)],
    decide: createDecide({
      policy,
      ...(findPolicy ? { findPolicy } : {}),
      authentication: {
        config,
        findConnectionKey,
        now,
        acceptUserId: true,
        ...(noteUse ? { noteUse } : {}),
      },
      places,
      log,
      noteFailure,
      isClosed: () => isClosed,
    }),
    waits(place, forward, waitingFor, nowMs = now()) {
      place.waits(waitingFor === 'stripe' ? waitingForStripe(forward) : waitingFor, nowMs)
    },
    leave: (place) => places.leave(place),
    draw({ refusal, headers: more = [] }, { method, startedMs, requestId = createRequestId(deps), cause }) {
      const drawn = drawRefusal(refusal, requestId, [...headers, ...more])
      const { status } = drawn
      const isStripes = refusal.code.startsWith('stripe_')
      meter.count(status, isStripes ? 'failed' : 'refused', now() - startedMs)
      const fields = { requestId, method, code: refusal.code, status }
      if (isStripes) log.warn('proxy.failed', { ...fields, cause })
      else log.info('proxy.refused', fields)
      return drawn
    },
    close: () => void (isClosed = true),
  }
}
