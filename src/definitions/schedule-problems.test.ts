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
])('"%s" is a schedule', (cron) => {
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
])('"%s" is refused as a cron expression, by name', (cron) => {
  expect(problemsOf({ cron })).toEqual([
    `schedules: "nightly" has no cron expression of five fields, or six with seconds: "${cron}"`,
  ])
})

test('a schedule for a day that no year has is refused', () => {
  expect(problemsOf({ cron: '0 0 30 2 *' })).toEqual([
    'schedules: "nightly" would never run: no day is meant by "0 0 30 2 *"',
  ])
})

test.each(['Europe/Atlantis', '', undefined])('"%s" is refused as a time zone', (timeZone) => {
  expect(problemsOf({ timeZone })).toEqual([
    `schedules: "nightly" has no time zone such as Europe/Berlin: "${timeZone}"`,
  ])
})

test('what is missed is skipped or caught up with, and nothing else', () => {
  expect(problemsOf({ missed: 'catch_up' })).toEqual([])
  expect(problemsOf({ missed: 'never', cron: 'x' })).toEqual([
    'schedules: "nightly" has no cron expression of five fields, or six with seconds: "x"',
    'schedules: "nightly" says neither "skip" nor "catch_up" to what it missed: "never"',
  ])
})
