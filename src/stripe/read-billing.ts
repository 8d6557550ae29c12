// Everything about one customer: two lists of its own and the product names at the same time, then the disputes.
// At most 2 + P + D requests; nothing of it waits for anything it does not need.

import type { CustomerBilling, CustomerHit, Page, Reading, Subscription } from '#contract/billing.ts'
import type { Kept } from './cache.ts'
import type { Ask } from './context.ts'
import { toReading } from './customer-record.ts'
import { withoutPermission } from './permissions.ts'
import type { ProductNames, Products } from './products.ts'
import { describeDiscounts } from './readers/discount.ts'
import { readDisputes, type InvoiceSection, type Sections } from './sections.ts'
import type { Upstream } from './upstream.ts'

type Sources = { sections: Sections; products: Products; now: () => number }

const productIds = (subscriptions: readonly Subscription[]): string[] => [
  ...new Set(
    subscriptions
      .flatMap(({ items }) => items)
      .filter(({ productName }) => productName === undefined)
      .map(({ productId }) => productId)
      .filter((id) => id !== undefined),
  ),
]

function withNames(subscription: Subscription, names: ReadonlyMap<string, string>): Subscription {
  const items = subscription.items.map((item) => {
    const name = item.productName ?? (item.productId === undefined ? undefined : names.get(item.productId))
    return name === undefined ? item : { ...item, productName: name }
  })
  return { ...subscription, items }
}

/** Current ones first, as the customer brought them, then those that only invoices know. */
function merge(hit: CustomerHit, invoices: Kept<InvoiceSection>): Page<Subscription> {
  const current = hit.subscriptions.state === 'read' ? hit.subscriptions.value : { items: [], hasMore: false }
  const known = new Set(current.items.map(({ id }) => id))
  const others = invoices.ok ? invoices.value.subscriptions.filter(({ id }) => !known.has(id)) : []
  return { items: [...current.items, ...others], hasMore: current.hasMore }
}

/** Ended subscriptions' products seldom need another request: the cache or an invoice line names them. */
async function nameProducts(
  { products }: Sources,
  upstream: Upstream,
  about: { early: ProductNames; merged: readonly Subscription[]; invoices: Kept<InvoiceSection> },
  ask: Ask,
): Promise<ProductNames> {
  const { early, merged, invoices } = about
  const ids = productIds(merged)
  const names = new Map([...(invoices.ok ? invoices.value.names : []), ...products.known(upstream, ids)])
  const missing = ids.filter((id) => !names.has(id))
  if (missing.length === 0) return { ...early, names }
  const late = await products.load(upstream, missing, ask)
  return { ...late, names: new Map([...names, ...late.names]) }
}

function readNames(named: ProductNames, merged: readonly Subscription[], nowMs: number): Reading<true> {
  const unnamed = productIds(merged).some((id) => !named.names.has(id))
  // A box to tick is told even when invoice lines gave every name; a passing fault only when a name is missing.
  if (named.why && (unnamed || named.why.reason === 'permission'))
    return { state: 'unavailable', why: named.why }
  return { state: 'read', value: true, asOfMs: nowMs }
}

const ageOf = (reading: Reading<unknown>) => (reading.state === 'read' ? reading.asOfMs : Infinity)

/** Reads the lists of a hit and puts the whole picture together. */
export async function readBilling(
  sources: Sources,
  upstream: Upstream,
  hit: CustomerHit,
  ask: Ask,
): Promise<CustomerBilling> {
  const { sections, products, now } = sources
  const { id } = hit.customer
  const current = hit.subscriptions.state === 'read' ? hit.subscriptions.value.items : []
  const paying = sections.payments(upstream, id, ask).then(async (payments) => ({
    payments,
    disputes: await readDisputes(sections, upstream, payments, ask),
  }))
  const [invoices, { payments, disputes }, early] = await Promise.all([
    sections.invoices(upstream, id, ask),
    paying,
    products.load(upstream, productIds(current), ask),
  ])
  const merged = merge(hit, invoices)
  const named = await nameProducts(sources, upstream, { early, merged: merged.items, invoices }, ask)
  const described = [...(invoices.ok ? invoices.value.discounts : []), ...hit.customer.discounts]
  const items = merged.items.map((subscription) => ({
    ...withNames(subscription, named.names),
    discounts: describeDiscounts(subscription.discounts, described),
  }))

  const subscriptions: CustomerBilling['subscriptions'] =
    hit.subscriptions.state === 'read'
      ? { ...hit.subscriptions, value: { ...merged, items } }
      : hit.subscriptions
  const page = toReading(invoices)
  const asOfMs = Math.min(
    now(),
    ...[subscriptions, page, toReading(payments), toReading(disputes)].map(ageOf),
  )
  return {
    account: upstream.account(),
    customer: hit.customer,
    match: hit.match,
    asOfMs,
    subscriptions,
    invoices: page.state === 'read' ? { ...page, value: page.value.page } : page,
    payments: toReading(payments),
    disputes: toReading(disputes),
    products: readNames(named, merged.items, asOfMs),
    paymentMethods: upstream.lacks('rak_payment_method_read')
      ? { state: 'unavailable', why: withoutPermission('rak_payment_method_read') }
      : { state: 'read', value: true, asOfMs },
  }
}
