// What becomes of moments that passed while nobody looked.

import type { ScheduleDefinition } from '#definitions/durable.ts'

const lateMsMax = 60_000
const caughtUpMax = 100
const skippedMax = 1000

/** More are not even worked out: every second of a year would be thirty million. */
export const passedMax = skippedMax + caughtUpMax

/** Which of these moments, newest first, are run, oldest first, and which are only noted. */
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
