// Reads everything about one customer: two lists and the product names in parallel, then the disputes. At most 2 + P + D requests, one
// more for unfinished payments, and one for each coupon of unknown value; complete.ts adds what first pages left out. Nothing waits
// for anything it does not need.

import type {
  Cached,
  CustomerBilling,
  CustomerHit,
  Discount,
  Page,
  Subscription,
  SubscriptionItem,
} from '#contract/billing.ts'
import { withoutPermission } from '#permissions.ts'
import type { ReadRequest } from '../../api/read-request.ts'
import type { Upstream } from '../../api/upstream.ts'
import { mapCached, oldestAsOfMs } from '../cache/cached.ts'
import { describeDiscounts } from '../readers/discount.ts'
import type { LinePrice } from '../readers/invoice.ts'
import {
  type CompleteDeps,
  completeInvoices,
  completeSubscriptions,
  findEnded,
  readDisputes,
  withOlderDisputed,
} from './complete.ts'
import type { Coupons } from './coupons.ts'
import type { FurtherLists } from './further-lists.ts'
import type { OnDemandReader } from './on-demand.ts'
import { type ProductNames, type Products, withNames } from './products.ts'
import type { InvoiceSection, PaymentSection, Sections } from './sections.ts'
import { areIntentsNeeded, withIntents } from './unfinished-payments.ts'

type BillingDeps = {
  sections: Sections
  further: FurtherLists
  products: Products
  coupons: Coupons
  onDemand: Pick<OnDemandReader, 'nextInvoices'>
  now: () => number
}

type Subscriptions = CustomerBilling['subscriptions']

const productIds = (subscriptions: readonly Subscription[]): string[] => [
  ...new Set(
    subscriptions
      .flatMap(({ items }) => items)
      .filter(({ productName }) => productName === undefined)
      .map(({ productId }) => productId)
      .filter((id) => id !== undefined),
  ),
]

/** Current subscriptions first, then those that only invoices name, or that Stripe lists when no invoice names any. */
async function merge(
  deps: CompleteDeps,
  hit: CustomerHit,
  { current, invoices }: { current: Subscriptions; invoices: Cached<InvoiceSection> },
): Promise<Page<Subscription> & { endedHasMore?: boolean }> {
  const { items, hasMore } = current.state === 'read' ? current.value : { items: [], hasMore: false }
  const known = new Set(items.map(({ id }) => id))
  const others =
    invoices.state === 'read' ? invoices.value.subscriptions.filter(({ id }) => !known.has(id)) : []
  const merged = [...items, ...others]
  if (invoices.state === 'unavailable') return { items: merged, hasMore, endedHasMore: true }
  if (!invoices.value.page.hasMore || hit.customer.deleted) return { items: merged, hasMore }
  if (merged.length > 0 || current.state !== 'read') return { items: merged, hasMore, endedHasMore: true }
  return { hasMore, ...(await findEnded(deps, hit.customer)) }
}

/** Names the products. Those of ended subscriptions rarely need another request: the cache or an invoice line names them. */
async function nameProducts(
  { products }: BillingDeps,
  upstream: Upstream,
  about: { early: ProductNames; merged: readonly Subscription[]; invoices: Cached<InvoiceSection> },
  request: ReadRequest,
): Promise<ProductNames> {
  const { early, merged, invoices } = about
  const ids = productIds(merged)
  const names = new Map([
    ...(invoices.state === 'read' ? invoices.value.names : []),
    ...products.known(upstream, ids),
  ])
  const missing = ids.filter((id) => !names.has(id))
  if (missing.length === 0) return { ...early, names }
  const late = await products.load(upstream, missing, request)
  return { ...late, names: new Map([...names, ...late.names]) }
}

function readNames(named: ProductNames, merged: readonly Subscription[], nowMs: number): Cached<true> {
  const unnamed = productIds(merged).some((id) => !named.names.has(id))
  // A missing permission is reported even when invoice lines gave every name; a temporary fault only when a name is missing.
  if (named.why && (unnamed || named.why.reason === 'permission'))
    return { state: 'unavailable', why: named.why }
  return { state: 'read', value: true, asOfMs: nowMs }
}

/** Adds what intents tell about payments, where it can matter. Without the intents the charges are still correct. */
async function completePayments(
  sections: Sections,
  upstream: Upstream,
  read: { hit: CustomerHit; invoices: Cached<InvoiceSection>; charges: Cached<PaymentSection> },
  request: ReadRequest,
): Promise<Cached<PaymentSection>> {
  const { hit, invoices, charges } = read
  if (charges.state === 'unavailable' || !areIntentsNeeded(hit, invoices, charges)) return charges
  const intents = await sections.intents(upstream, hit.customer.id, request)
  return intents.state === 'read'
    ? { ...charges, value: withIntents(charges.value, intents.value.items) }
    : charges
}

