// Works out a customer's standing: what subscriptions will do next, what is owed and what was paid. Facts only, no words.

import type { CustomerBilling, Dispute, Invoice, Payment, Cached, Subscription } from '#contract/billing.ts'
import { type MoneyValue, sumByCurrency } from './amount.ts'
import { hasFailed, isCovered, isOverdue, isUnderWay, unpaidMinor } from './collection.ts'
import { isEnding } from './subscription-state.ts'

/** The cached value, if there is one. */
export function valueOf<T>(reading: Cached<T>): T | undefined {
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

/** The subscriptions that decide the verdict: the first group, in order of importance, that has any. */
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

type Collected = Pick<CustomerBilling, 'invoices' | 'payments'>

const openInvoices = ({ invoices }: Collected): Invoice[] =>
  (valueOf(invoices)?.items ?? [])
    .filter(({ status, amountRemainingMinor }) => status === 'open' && amountRemainingMinor > 0)
    .sort((a, b) => b.createdAtMs - a.createdAtMs)

/** Past-due open invoices that no payment in progress covers, newest first. */
export function unpaidInvoices(billing: Collected, nowMs: number): Invoice[] {
  const { payments } = billing
  return openInvoices(billing).filter(
    (invoice) => hasFailed(invoice, payments) || isOverdue(invoice, payments, nowMs),
  )
}

/** Open invoices that payments in progress cover completely, newest first. */
export function coveredInvoices(billing: Collected): Invoice[] {
  return openInvoices(billing).filter((invoice) => isCovered(invoice, billing.payments))
}

/** Whether payments in progress cover everything open of a subscription, and something is open. */
export function isUnderWayFor({ id }: Subscription, billing: Collected): boolean {
  const open = openInvoices(billing).filter(({ subscriptionId }) => subscriptionId === id)
  return open.length > 0 && open.every((invoice) => isCovered(invoice, billing.payments))
}

/** The remaining amounts per currency; `undefined` when one is unknown. */
export function remainingOf(invoices: Invoice[]): MoneyValue[] | undefined {
  return sumByCurrency(
    invoices.map(({ amountRemainingMinor, currency }) => ({ amountMinor: amountRemainingMinor, currency })),
  )
}

/** The remaining amounts that are not in progress, per currency. */
export function unpaidOf(invoices: Invoice[], { payments }: Collected): MoneyValue[] | undefined {
  return sumByCurrency(
    invoices.map((invoice) => ({ amountMinor: unpaidMinor(invoice, payments), currency: invoice.currency })),
  )
}

/** Payments in progress, for an invoice or not. */
export function paymentsUnderWay({ payments }: Pick<CustomerBilling, 'payments'>): Payment[] {
  return (valueOf(payments)?.items ?? []).filter(isUnderWay)
}

/** The amount in progress per currency. */
export function underWayOf(billing: Pick<CustomerBilling, 'payments'>): MoneyValue[] {
  return sumByCurrency(paymentsUnderWay(billing)) ?? []
}

/** Payments that brought in money, including intents of which only a part was captured. */
export function succeeded(payments: Payment[]): Payment[] {
  return payments.filter(
    ({ status, amountCapturedMinor }) =>
      (status === 'succeeded' || status === 'requires_capture') && amountCapturedMinor > 0,
  )
}

/** What was paid through Stripe and not refunded, per currency. */
export function lifetimeOf(payments: Payment[]): MoneyValue[] | undefined {
  return sumByCurrency(
    succeeded(payments).map(({ amountCapturedMinor, amountRefundedMinor = 0, currency }) => ({
      amountMinor: amountCapturedMinor - amountRefundedMinor,
      currency,
    })),
  )
}

/** Whether the refunds of every payment are known; intents alone do not tell. */
export function areRefundsKnown(payments: Payment[]): boolean {
  return succeeded(payments).every(({ amountRefundedMinor }) => amountRefundedMinor !== undefined)
}

/** What was paid on invoices outside Stripe, per currency. */
export function outsideOf(invoices: Invoice[]): MoneyValue[] | undefined {
  const outside = invoices.filter(({ paidOutsideMinor }) => paidOutsideMinor > 0)
  return sumByCurrency(
    outside.map(({ paidOutsideMinor, currency }) => ({ amountMinor: paidOutsideMinor, currency })),
  )
}

/** What lost disputes cost, per currency, as negative amounts. */
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

/** Whether a default payment method is set; `undefined` while that cannot be read. Others may be attached. */
export function hasDefaultMethod(
  { customer, paymentMethods }: Pick<CustomerBilling, 'customer' | 'paymentMethods'>,
  subscription?: Subscription,
): boolean | undefined {
  if (customer.paymentMethod || subscription?.paymentMethod) return true
  return paymentMethods.state === 'read' ? false : undefined
}
