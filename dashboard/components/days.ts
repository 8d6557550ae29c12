// Calendar days in a time zone. A day is text, `2026-11-21`; only its start and end become moments.

export type Day = string
export type Moments = { start: Date; end: Date }
export type Days = { from: Day; to: Day }

const pad = (value: number, digits: number) => String(value).padStart(digits, '0')
const toDay = (utc: Date): Day =>
  `${pad(utc.getUTCFullYear(), 4)}-${pad(utc.getUTCMonth() + 1, 2)}-${pad(utc.getUTCDate(), 2)}`
const utcOf = (day: Day): Date => new Date(`${day}T00:00:00Z`)

export function addDays(day: Day, count: number): Day {
  const utc = utcOf(day)
  utc.setUTCDate(utc.getUTCDate() + count)
  return toDay(utc)
}

/** The same day of another month, or its last day if that month is shorter. */
export function addMonths(day: Day, count: number): Day {
  const utc = utcOf(day)
  const first = new Date(Date.UTC(utc.getUTCFullYear(), utc.getUTCMonth() + count, 1))
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(utc.getUTCDate(), length))
  return toDay(first)
}

const startOfMonth = (day: Day): Day => `${day.slice(0, 8)}01`
const startOfYear = (day: Day): Day => `${day.slice(0, 5)}01-01`
const startOfQuarter = (day: Day): Day => {
  const month = Number(day.slice(5, 7))
  return `${day.slice(0, 5)}${pad(month - ((month - 1) % 3), 2)}-01`
}

/** The day it is at a moment, in a zone. */
export function dayAt(moment: Date, timeZone: string): Day {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return format.format(moment)
}

/** How far a zone is from UTC at a moment. */
function offsetMs(moment: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const parts = Object.fromEntries(
    format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment.getTime() / 1000) * 1000
}

/** The moment a day begins in a zone. Computed twice, because the offset may change within that day. */
function startOfDay(day: Day, timeZone: string): Date {
  const utc = utcOf(day)
  const guess = new Date(utc.getTime() - offsetMs(utc, timeZone))
  return new Date(utc.getTime() - offsetMs(guess, timeZone))
}

/** The first moment of the first day and the last one of the last day. */
export const momentsOf = ({ from, to }: Days, timeZone: string): Moments => ({
  start: startOfDay(from, timeZone),
  end: new Date(startOfDay(addDays(to, 1), timeZone).getTime() - 1),
})

export const presets = {
  today: 'Today',
  yesterday: 'Yesterday',
  last7Days: 'Last 7 days',
  last4Weeks: 'Last 4 weeks',
  last3Months: 'Last 3 months',
  last6Months: 'Last 6 months',
  last12Months: 'Last 12 months',
  monthToDate: 'Month to date',
  quarterToDate: 'Quarter to date',
  yearToDate: 'Year to date',
  previousMonth: 'Previous month',
  previousQuarter: 'Previous quarter',
  previousYear: 'Previous year',
  allTime: 'All time',
} as const
export type Preset = keyof typeof presets

/** The days a preset covers today; undefined for all time. */
export function daysOf(preset: Preset, today: Day): Days | undefined {
  const since = (from: Day): Days => ({ from, to: today })
  const before = (start: Day, months: number): Days => ({
    from: addMonths(start, -months),
    to: addDays(start, -1),
  })
  const meaning: Record<Preset, Days | undefined> = {
    today: since(today),
    yesterday: { from: addDays(today, -1), to: addDays(today, -1) },
    last7Days: since(addDays(today, -6)),
    last4Weeks: since(addDays(today, -27)),
    last3Months: since(addDays(addMonths(today, -3), 1)),
    last6Months: since(addDays(addMonths(today, -6), 1)),
    last12Months: since(addDays(addMonths(today, -12), 1)),
    monthToDate: since(startOfMonth(today)),
    quarterToDate: since(startOfQuarter(today)),
    yearToDate: since(startOfYear(today)),
    previousMonth: before(startOfMonth(today), 1),
    previousQuarter: before(startOfQuarter(today), 3),
    previousYear: before(startOfYear(today), 12),
    allTime: undefined,
  }
  return meaning[preset]
}

/** The weeks of a month, Sunday first, filled up with days of the neighbouring months. */
export function weeksOf(month: Day): Day[][] {
  const first = startOfMonth(month)
  const start = addDays(first, -utcOf(first).getUTCDay())
  const last = addDays(addMonths(first, 1), -1)
  const weeks: Day[][] = []
  for (let week = start; week <= last; week = addDays(week, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, at) => addDays(week, at)))
  }
  return weeks
}

export const formatDay = (day: Day, locale: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(utcOf(day))
