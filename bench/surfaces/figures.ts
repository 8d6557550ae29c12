// Prints the times of a measurement beside its target.

import { expect } from 'vitest'
import { median, percentile } from '../percentile.ts'

/** Prints median and 95th percentile of some milliseconds, and fails when the median is above its target. */
export function judge(what: string, times: readonly number[], targetMs: number): void {
  const figures = `median ${median(times).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms, of ${times.length}`
  process.stdout.write(`${what}: ${figures} (target ${targetMs} ms)\n`)
  expect(median(times)).toBeLessThanOrEqual(targetMs)
}
