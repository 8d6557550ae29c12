// Works out what a subscription charges next: when, how much, and what that amount leaves out. Uses Stripe's preview if one was read
// recently, so that everything on the screen agrees; otherwise the prices. Facts only, no words.

import type { CustomerBilling, Invoice, NextInvoice, Subscription } from '#contract/billing.ts'
import { amountOf, type MoneyValue, withPeriod } from './amount.ts'
import { afterDiscounts, discountsOf, flat, surelyRemains, type ChargeBasis } from './discounted.ts'
import { itemTotal } from './item-total.ts'
import type { Calendar } from './moment.ts'
import { earliest, groupOf, valueOf } from './standing.ts'
import { endsAtMs, renewsAtMs } from './subscription-state.ts'
import { dueOf, previewOf, upcomingOf } from './upcoming.ts'

/** What an amount leaves out. */
export type Remark = 'discounts' | 'tax' | 'tax_possible' | 'use' | 'ahead' | 'schedule' | 'update'

export type NextCharge = {
  /** Whether a period costs anything. */
  costs: 'something' | 'nothing' | 'unknown'
  /** Whether money is charged, or an invoice is created that is sent or paid from credit. */
  by: 'charge' | 'invoice'
  /** When it renews; `undefined` when it does not, or when that is not known. */
  atMs?: number
  /** When it ends for good, if that is set. */
  endsAtMs?: number
  /**
   * Per period, one for each currency and interval, or the amount of the invoice that Stripe previewed; `undefined` when a
   * price is not a plain amount.
   */
  amounts?: MoneyValue[]
  remarks: Remark[]
  /** What Stripe previewed for it; `none`: there will be no further invoice. */
  preview?: NextInvoice | 'none'
}

/** Whether the remark is about the amount; the others are shown also without an amount. */
export const isAboutAmount = (remark: Remark) => !['ahead', 'schedule', 'update'].includes(remark)

/** What is known about a customer apart from the subscriptions. */
export function basisOf({
  customer,
  invoices,
  nextInvoices,
}: Pick<CustomerBilling, 'customer' | 'invoices' | 'nextInvoices'>): ChargeBasis {
  const page = valueOf(invoices)
  return { customer, ...(page ? { invoices: page.items } : {}), ...(nextInvoices ? { nextInvoices } : {}) }
}

const periodKey = ({ currency, per }: MoneyValue) =>
  `${currency} ${per ? `${per.count} ${per.interval}` : 'once'}`

/** One total per currency and interval; `undefined` when a sum is not a valid amount. */
function sumByPeriod(amounts: readonly MoneyValue[]): MoneyValue[] | undefined {
  const sums = new Map<string, MoneyValue>()
  for (const amount of amounts) {
    const sum = sums.get(periodKey(amount))
    const both = sum ? amountOf(sum.amountMinor + amount.amountMinor, sum.currency) : amount
    if (!both) return undefined
    sums.set(periodKey(amount), withPeriod(both, amount.per))
  }
  return [...sums.values()]
}

/** The sum of the prices before discounts, tax and usage; `undefined` when one of them is not a plain amount. */
function listAmounts({ items, itemsHasMore }: Subscription): MoneyValue[] | undefined {
  if (itemsHasMore) return undefined
  const totals = items.filter(({ price }) => !price.metered).map(itemTotal)
  const known = totals.filter((total) => total !== undefined)
  return known.length === totals.length ? sumByPeriod(known) : undefined
}

/** Tax on top, according to the subscription or else to its newest invoice with an amount. */
function taxRemark(
  { id, extraTax }: Subscription,
  { customer, invoices = [] }: ChargeBasis,
): Remark | undefined {
  const isExempt = customer.taxExempt === 'exempt' || customer.taxExempt === 'reverse'
  if (isExempt || extraTax === 'none') return undefined
  if (extraTax === 'added') return 'tax'
  const shows = (invoice: Invoice) => invoice.subscriptionId === id && invoice.totalMinor > 0
  const newest = invoices.find(shows)
  if (!newest) return 'tax_possible'
  return newest.addedTaxMinor > 0 ? 'tax' : undefined
}

/** The balance in a currency. Stripe mirrors the balance in the map of all currencies. */
function creditIn(currency: string | undefined, { customer }: ChargeBasis): number {
  const inMap = customer.invoiceCredit.find((credit) => credit.currency.toLowerCase() === currency)
  return inMap?.amountMinor ?? (customer.currency === currency ? -customer.balanceMinor : 0)
}

/** Whether there is a debt on the balance: even an invoice of zero collects it. */
function costsOf(of: { isFree: boolean; remains: boolean; creditMinor: number }): NextCharge['costs'] {
  if (of.isFree) return of.creditMinor < 0 ? 'unknown' : 'nothing'
  return of.remains ? 'something' : 'unknown'
}

/** Whether a part of the next period is already billed. */
export function isBilledAhead({ billedAhead }: Subscription, renewMs: number | undefined): boolean {
  return billedAhead !== undefined && renewMs !== undefined && billedAhead.untilMs > renewMs
}

/** The next charge date: the renewal, or later if it is billed in advance; none once it has ended. */
function chargedAtMs(subscription: Subscription, nowMs: number): number | undefined {
  const renewMs = renewsAtMs(subscription, nowMs)
  const { billedAhead } = subscription
  if (!billedAhead?.isWhole || !isBilledAhead(subscription, renewMs)) return renewMs
  const endMs = endsAtMs(subscription)
  return endMs !== undefined && endMs <= billedAhead.untilMs ? undefined : billedAhead.untilMs
}

