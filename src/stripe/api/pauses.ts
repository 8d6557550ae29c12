// Decides how long to wait: between retries, and after the last retry was rate limited.

import type { Ports } from '#ports.ts'
import type { StripeResponse } from './fetch-json.ts'
import { readRetryAfterMs } from './refusal.ts'

export interface Pauses {
  /** The wait before the next retry, counted from 0: what Stripe asks for, or else 0.5 to 8 s with jitter. */
  beforeRetryMs(retry: number, response: StripeResponse): number
  /** Pauses this endpoint, or all of them when the limit is the account's; returns the end of the pause. */
  begin(endpoint: string, response: StripeResponse): number
  /** The end of the pause, if this endpoint is paused. */
  untilMs(endpoint: string): number | undefined
}

const everything = '*'
const backoffMinMs = 500
const backoffMaxMs = 8000
/** As after the third retry: a few seconds. */
const afterLastRetry = 3

const headersOf = (response: StripeResponse) => ('headers' in response ? response.headers : new Headers())

export function createPauses(ports: Pick<Ports, 'now' | 'randomBytes'>): Pauses {
  const paused = new Map<string, number>()
  const askedMs = (response: StripeResponse) => readRetryAfterMs(headersOf(response), ports.now())
  // Jitter, so that several gateways do not retry at the same moment.
  const backoffMs = (retry: number) => {
    const [byte = 0] = ports.randomBytes(1)
    const jittered = Math.min(backoffMaxMs, 2 * backoffMinMs * 2 ** retry) * (0.5 + byte / 512)
    return Math.round(Math.max(backoffMinMs, jittered))
  }
  return {
    beforeRetryMs: (retry, response) => Math.max(askedMs(response) ?? 0, backoffMs(retry)),
    begin(endpoint, response) {
      const untilMs = Math.ceil(ports.now() + (askedMs(response) ?? backoffMs(afterLastRetry)))
      const isGlobal = headersOf(response).get('stripe-rate-limited-reason')?.startsWith('global') === true
      paused.set(isGlobal ? everything : endpoint, untilMs)
      return untilMs
    },
    untilMs(endpoint) {
      const untilMs = Math.max(paused.get(everything) ?? 0, paused.get(endpoint) ?? 0)
      return untilMs > ports.now() ? untilMs : undefined
    },
  }
}
