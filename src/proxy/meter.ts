// Counts the lane's requests by how they ended.

import type { Metrics } from '#metrics.ts'

/** `passed`: Stripe's response reached the caller; `refused`: a refusal of ours did; `failed`: Stripe did not answer; `aborted`: the caller left. */
export type ForwardResult = (typeof results)[number]

const results = ['passed', 'refused', 'failed', 'aborted'] as const

export type ForwardMeter = { count(status: number, result: ForwardResult, durationMs: number): void }

/** Declares the lane's metrics and counts into them. */
export function createForwardMeter(metrics: Metrics): ForwardMeter {
  metrics.describe('tillside_proxy_requests_total', 'Requests on the proxy lane, by status and outcome.')
  metrics.describe('tillside_proxy_duration_seconds', 'Time from request to the last byte, by outcome.')
  const counters = new Map<number, Map<ForwardResult, () => void>>()
  const counterOf = (status: number, result: ForwardResult) => {
    const ofStatus = counters.get(status) ?? new Map<ForwardResult, () => void>()
    counters.set(status, ofStatus)
    const counter =
      ofStatus.get(result) ??
      metrics.counter('tillside_proxy_requests_total', { status: String(status), outcome: result })
    ofStatus.set(result, counter)
    return counter
  }
  const durations = new Map(
    results.map((result) => [
      result,
      metrics.histogram('tillside_proxy_duration_seconds', { outcome: result }),
    ]),
  )
  return {
    count(status, result, durationMs) {
      counterOf(status, result)()
      durations.get(result)?.(durationMs / 1000)
    },
  }
}