/** The next charge according to the prices. */
function computedCharge(subscription: Subscription, basis: ChargeBasis, nowMs: number): NextCharge {
  const atMs = chargedAtMs(subscription, nowMs)
  const isAhead = isBilledAhead(subscription, renewsAtMs(subscription, nowMs))
  // Of some items: what the others cost is not told apart.
  const isPartAhead = isAhead && subscription.billedAhead?.isWhole === false
  const endMs = endsAtMs(subscription)
  const applied = discountsOf(subscription, basis.customer, atMs ?? nowMs)
  const discounts = flat(applied)
  const metered = subscription.items.some(({ price }) => price.metered)
  const list = listAmounts(subscription)
  const single = list?.length === 1 ? list[0] : undefined
  const left = single && !metered ? afterDiscounts(single, applied, subscription, basis) : undefined
  const amounts = left ? [left] : list
  const tax = taxRemark(subscription, basis)
  const isFree =
    !metered && amounts?.length !== 0 && amounts?.every(({ amountMinor }) => amountMinor === 0) === true
  const isExact = discounts.length === 0 || left !== undefined || isFree
  const creditMinor = creditIn(single?.currency, basis)
  // An unknown amount may be covered by credit too, but an invoice is created in any case.
  const isCharged = isExact && !tax && !metered && single && creditMinor < (left ?? single).amountMinor
  const isSent = subscription.collectionMethod === 'send_invoice'
  return {
    costs: costsOf({
      isFree,
      remains: !isPartAhead && (isExact || surelyRemains(single, discounts)),
      creditMinor,
    }),
    by: isSent || (creditMinor > 0 && !isCharged) ? 'invoice' : 'charge',
    ...(atMs === undefined ? {} : { atMs }),
    ...(endMs === undefined ? {} : { endsAtMs: endMs }),
    ...(amounts ? { amounts } : {}),
    remarks: [
      ...(isExact ? [] : ['discounts' as const]),
      ...(tax && !isFree ? [tax] : []),
      ...(metered ? ['use' as const] : []),
      ...(isAhead ? ['ahead' as const] : []),
      ...(subscription.scheduleId !== undefined ? ['schedule' as const] : []),
      ...(subscription.pendingUpdate ? ['update' as const] : []),
    ],
  }
}

/** Whether Stripe's preview is its next charge: it is in good standing and continues. */
const isBilled = (subscription: Subscription) => ['renewing', 'trial'].includes(groupOf(subscription))

/** The next charge according to Stripe's preview, whose amount leaves nothing out. */
function previewedCharge(computed: NextCharge, preview: NextInvoice | 'none'): NextCharge {
  const { atMs: _, ...rest } = computed
  if (preview === 'none') return { ...rest, costs: 'unknown', preview }
  const due = dueOf(preview)
  if (!due) return computed
  return {
    ...rest,
    costs: due.amountMinor === 0 ? 'nothing' : 'something',
    by: preview.sent ? 'invoice' : 'charge',
    ...(preview.atMs === undefined ? {} : { atMs: preview.atMs }),
    amounts: [due],
    remarks: [],
    preview,
  }
}

/** What a running subscription, on trial or not, charges next. */
export function nextChargeOf(subscription: Subscription, basis: ChargeBasis, nowMs: number): NextCharge {
  const computed = computedCharge(subscription, basis, nowMs)
  const preview = isBilled(subscription) ? previewOf(subscription, basis.nextInvoices, nowMs) : undefined
  return preview ? previewedCharge(computed, preview) : computed
}

/** The sum of the prices of several subscriptions, and what it leaves out. */
function priced(
  subscriptions: readonly Subscription[],
  basis: ChargeBasis,
  nowMs: number,
): Pick<NextCharge, 'amounts' | 'remarks'> {
  const all = subscriptions.map((subscription) => computedCharge(subscription, basis, nowMs))
  const known = all.flatMap(({ amounts }) => amounts ?? [])
  const amounts = all.every((one) => one.amounts !== undefined) ? sumByPeriod(known) : undefined
  return { ...(amounts ? { amounts } : {}), remarks: [...new Set(all.flatMap(({ remarks }) => remarks))] }
}

/** The next charge of several subscriptions: the sum and the earliest date. */
export function nextChargeOfAll(
  subscriptions: readonly Subscription[],
  basis: ChargeBasis,
  calendar: Calendar,
): NextCharge {
  const { nowMs } = calendar
  const all = subscriptions.map((subscription) => nextChargeOf(subscription, basis, nowMs))
  const costly = all.filter(({ costs }) => costs === 'something')
  const unknown = all.filter(({ costs }) => costs === 'unknown')
  const open = costly.length > 0 ? costly : unknown.length > 0 ? unknown : all
  const [first] = open.toSorted((a, b) => (a.atMs ?? Infinity) - (b.atMs ?? Infinity))
  const ends = earliest(all.map(({ endsAtMs: endMs }) => endMs))
  const upcoming = subscriptions.every(isBilled)
    ? upcomingOf(subscriptions, basis.nextInvoices, calendar)
    : undefined
  return {
    costs: first?.costs ?? 'nothing',
    by: upcoming ? (upcoming.sent ? 'invoice' : 'charge') : (first?.by ?? 'charge'),
    ...(first?.atMs === undefined ? {} : { atMs: first.atMs }),
    ...(ends === undefined ? {} : { endsAtMs: ends }),
    ...(upcoming ? { amounts: [upcoming.amount], remarks: [] } : priced(subscriptions, basis, nowMs)),
    ...(first?.preview === undefined ? {} : { preview: first.preview }),
  }
}
