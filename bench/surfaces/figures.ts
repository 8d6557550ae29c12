// Prints the times of a measurement with its target.

import { expect } from 'vitest'
import { median, percentile } from '../percentile.ts'

/** Prints the median and the 95th percentile of some times, and fails if the median is above the target. */
export function judge(what: string, times: readonly number[], targetMs: number): void {
  const figures = `median ${median(times).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms, of ${times.length}`
  process.stdout.write(`${what}: ${figures} (target ${targetMs} ms)\n`)
  expect(median(times)).toBeLessThanOrEqual(targetMs)
}
