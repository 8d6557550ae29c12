// Formats times for people: relative within seven days, then the day, with the year if it is not the current one.
// Formatters are cached, because creating one costs more than using it a hundred times.

import type { Drawing } from './drawing.ts'
import { say } from './panel-words.ts'

type Clock = Pick<Drawing, 'words' | 'locale' | 'timeZone' | 'nowMs'>
/** The style of a date; `long` is for titles. */
export type DateStyle = 'relative' | 'date' | 'month' | 'weekday' | 'time' | 'clock' | 'day' | 'long'

const formatters = new Map<string, Intl.DateTimeFormat>()
const relatives = new Map<string, Intl.RelativeTimeFormat>()

function cached<Formatter>(kept: Map<string, Formatter>, key: string, make: () => Formatter): Formatter {
  const formatter = kept.get(key) ?? make()
  kept.set(key, formatter)
  return formatter
}

const write = (atMs: number, shape: string, { words, locale, timeZone }: Clock) =>
  cached(
    formatters,
    `${locale} ${timeZone ?? ''} ${shape}`,
    () => new Intl.DateTimeFormat(locale, { ...words.dates[shape], ...(timeZone ? { timeZone } : {}) }),
  ).format(atMs)

/** `2026-11-21` in the viewer's time zone: two times with the same key are on the same day. */
export function dayKey(atMs: number, clock: Clock): string {
  return write(atMs, 'key', { ...clock, locale: 'en-CA' })
}

const inDays = (days: number, locale: string) =>
  cached(relatives, locale, () => new Intl.RelativeTimeFormat(locale)).format(days, 'day')

/** `12 s`, `5 min`, `8 h`: a span below a day. */
export function formatSpan(ms: number, words: Drawing['words']): string {
  const seconds = Math.round(Math.abs(ms) / 1000)
  if (seconds < 60) return say(words.seconds, seconds)
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? say(words.minutes, minutes) : say(words.hours, Math.round(minutes / 60))
}

function relative(atMs: number, clock: Clock, justNowMs = 20_000): string {
  const ms = atMs - clock.nowMs
  if (Math.abs(ms) < justNowMs) return clock.words.justNow
  const days = (Date.parse(dayKey(atMs, clock)) - Date.parse(dayKey(clock.nowMs, clock))) / 86_400_000
  // The day on which clocks go back has 25 hours.
  if (Math.abs(ms) < 86_400_000 || !days) {
    return say(clock.words[ms < 0 ? 'ago' : 'ahead'], formatSpan(ms, clock.words))
  }
  return Math.abs(days) <= 7 ? inDays(days, clock.locale) : written(atMs, clock)
}

const written = (atMs: number, clock: Clock) =>
  write(
    atMs,
    dayKey(atMs, clock).slice(0, 4) === dayKey(clock.nowMs, clock).slice(0, 4) ? 'date' : 'dateYear',
    clock,
  )

/** Formats a time in one of the styles, without line breaks inside. */
export function formatDate(at: string | number, style: DateStyle, clock: Clock): string {
  const atMs = new Date(at).getTime()
  if (!Number.isFinite(atMs)) return String(at)
  const text =
    style === 'relative'
      ? relative(atMs, clock)
      : style === 'date'
        ? written(atMs, clock)
        : write(atMs, style, clock)
  return text.replaceAll(' ', '\u00a0')
}

/** The age of the data: `12 s ago`, `2 min ago`. */
export function formatAge(at: string, clock: Clock): string {
  return relative(Math.min(Date.parse(at), clock.nowMs), clock, 5_000)
}
