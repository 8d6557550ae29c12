// Decides what to do with moments that passed while no gateway ran.

import type { ScheduleDefinition } from '#definitions/durable.ts'

const lateMsMax = 60_000
const caughtUpMax = 100
const skippedMax = 1000

/** No more moments than this are worked out: every second of a year would be thirty million. */
export const passedMax = skippedMax + caughtUpMax

/** Sorts moments, given newest first, into those that are run and those that are only noted, each oldest first. */
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
