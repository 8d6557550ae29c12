// Counts what the lane did.

import type { Metrics } from '#metrics.ts'

/** `passed`: Stripe's answer reached the caller; `refused`: ours; `failed`: Stripe did not answer; `aborted`: the caller left. */
type ForwardOutcome = (typeof outcomes)[number]

const outcomes = ['passed', 'refused', 'failed', 'aborted'] as const

export type ForwardMeter = { count(status: number, outcome: ForwardOutcome, durationMs: number): void }

/** Declares the lane's metrics and counts into them. */
export function createForwardMeter(metrics: Metrics): ForwardMeter {
  metrics.describe('tillside_proxy_requests_total', 'Requests on the proxy lane, by status and outcome.')
  metrics.describe('tillside_proxy_duration_seconds', 'Time from request to the last byte, by outcome.')
  const counters = new Map<number, Map<ForwardOutcome, () => void>>()
  const counterOf = (status: number, outcome: ForwardOutcome) => {
    const ofStatus = counters.get(status) ?? new Map<ForwardOutcome, () => void>()
    counters.set(status, ofStatus)
    const counter =
      ofStatus.get(outcome) ??
      metrics.counter('tillside_proxy_requests_total', { status: String(status), outcome })
    ofStatus.set(outcome, counter)
    return counter
  }
  const durations = new Map(
    outcomes.map((outcome) => [outcome, metrics.histogram('tillside_proxy_duration_seconds', { outcome })]),
  )
  return {
    count(status, outcome, durationMs) {
      counterOf(status, outcome)()
      durations.get(outcome)?.(durationMs / 1000)
    },
  }
}
