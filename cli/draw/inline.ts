// Draws a line of text and values: money and dates in the reader's locale, without characters that a terminal would interpret.

import { formatMoney } from '#contract/money.ts'
import type { Inline, InlineValue } from '#contract/panel.ts'
import { daysFrom } from '#contract/time-zone.ts'

export type Reader = { locale: string; nowMs: number; timeZone: string }

/** Replaces control characters, which can move the cursor, change colours and rename windows; text from outside may contain them. */
export const tame = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ')

/** Joins the parts without spaces, as on other surfaces. */
export const drawInline = (line: Inline, reader: Reader): string =>
  tame(
    typeof line === 'string'
      ? line
      : line.map((part) => (typeof part === 'string' ? part : drawValue(part, reader))).join(''),
  )

function drawValue(value: InlineValue, reader: Reader): string {
  switch (value.type) {
    case 'money': {
      const { per, struck } = value
      const interval = per ? ` / ${per.count > 1 ? `${per.count} ${per.interval}s` : per.interval}` : ''
      return `${struck ? '(struck) ' : ''}${formatMoney(value, reader.locale)}${interval}`
    }
    case 'date':
      return drawDate(value.at, value.style, reader)
    case 'id':
      return value.id
    case 'badge':
      return `[${value.text}]`
    case 'link':
      return `${value.text} <${value.href}>`
    default:
      return value.text
  }
}

type DateStyle = Extract<InlineValue, { type: 'date' }>['style']
const dayMs = 86_400_000

const formats: Readonly<Record<Exclude<DateStyle, 'relative'>, Intl.DateTimeFormatOptions>> = {
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'short', year: 'numeric' },
  weekday: { weekday: 'short', day: 'numeric', month: 'short' },
  time: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
}

/** A relative date within a week is drawn in words, as on other surfaces. */
export function drawDate(at: string, style: DateStyle, { locale, nowMs, timeZone }: Reader): string {
  const ms = Date.parse(at)
  const away = ms - nowMs
  const days = daysFrom(nowMs, ms, timeZone)
  if (style === 'relative' && Math.abs(days) <= 7) {
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
    if (Math.abs(away) >= dayMs) return relative.format(days, 'day')
    if (Math.abs(away) >= 3_600_000) return relative.format(Math.trunc(away / 3_600_000), 'hour')
    return relative.format(Math.trunc(away / 60_000), 'minute')
  }
  const format = formats[style === 'relative' ? 'date' : style]
  return new Intl.DateTimeFormat(locale, {
    ...format,
    timeZone,
  }).format(ms)
}
