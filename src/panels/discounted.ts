// Applies discounts to an amount. An invoice with the same lines and discounts gives the result; otherwise it is computed, but only
// if the products of the coupons are known and nothing has to be rounded, because Stripe does not document how it rounds. In any
// other case the result is unknown.
// https://docs.stripe.com/billing/subscriptions/coupons

import type {
  Customer,
  CustomerBilling,
  Discount,
  Invoice,
  Subscription,
  SubscriptionItem,
} from '#contract/billing.ts'
import { amountOf, type MoneyValue, withPeriod } from './amount.ts'
import { itemTotal } from './item-total.ts'

/** What is known apart from the subscription: invoices once they are read, and recent previews from Stripe. */
export type ChargeBasis = Pick<CustomerBilling, 'nextInvoices'> & {
  customer: Pick<Customer, 'discounts' | 'balanceMinor' | 'currency' | 'invoiceCredit' | 'taxExempt'>
  invoices?: readonly Invoice[]
}

/** Whether it no longer applies at a time. */
const hasEnded = ({ endsAtMs }: Discount, atMs: number) => endsAtMs !== undefined && endsAtMs <= atMs

/** The discounts that apply at a time: of each item, and of the subscription. */
export type Applied = { ofItems: Discount[][]; general: Discount[] }

/** A subscription without discounts of its own inherits the customer's. */
export function discountsOf(
  { discounts, items }: Subscription,
  customer: Pick<Customer, 'discounts'>,
  atMs: number,
): Applied {
  const applying = (all: readonly Discount[]) => all.filter((discount) => !hasEnded(discount, atMs))
  const own = applying(discounts)
  return {
    ofItems: items.map((item) => applying(item.discounts)),
    general: own.length > 0 ? own : applying(customer.discounts),
  }
}

/** In the order in which Stripe applies them. */
export const flat = ({ ofItems, general }: Applied): Discount[] => [...ofItems.flat(), ...general]

/** What it takes off in a currency; `undefined` when that is not known. */
export function amountOff({ amountsOff }: Discount, currency: string): number | undefined {
  return amountsOff?.find((one) => one.currency === currency)?.amountMinor
}

/** Whether something certainly remains to be paid, whatever the discounts apply to and in whatever order. */
export function surelyRemains(total: MoneyValue | undefined, discounts: readonly Discount[]): boolean {
  const isPercent = ({ percentOff }: Discount) => percentOff !== undefined && percentOff < 100
  if (!total) return discounts.every(isPercent)
  let leastMinor = total.amountMinor
  for (const { percentOff = 0 } of discounts) leastMinor *= 1 - Math.min(100, Math.max(0, percentOff)) / 100
  for (const discount of discounts) {
    if (discount.percentOff !== undefined) continue
    leastMinor -= amountOff(discount, total.currency) ?? Infinity
  }
  // Stripe rounds to whole units: less than one may be none.
  return leastMinor >= 1
}

/** Whether the discount applies to the next invoice as it did to this one. */
function isLasting({ id, duration, endsAtMs }: Discount, invoices: readonly Invoice[]): boolean {
  if (duration === 'once') return false
  if (duration === 'forever' || endsAtMs !== undefined) return true
  // Without its coupon: what was on two invoices is not for one only.
  const uses = invoices.filter(({ discountAmounts }) =>
    discountAmounts.some(({ discountId, amountMinor }) => discountId === id && amountMinor > 0),
  )
  return uses.length > 1
}

const wasIssued = ({ status }: Invoice) => status === 'paid' || status === 'open'

/** The total according to an invoice with the same lines and discounts. */
function invoicedOffMinor(
  total: MoneyValue,
  discounts: readonly Discount[],
  { id: subscriptionId, discounts: general, items }: Subscription,
  invoices: readonly Invoice[],
): number | undefined {
  const wanted = new Set(discounts.map(({ id }) => id))
  // A discount of its own is on no invoice but its own; the customer's may be on any.
  const own = new Set([...general, ...items.flatMap((item) => item.discounts)].map(({ id }) => id))
  const isOwn = [...wanted].every((id) => id !== undefined && own.has(id))
  const isSame = (invoice: Invoice) =>
    (invoice.subscriptionId === subscriptionId || (isOwn && invoice.subscriptionId === undefined)) &&
    invoice.currency === total.currency &&
    invoice.linesTotalMinor === total.amountMinor &&
    invoice.discountAmounts.length === wanted.size &&
    invoice.discountAmounts.every(({ discountId }) => wanted.has(discountId))
  const invoice = invoices.find((one) => wasIssued(one) && isSame(one))
  return invoice?.discountAmounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
}

