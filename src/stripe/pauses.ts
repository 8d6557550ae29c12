// How long to wait before asking again: between retries, and after Stripe has said "too many" for good.

import type { Ports } from '#ports.ts'
import type { Received } from './fetch-json.ts'
import { readRetryAfterMs } from './refusal.ts'

export interface Pauses {
  /** Before the next retry, counted from 0: what Stripe asks for, else 0.5 to 8 s with jitter. */
  beforeRetryMs(retry: number, received: Received): number
  /** Stops asking this endpoint, or all of them when the limit is the account's; returns until when. */
  begin(endpoint: string, received: Received): number
  /** Until when this endpoint is not to be asked, if it is paused. */
  untilMs(endpoint: string): number | undefined
}

const everything = '*'
const backoffMinMs = 500
const backoffMaxMs = 8000
/** As after the third retry: a few seconds. */
const afterLastRetry = 3

const headersOf = (received: Received) => ('headers' in received ? received.headers : new Headers())

export function createPauses(ports: Pick<Ports, 'now' | 'randomBytes'>): Pauses {
  const paused = new Map<string, number>()
  const askedMs = (received: Received) => readRetryAfterMs(headersOf(received), ports.now())
  // Jitter, so that several gateways do not come back together.
  const backoffMs = (retry: number) => {
    const [byte = 0] = ports.randomBytes(1)
    const jittered = Math.min(backoffMaxMs, 2 * backoffMinMs * 2 ** retry) * (0.5 + byte / 512)
    return Math.round(Math.max(backoffMinMs, jittered))
  }
  return {
    beforeRetryMs: (retry, received) => Math.max(askedMs(received) ?? 0, backoffMs(retry)),
    begin(endpoint, received) {
      const untilMs = Math.ceil(ports.now() + (askedMs(received) ?? backoffMs(afterLastRetry)))
      const isGlobal = headersOf(received).get('stripe-rate-limited-reason')?.startsWith('global') === true
      paused.set(isGlobal ? everything : endpoint, untilMs)
      return untilMs
    },
    untilMs(endpoint) {
      const untilMs = Math.max(paused.get(everything) ?? 0, paused.get(endpoint) ?? 0)
      return untilMs > ports.now() ? untilMs : undefined
    },
  }
}
