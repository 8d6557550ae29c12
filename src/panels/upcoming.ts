// Finds Stripe's recent previews of the next invoices, which are more exact than the sum of the prices.

import type { NextInvoice, Subscription } from '#contract/billing.ts'
import { dayIn } from '#contract/time-zone.ts'
import { amountOf, type MoneyValue, sumByCurrency } from './amount.ts'
import { type Calendar, isPast } from './moment.ts'

type Previews = ReadonlyMap<string, NextInvoice | 'none'> | undefined

/** The preview of one subscription; `undefined` when there is none, or its date has passed. */
export function previewOf(
  { id }: Subscription,
  previews: Previews,
  nowMs: number,
): NextInvoice | 'none' | undefined {
  const next = previews?.get(id)
  return next !== 'none' && isPast(next?.atMs, nowMs) ? undefined : next
}

/** The amount due of a previewed invoice. */
export function dueOf({ amountDueMinor, currency }: NextInvoice): MoneyValue | undefined {
  return amountOf(amountDueMinor, currency)
}

export type Upcoming = { amount: MoneyValue; atMs: number; sent: boolean }

/**
 * The next charge of several subscriptions as one amount. `undefined` unless every next invoice was previewed, on the same day and
 * in the same currency, so that a part is never shown as the whole.
 */
export function upcomingOf(
  members: readonly Subscription[],
  all: Previews,
  { nowMs, timeZone }: Calendar,
): Upcoming | undefined {
  const previews = members.map((member) => previewOf(member, all, nowMs)).filter((next) => next !== 'none')
  const known = previews.flatMap((next) => (next?.atMs === undefined ? [] : [{ ...next, atMs: next.atMs }]))
  const [first] = known
  if (!first || known.length < previews.length) return undefined
  const days = new Set(known.map(({ atMs }) => dayIn(timeZone, atMs)))
  const sums = sumByCurrency(
    known.map(({ amountDueMinor, currency }) => ({ amountMinor: amountDueMinor, currency })),
  )
  const [amount, ...others] = sums ?? []
  if (!amount || others.length > 0 || days.size > 1) return undefined
  return {
    amount,
    atMs: Math.min(...known.map(({ atMs }) => atMs)),
    sent: known.every(({ sent }) => sent),
  }
}
