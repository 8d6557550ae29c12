// Decides which ticks to run after a time in which no gateway ran.

import type { ScheduleDefinition } from '#definitions/durable.ts'

const lateMsMax = 60_000
const caughtUpMax = 100
const skippedMax = 1000

/** Limits how many times are computed: a schedule that runs every second has thirty million a year. */
export const passedMax = skippedMax + caughtUpMax

/** Sorts times, given newest first, into those to run and those to record as skipped, each oldest first. */
export function sortMoments(
  passed: readonly number[],
  missed: ScheduleDefinition['missed'],
  nowMs: number,
): { due: number[]; skipped: number[] } {
  const isOnTime = nowMs - (passed[0] ?? 0) <= lateMsMax
  const count = missed === 'catch_up' ? caughtUpMax : isOnTime ? 1 : 0
  return {
    due: passed.slice(0, count).toReversed(),
    skipped: passed.slice(count, count + skippedMax).toReversed(),
  }
}