/** A price in another currency than that of the payment has no amounts; an invoice line may have them. */
function withPaidPrice(item: SubscriptionItem, paid: readonly LinePrice[]): SubscriptionItem {
  const { price } = item
  const known = price.unitAmountMinor !== undefined || price.unitAmountDecimal !== undefined
  if (known || price.scheme !== 'per_unit' || price.customerChooses) return item
  const same = paid.find(({ priceId, currency }) => priceId === price.id && currency === price.currency)
  if (!same) return item
  const { priceId: _, ...amounts } = same
  return { ...item, price: { ...price, ...amounts } }
}

/** With what is known of their discounts. */
const withDiscounts = (
  subscriptions: readonly Subscription[],
  described: readonly Discount[],
  whole: readonly Discount[],
): Subscription[] =>
  subscriptions.map((subscription) => ({
    ...subscription,
    discounts: describeDiscounts(subscription.discounts, described, whole),
    items: subscription.items.map((item) => ({
      ...item,
      discounts: describeDiscounts(item.discounts, described, whole),
    })),
  }))

/** Adds the invoice that names each payment. */
function withInvoiceIds(
  payments: Cached<PaymentSection>,
  invoices: Cached<InvoiceSection>,
): Cached<PaymentSection> {
  if (payments.state === 'unavailable' || invoices.state === 'unavailable') return payments
  const named = new Map(
    invoices.value.page.items.flatMap(({ id, paymentIds }) => paymentIds.map((one) => [one, id])),
  )
  const items = payments.value.items.map((payment) => {
    const invoiceId = payment.invoiceId ?? named.get(payment.id) ?? named.get(payment.paymentIntentId ?? '')
    return invoiceId === undefined ? payment : { ...payment, invoiceId }
  })
  return { ...payments, value: { ...payments.value, items } }
}

/** Reads the lists of a hit and puts everything together. */
export async function readBilling(
  deps: BillingDeps,
  upstream: Upstream,
  hit: CustomerHit,
  request: ReadRequest,
): Promise<CustomerBilling> {
  const { sections, further, products, coupons, onDemand, now } = deps
  const { customer } = hit
  const { id } = customer
  const completeDeps: CompleteDeps = { sections, further, upstream, request }
  const known = hit.subscriptions.state === 'read' ? hit.subscriptions.value.items : []
  const readPayments = async () => {
    const first = await sections.payments(upstream, id, request)
    const payments = await withOlderDisputed(completeDeps, customer, first)
    return { payments, disputes: await readDisputes(completeDeps, payments) }
  }
  const readInvoices = async () =>
    completeInvoices(completeDeps, customer, await sections.invoices(upstream, id, request))
  const [{ payments: charges, disputes }, invoices, current, early] = await Promise.all([
    readPayments(),
    readInvoices(),
    completeSubscriptions(completeDeps, hit),
    products.load(upstream, productIds(known), request),
  ])
  const merged = await merge(completeDeps, hit, { current, invoices })
  const described = [...(invoices.state === 'read' ? invoices.value.discounts : []), ...customer.discounts]
  const [completed, named, whole] = await Promise.all([
    completePayments(sections, upstream, { hit, invoices, charges }, request),
    nameProducts(deps, upstream, { early, merged: merged.items, invoices }, request),
    coupons.load(upstream, customer, withDiscounts(merged.items, described, []), request),
  ])
  const payments = withInvoiceIds(completed, invoices)
  const paid = invoices.state === 'read' ? invoices.value.prices : []
  const items = withDiscounts(merged.items, described, whole).map((subscription) => {
    const { items: bought, ...rest } = withNames(subscription, named.names)
    return { ...rest, items: bought.map((item) => withPaidPrice(item, paid)) }
  })

  const subscriptions: Subscriptions =
    current.state === 'read' ? { ...current, value: { ...merged, items } } : current
  const asOfMs = oldestAsOfMs(now(), [subscriptions, invoices, payments, disputes])
  return {
    account: upstream.account(),
    customer: { ...customer, discounts: describeDiscounts(customer.discounts, [], whole) },
    match: hit.match,
    asOfMs,
    subscriptions,
    invoices: mapCached(invoices, ({ page }) => page),
    payments,
    disputes,
    products: readNames(named, merged.items, asOfMs),
    paymentMethods: upstream.lacks('rak_payment_method_read')
      ? { state: 'unavailable', why: withoutPermission('rak_payment_method_read') }
      : { state: 'read', value: true, asOfMs },
    nextInvoices: onDemand.nextInvoices(upstream, id, items),
  }
}
