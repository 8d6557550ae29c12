// Finds problems of schedules when the configuration is read, not when they are due.

import { knownTimeZone } from '#contract/time-zone.ts'
import type { ScheduleDefinition } from './durable.ts'
import { openMoments, type Moments } from './moments.ts'

const policies: readonly string[] = ['skip', 'catch_up'] satisfies ScheduleDefinition['missed'][]

export const problemsOfSchedules = (schedules: readonly ScheduleDefinition[]): string[] =>
  schedules.flatMap((schedule) =>
    [problemOfTimes(schedule), problemOfPolicy(schedule)].filter((problem) => problem !== undefined),
  )

function problemOfTimes({ id, cron, timeZone }: ScheduleDefinition): string | undefined {
  if (!isTimeZone(timeZone))
    return `schedule "${id}" needs a time zone such as Europe/Berlin, not "${timeZone}"`
  const moments = read(cron, timeZone)
  if (!moments)
    return `schedule "${id}" needs a cron expression of five fields, or six with seconds, not "${cron}"`
  return moments.next(0) === undefined
    ? `schedule "${id}" would never run: "${cron}" matches no day`
    : undefined
}

function read(cron: string, timeZone: string): Moments | undefined {
  try {
    return openMoments(cron, timeZone)
  } catch {
    // The caller reports it in our words.
    return undefined
  }
}

function isTimeZone(name: unknown): boolean {
  // A missing time zone, which only types refuse, would mean the machine's.
  return typeof name === 'string' && knownTimeZone(name) !== undefined
}

const problemOfPolicy = ({ id, missed }: ScheduleDefinition): string | undefined =>
  policies.includes(missed)
    ? undefined
    : `schedule "${id}" needs missed: "skip" or "catch_up", not "${missed}"`
