// Formats times for people: relative within seven days, then the day, with the year if it is not the current one.

export type Clock = { locale: string; nowMs: number; timeZone?: string }
export type DateStyle = 'relative' | 'date' | 'month' | 'weekday' | 'time'

const dayMs = 86_400_000

const shapes: Readonly<Record<Exclude<DateStyle, 'relative'> | 'year', Intl.DateTimeFormatOptions>> = {
  date: { day: 'numeric', month: 'short' },
  year: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'short', year: 'numeric' },
  weekday: { weekday: 'short', day: 'numeric', month: 'short' },
  time: { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
}

const zone = ({ timeZone }: Clock) => (timeZone ? { timeZone } : {})

/** `2026-11-21` in the viewer's time zone: two times with the same key are on the same day. */
export function dayKey(atMs: number, clock: Clock): string {
  const shape = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  return new Intl.DateTimeFormat('en-CA', { ...shape, ...zone(clock) }).format(atMs)
}

function relative(atMs: number, clock: Clock): string | undefined {
  const ms = atMs - clock.nowMs
  const words = new Intl.RelativeTimeFormat(clock.locale, { numeric: 'auto' })
  const minutes = Math.round(ms / 60_000)
  if (Math.abs(minutes) < 1) return words.format(0, 'second')
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute')
  if (Math.abs(ms) < dayMs) return words.format(Math.round(ms / 3_600_000), 'hour')
  const days = Math.round((Date.parse(dayKey(atMs, clock)) - Date.parse(dayKey(clock.nowMs, clock))) / dayMs)
  return Math.abs(days) <= 7 ? words.format(days, 'day') : undefined
}

/** Formats a time in one of the styles; an invalid time is returned unchanged. */
export function formatDate(at: string, style: DateStyle, clock: Clock): string {
  const atMs = Date.parse(at)
  if (!Number.isFinite(atMs)) return at
  const near = style === 'relative' ? relative(atMs, clock) : undefined
  if (near !== undefined) return near
  const sameYear = dayKey(atMs, clock).slice(0, 4) === dayKey(clock.nowMs, clock).slice(0, 4)
  const shape = style === 'relative' || style === 'date' ? (sameYear ? 'date' : 'year') : style
  return new Intl.DateTimeFormat(clock.locale, { ...shapes[shape], ...zone(clock) }).format(atMs)
}
