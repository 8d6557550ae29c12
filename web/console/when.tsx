// Formats times for people: relative within a week, then the day. The exact time is always in the title.

import { spanOf } from '#words/en/console.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

const format = (options: Intl.DateTimeFormatOptions) => {
  const formatter = new Intl.DateTimeFormat('en-GB', options)
  return (at: number) => formatter.format(at)
}
const clock = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
const dayOnly = format({ day: 'numeric', month: 'short' })
const dayAndYear = format({ day: 'numeric', month: 'short', year: 'numeric' })
const exact = format({ dateStyle: 'long', timeStyle: 'long' })
/** `14:20`. */
export const hourOf = format({ hour: '2-digit', minute: '2-digit' })

/** `11 h ago`, `in 4 min`, `3 Nov`; for the last five minutes the time of day, because seconds matter then. */
function relative(atMs: number, nowMs: number): string {
  const ms = atMs - nowMs
  if (ms <= 0 && ms > -5 * minuteMs) return clock(atMs)
  if (Math.abs(ms) < 7 * dayMs) return ms < 0 ? `${spanOf(-ms)} ago` : `in ${spanOf(ms)}`
  const isThisYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear()
  return isThisYear ? dayOnly(atMs) : dayAndYear(atMs)
}

/** Draws a time as a `<time>` element. */
export function drawWhen(at: string, nowMs: number) {
  const atMs = Date.parse(at)
  return (
    <time dateTime={at} title={exact(atMs)}>
      {relative(atMs, nowMs).replaceAll(' ', '\u00a0')}
    </time>
  )
}
