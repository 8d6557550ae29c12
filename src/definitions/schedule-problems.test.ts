import { expect, test } from 'vitest'
import { defineConfig, DefinitionError } from './define-config.ts'
import { defineSchedule } from './define.ts'
import type { ScheduleDefinition } from './durable.ts'

const nightly: ScheduleDefinition = {
  id: 'nightly',
  cron: '30 2 * * *',
  timeZone: 'Europe/Berlin',
  missed: 'skip',
  run: async () => undefined,
}

function problemsOf(changes: object): readonly string[] {
  try {
    defineConfig({ schedules: [defineSchedule({ ...nightly, ...changes })] })
    return []
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems
    throw error
  }
}

test.each([
  '* * * * *',
  '*/10 * * * * *',
  '0 9 * * MON-FRI',
  '0 0 L * *',
  '0 0 29 2 *',
  '0 2,14 1 JAN,JUL *',
])('accepts "%s" as a cron expression', (cron) => {
  expect(problemsOf({ cron })).toEqual([])
})

test.each([
  '',
  'daily',
  '@daily',
  '2027-01-01T00:00:00',
  '* * * *',
  '* * * * * * *',
  '61 * * * *',
  '* 24 * * *',
  undefined,
])('refuses "%s" as a cron expression', (cron) => {
  expect(problemsOf({ cron })).toEqual([
    `schedule "nightly" needs a cron expression of five fields, or six with seconds, not "${cron}"`,
  ])
})

test('refuses a schedule for a day that no year has', () => {
  expect(problemsOf({ cron: '0 0 30 2 *' })).toEqual([
    'schedule "nightly" would never run: "0 0 30 2 *" matches no day',
  ])
})

test.each(['Europe/Atlantis', '', undefined])('refuses "%s" as a time zone', (timeZone) => {
  expect(problemsOf({ timeZone })).toEqual([
    `schedule "nightly" needs a time zone such as Europe/Berlin, not "${timeZone}"`,
  ])
})

test('`missed` must be skip or catch_up', () => {
  expect(problemsOf({ missed: 'catch_up' })).toEqual([])
  expect(problemsOf({ missed: 'never', cron: 'x' })).toEqual([
    'schedule "nightly" needs a cron expression of five fields, or six with seconds, not "x"',
    'schedule "nightly" needs missed: "skip" or "catch_up", not "never"',
  ])
})
