// The moments that a cron expression means in a time zone. The one file that knows who works them out.

import { Cron } from 'croner'

/** All of them lie on whole seconds. */
export interface Moments {
  /** The first one after this time; `undefined` when there is none. */
  next(afterMs: number): number | undefined
  /** Those after `afterMs` and not after `untilMs`, newest first: however long the time between, at most `max`. */
  passed(afterMs: number, untilMs: number, max: number): number[]
}

/**
 * Throws for an expression that is none. A time of day that the clock jumps over comes when it has jumped, one that it shows
 * twice comes once; what comes at an interval (every half hour, a step) goes on in real time.
 */
export function openMoments(cron: string, timeZone: string): Moments {
  // Nicknames (`@daily`) and single dates are understood too, and are no cron expressions.
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
      // One millisecond on, because what lies before a time does not include it.
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
