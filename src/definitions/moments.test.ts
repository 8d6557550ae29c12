import { expect, test } from 'vitest'
import { openMoments } from './moments.ts'

const year = [Date.UTC(2027, 11, 31, 22), Date.UTC(2028, 11, 31, 22)] as const

function forward(cron: string, timeZone: string, [fromMs, toMs]: readonly [number, number]): number[] {
  const moments = openMoments(cron, timeZone)
  const found: number[] = []
  for (let at = moments.next(fromMs); at !== undefined && at <= toMs; at = moments.next(at)) found.push(at)
  return found
}

const iso = (times: readonly number[]) => times.map((at) => new Date(at).toISOString().slice(0, 16))
const between = (cron: string, timeZone: string, from: string, to: string) =>
  iso(forward(cron, timeZone, [Date.parse(from), Date.parse(to)]))

test.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'])(
  'in %s a leap year has the same times forwards and backwards, each once',
  (timeZone) => {
    for (const cron of ['30 2 * * *', '30 1 * * *', '*/30 0-3 * * *', '0 */6 29 2 *', '15 2,14 * * SUN']) {
      const forwards = forward(cron, timeZone, year)
      const backwards = openMoments(cron, timeZone).passed(...year, 10_000)
      expect(backwards.toReversed()).toEqual(forwards)
      expect(new Set(forwards).size).toBe(forwards.length)
    }
  },
)

test('a time of day that a clock change skips occurs right after the change', () => {
  expect(between('30 2 * * *', 'Europe/Berlin', '2027-03-27T02:00Z', '2027-03-29T02:00Z')).toEqual([
    '2027-03-28T01:00',
    '2027-03-29T00:30',
  ])
  expect(between('30 2 * * *', 'America/New_York', '2027-03-13T08:00Z', '2027-03-15T08:00Z')).toEqual([
    '2027-03-14T07:00',
    '2027-03-15T06:30',
  ])
})

test('a time of day that a clock change repeats occurs once', () => {
  expect(between('30 2 * * *', 'Europe/Berlin', '2027-10-30T12:00Z', '2027-11-01T12:00Z')).toEqual([
    '2027-10-31T00:30',
    '2027-11-01T01:30',
  ])
  expect(between('30 1 * * *', 'America/New_York', '2027-11-06T12:00Z', '2027-11-08T12:00Z')).toEqual([
    '2027-11-07T05:30',
    '2027-11-08T06:30',
  ])
})

test('half-hourly times continue in real time across clock changes', () => {
  const times = forward('*/30 * * * *', 'Europe/Berlin', year)
  expect(times.every((at, i) => i === 0 || at - (times[i - 1] ?? 0) === 1_800_000)).toBe(true)
  expect(times.length).toBe(366 * 48)
})

test('a leap day occurs in leap years', () => {
  const leap = '0 0 29 2 *'
  expect(between(leap, 'UTC', '2027-01-01T00:00Z', '2033-01-01T00:00Z')).toEqual([
    '2028-02-29T00:00',
    '2032-02-29T00:00',
  ])
})

test('passed() returns the newest times, including the end but not the start', () => {
  const moments = openMoments('* * * * * *', 'UTC')
  expect(moments.passed(1000, 4000, 10)).toEqual([4000, 3000, 2000])
  expect(moments.passed(0, 86_400_000, 2)).toEqual([86_400_000, 86_399_000])
  expect(moments.passed(1000, 1999, 10)).toEqual([])
  expect(moments.passed(500, 1000, 10)).toEqual([1000])
})
