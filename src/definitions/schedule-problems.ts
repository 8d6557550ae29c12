// What is wrong with schedules: found when the configuration is read, not at the moment they were meant for.

import { knownTimeZone } from '#contract/time-zone.ts'
import type { ScheduleDefinition } from './durable.ts'
import { openMoments, type Moments } from './moments.ts'

const policies: readonly string[] = ['skip', 'catch_up'] satisfies ScheduleDefinition['missed'][]

export const problemsOfSchedules = (schedules: readonly ScheduleDefinition[]): string[] =>
  schedules.flatMap((schedule) =>
    [problemOfTimes(schedule), problemOfPolicy(schedule)].filter((problem) => problem !== undefined),
  )

function problemOfTimes({ id, cron, timeZone }: ScheduleDefinition): string | undefined {
  if (!isTimeZone(timeZone)) return `schedules: "${id}" has no time zone such as Europe/Berlin: "${timeZone}"`
  const moments = read(cron, timeZone)
  if (!moments)
    return `schedules: "${id}" has no cron expression of five fields, or six with seconds: "${cron}"`
  return moments.next(0) === undefined
    ? `schedules: "${id}" would never run: no day is meant by "${cron}"`
    : undefined
}

function read(cron: string, timeZone: string): Moments | undefined {
  try {
    return openMoments(cron, timeZone)
  } catch {
    // The caller says so, in our words.
    return undefined
  }
}

function isTimeZone(name: unknown): boolean {
  // A missing one, which types alone refuse, would be that of this machine.
  return typeof name === 'string' && knownTimeZone(name) !== undefined
}

const problemOfPolicy = ({ id, missed }: ScheduleDefinition): string | undefined =>
  policies.includes(missed)
    ? undefined
    : `schedules: "${id}" says neither "skip" nor "catch_up" to what it missed: "${missed}"`
