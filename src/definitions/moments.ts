// Computes the times of a cron expression in a time zone. The only file that uses the cron library.

import { Cron } from 'croner'

/** All times are whole seconds. */
export interface Moments {
  /** The first time after `afterMs`; `undefined` if there is none. */
  next(afterMs: number): number | undefined
  /** The times after `afterMs` and not after `untilMs`, newest first; only the newest `max` are computed. */
  passed(afterMs: number, untilMs: number, max: number): number[]
}

/**
 * Throws for an invalid expression. A time of day that a clock change skips occurs right after the change, and one that occurs twice
 * counts once. Intervals (every half hour, a step) continue in real time.
 */
export function openMoments(cron: string, timeZone: string): Moments {
  // The library would also accept nicknames (`@daily`) and single dates.
  const { length } = cron.trim().split(/\s+/)
  if (length !== 5 && length !== 6) throw new RangeError('a cron expression has five or six fields')
  const times = new Cron(cron, {
    timezone: timeZone,
    mode: '5-or-6-parts',
    fixedTimeRule: 'no-wildcard',
    paused: true,
  })
  return {
    next: (afterMs) => times.nextRun(new Date(afterMs))?.getTime(),
    passed(afterMs, untilMs, max) {
      const found: number[] = []
      // Plus one millisecond, because `previousRuns` excludes the given time.
      let before = untilMs + 1
      while (found.length < max) {
        const moment = times.previousRuns(1, new Date(before))[0]?.getTime()
        if (moment === undefined || moment <= afterMs) break
        found.push(moment)
        before = moment
      }
      return found
    },
  }
}
