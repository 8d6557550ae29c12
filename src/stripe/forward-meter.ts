// Counts what the lane did.

import type { Metrics } from '#metrics.ts'

/** `passed`: Stripe's answer reached the caller; `refused`: ours; `failed`: Stripe did not answer; `aborted`: the caller left. */
export type ForwardOutcome = 'passed' | 'refused' | 'failed' | 'aborted'

export type ForwardMeter = { count(status: number, outcome: ForwardOutcome, durationMs: number): void }

/** Declares the lane's metrics and counts into them. */
export function createForwardMeter(metrics: Metrics): ForwardMeter {
  metrics.describe('tillside_proxy_requests_total', 'Requests on the proxy lane, by status and outcome.')
  metrics.describe('tillside_proxy_duration_seconds', 'Time from request to the last byte, by outcome.')
  return {
    count(status, outcome, durationMs) {
      metrics.count('tillside_proxy_requests_total', { status: String(status), outcome })
      metrics.observe('tillside_proxy_duration_seconds', { outcome }, durationMs / 1000)
    },
  }
}
