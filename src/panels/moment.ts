// Turns times into inline values. An invalid time is left out, because `createdAtMs: 0` means that Stripe did not say.

import type { InlineValue } from '#contract/panel.ts'
import { dayIn, daysFrom } from '#contract/time-zone.ts'

export type DateValue = InlineValue & { type: 'date' }

/** The reader's current date and time. */
export type Calendar = { nowMs: number; timeZone: string }

const dayMs = 86_400_000
/** The last millisecond of the year 9999; later years need a sign in ISO 8601. */
const atMsMax = 253_402_300_799_999

const isTime = (atMs: number | undefined): atMs is number => atMs !== undefined && atMs > 0 && atMs <= atMsMax

/** ISO 8601 for a time the gateway itself measured. */
export function isoOf(atMs: number): string {
  return new Date(isTime(atMs) ? atMs : 1).toISOString()
}

/** The time in a style; `undefined` when unknown. */
export function dateOf(atMs: number | undefined, style: DateValue['style'] = 'date'): DateValue | undefined {
  return isTime(atMs) ? { type: 'date', at: new Date(atMs).toISOString(), style } : undefined
}

/** "2 Oct" within this year, "Mar 2023" before: how long somebody has been a customer. */
export function sinceOf(atMs: number | undefined, { nowMs, timeZone }: Calendar): DateValue | undefined {
  if (!isTime(atMs)) return undefined
  const [year, thisYear] = [atMs, nowMs].map((ms) => dayIn(timeZone, ms).slice(0, 4))
  return dateOf(atMs, year === thisYear ? 'date' : 'month')
}

/** Calendar days from now: 0 today, 1 tomorrow; negative in the past. */
export function daysUntil(atMs: number, { nowMs, timeZone }: Calendar): number {
  return daysFrom(nowMs, atMs, timeZone)
}

/** Whether a known time lies within the coming days. */
export function isWithinDays(atMs: number | undefined, nowMs: number, days: number): boolean {
  return isTime(atMs) && atMs > nowMs && atMs - nowMs <= days * dayMs
}

/** Whether a known time has passed. */
export function isPast(atMs: number | undefined, nowMs: number): boolean {
  return isTime(atMs) && atMs <= nowMs
}

/** When a card stops working: the first moment after its last month. `undefined` when the expiry is unknown. */
export function cardEndsAtMs({
  expMonth,
  expYear,
}: {
  expMonth?: number
  expYear?: number
}): number | undefined {
  const known =
    expMonth !== undefined &&
    expYear !== undefined &&
    expMonth >= 1 &&
    expMonth <= 12 &&
    expYear >= 2000 &&
    expYear <= 2199
  return known && Number.isInteger(expMonth) && Number.isInteger(expYear)
    ? Date.UTC(expYear, expMonth, 1)
    : undefined
}