/** Whether it is for an item; `undefined` where that is not known. */
function isFor({ products }: Discount, { productId }: SubscriptionItem): boolean | undefined {
  if (products === 'all') return true
  return products === undefined || productId === undefined ? undefined : products.includes(productId)
}

/** Takes a percentage off each amount; `undefined` where the result would have to be rounded. */
function afterPercent(each: readonly number[], percentOff: number): number[] | undefined {
  // Stripe's percentages have two decimals.
  const hundredths = Math.round(percentOff * 100)
  if (hundredths < 0 || hundredths > 10_000 || Math.abs(hundredths - percentOff * 100) > 1e-6)
    return undefined
  const left = each.map((minor) => minor - (minor * hundredths) / 10_000)
  return left.every(Number.isSafeInteger) ? left : undefined
}

/** One amount per line, or one for several lines once it no longer matters how they share a discount. */
type Lines = { item: SubscriptionItem; minor: number }[]

const sumOf = (lines: Lines) => lines.reduce((sum, { minor }) => sum + minor, 0)

/** What one discount leaves of the lines that it is for, and of the others. */
function afterOne(lines: Lines, discount: Discount, currency: string): Lines | undefined {
  const reach = lines.map(({ item }) => isFor(discount, item))
  if (reach.includes(undefined)) return undefined
  const meant = lines.filter((_, index) => reach[index])
  const others = lines.filter((_, index) => !reach[index])
  const [first, ...more] = meant
  if (!first) return lines
  if (discount.percentOff !== undefined) {
    const left = afterPercent(
      meant.map(({ minor }) => minor),
      discount.percentOff,
    )
    return left && [...meant.map((one, index) => ({ ...one, minor: left[index] ?? one.minor })), ...others]
  }
  const offMinor = amountOff(discount, currency)
  if (offMinor === undefined || offMinor < 0) return undefined
  const leftMinor = Math.max(0, sumOf(meant) - offMinor)
  // It is not known how Stripe shares an amount among several lines, so the first entry holds their sum.
  return [{ ...first, minor: leftMinor }, ...more.map((one) => ({ ...one, minor: 0 })), ...others]
}

const afterAll = (lines: Lines, discounts: readonly Discount[], currency: string): Lines | undefined =>
  discounts.reduce<Lines | undefined>((left, discount) => left && afterOne(left, discount, currency), lines)

/** Computes the total: discounts of each item first, then those of the whole subscription. */
function computedLeftMinor(
  { currency }: MoneyValue,
  { ofItems, general }: Applied,
  { items }: Subscription,
): number | undefined {
  const lines = items.flatMap((item, index) => {
    const total = itemTotal(item)
    const own = total && afterAll([{ item, minor: total.amountMinor }], ofItems[index] ?? [], currency)
    return own ?? []
  })
  if (lines.length < items.length) return undefined
  // After the first of several discounts the amount left of each line is unknown.
  if (lines.length > 1 && general.length > 1) return undefined
  const left = afterAll(lines, general, currency)
  return left && sumOf(left)
}

/** The total after the discounts that apply, where that is certain. */
export function afterDiscounts(
  total: MoneyValue,
  applied: Applied,
  subscription: Subscription,
  { invoices = [] }: ChargeBasis,
): MoneyValue | undefined {
  const discounts = flat(applied)
  if (discounts.length === 0) return total
  if (!discounts.every((discount) => isLasting(discount, invoices))) return undefined
  const offMinor = invoicedOffMinor(total, discounts, subscription, invoices)
  const leftMinor =
    offMinor === undefined
      ? computedLeftMinor(total, applied, subscription)
      : Math.max(0, total.amountMinor - offMinor)
  const left = leftMinor === undefined ? undefined : amountOf(leftMinor, total.currency)
  return left && withPeriod(left, total.per)
}
