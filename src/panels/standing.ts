// Where a customer stands: subscriptions by what they will do next, what is owed, what was paid. Facts only, no words.

import type { CustomerBilling, Dispute, Invoice, Payment, Reading, Subscription } from '#contract/billing.ts'
import type { Money } from '#contract/money.ts'
import { amountOf, type MoneyValue, sumByCurrency, withPeriod } from './amount.ts'
import { hasFailed, isOverdue } from './invoice-state.ts'
import { isPast } from './moment.ts'
import { itemTotal } from './price.ts'
import { isEnding } from './subscription-state.ts'

/** The value of a reading, when there is one. */
export function valueOf<T>(reading: Reading<T>): T | undefined {
  return reading.state === 'read' ? reading.value : undefined
}

type Group =
  'past_due' | 'renewing' | 'trial' | 'ending' | 'paused' | 'incomplete' | 'ended' | 'expired' | 'unknown'

/** What a subscription will do next. */
export function groupOf(subscription: Subscription): Group {
  const { status, collectionPause } = subscription
  if (status === 'past_due' || status === 'unpaid') return 'past_due'
  if (status === 'active' || status === 'trialing') {
    if (collectionPause) return 'paused'
    if (status === 'trialing') return 'trial'
    return isEnding(subscription) ? 'ending' : 'renewing'
  }
  if (status === 'paused' || status === 'incomplete') return status
  if (status === 'canceled') return 'ended'
  return status === 'incomplete_expired' ? 'expired' : 'unknown'
}

/** The subscriptions that decide the verdict: the most telling group that has any. */
export function leadingGroup(
  subscriptions: Subscription[],
): { group: Group; members: Subscription[] } | undefined {
  const order = ['past_due', 'renewing', 'trial', 'ending', 'paused', 'incomplete', 'unknown'] as const
  for (const group of order) {
    const members = subscriptions.filter((subscription) => groupOf(subscription) === group)
    if (members.length > 0) return { group, members }
  }
  return undefined
}

export type Recurring = {
  /** One per currency and interval: never summed across. `undefined` when some price is not a plain amount. */
  amounts?: MoneyValue[]
  /** Something is billed by use on top. */
  metered: boolean
}

const periodKey = ({ currency, per }: MoneyValue) =>
  `${currency} ${per ? `${per.count} ${per.interval}` : 'once'}`

/** What subscriptions cost per period, before discounts and tax. */
export function recurringOf(subscriptions: Subscription[]): Recurring {
  const items = subscriptions.flatMap(({ items: own, currency }) =>
    own.map((item) => ({ ...item, price: { ...item.price, currency: item.price.currency || currency } })),
  )
  const metered = items.some(({ price }) => price.metered)
  const totals = items.filter(({ price }) => !price.metered).map(itemTotal)
  const known = totals.filter((total) => total !== undefined)
  if (known.length < totals.length || subscriptions.some(({ itemsHasMore }) => itemsHasMore))
    return { metered }
  const sums = new Map<string, MoneyValue>()
  for (const total of known) {
    const sum = sums.get(periodKey(total))
    const both = sum ? amountOf(sum.amountMinor + total.amountMinor, sum.currency) : total
    if (!both) return { metered }
    sums.set(periodKey(total), withPeriod(both, total.per))
  }
  return { amounts: [...sums.values()], metered }
}

/** Open invoices that should have been paid by now, newest first. */
export function unpaidInvoices(invoices: Invoice[], nowMs: number): Invoice[] {
  return invoices
    .filter((invoice) => hasFailed(invoice) || isOverdue(invoice, nowMs))
    .sort((a, b) => b.createdAtMs - a.createdAtMs)
}

const remaining = ({ amountRemainingMinor, currency }: Invoice): Money => ({
  amountMinor: amountRemainingMinor,
  currency,
})

/** Per currency; `undefined` when an amount is unknown. */
export function remainingOf(invoices: Invoice[]): MoneyValue[] | undefined {
  return sumByCurrency(invoices.map(remaining))
}

/** Payments that brought money. */
export function succeeded(payments: Payment[]): Payment[] {
  return payments.filter(
    ({ status, amountCapturedMinor }) => status === 'succeeded' && amountCapturedMinor > 0,
  )
}

/** What was paid and not refunded, per currency. */
export function lifetimeOf(payments: Payment[]): MoneyValue[] | undefined {
  return sumByCurrency(
    succeeded(payments).map(({ amountCapturedMinor, amountRefundedMinor, currency }) => ({
      amountMinor: amountCapturedMinor - amountRefundedMinor,
      currency,
    })),
  )
}

/** What lost disputes took, per currency, negative. */
export function lostOf(disputes: Dispute[]): MoneyValue[] | undefined {
  const lost = disputes.filter(({ status }) => status === 'lost')
  return sumByCurrency(lost.map(({ amountMinor, currency }) => ({ amountMinor: -amountMinor, currency })))
}

/** The earliest of the known times. */
export function earliest(times: (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined && time > 0)
  return known.length > 0 ? known.reduce((a, b) => ((a ?? 0) < (b ?? 0) ? a : b)) : undefined
}

/** The latest of the known times. */
export function latest(times: (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined && time > 0)
  return known.length > 0 ? known.reduce((a, b) => ((a ?? 0) > (b ?? 0) ? a : b)) : undefined
}

/** The next time in the future that Stripe will charge one of them. */
export function nextChargeAtMs(subscriptions: Subscription[], nowMs: number): number | undefined {
  return earliest(
    subscriptions.map(({ periodEndAtMs }) => periodEndAtMs).filter((time) => !isPast(time, nowMs)),
  )
}

/** Whether a payment method is on file; `undefined` while that cannot be read. */
export function hasMethod(
  { customer, paymentMethods }: Pick<CustomerBilling, 'customer' | 'paymentMethods'>,
  subscription?: Subscription,
): boolean | undefined {
  if (customer.paymentMethod || subscription?.paymentMethod) return true
  return paymentMethods.state === 'read' ? false : undefined
}
