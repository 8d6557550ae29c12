// Reads what the first pages of a customer left out and can matter: what is owed, past due, disputed or ended. Bounded: at most three
// requests for subscriptions, five for items, one each for invoices, payments and all disputes, and ten for single disputes. What
// stays unknown is marked, so that the headline can say so.

import type {
  Cached,
  Customer,
  CustomerBilling,
  CustomerHit,
  Dispute,
  Page,
  Payment,
  Subscription,
  SubscriptionItem,
  Unavailable,
} from '#contract/billing.ts'
import { withoutPermission } from '#permissions.ts'
import type { ReadRequest } from '../../api/read-request.ts'
import type { Upstream } from '../../api/upstream.ts'
import type { FurtherLists, SubscriptionsWanted } from './further-lists.ts'
import type { InvoiceSection, PaymentSection, Sections } from './sections.ts'

export type CompleteDeps = {
  sections: Sections
  further: FurtherLists
  upstream: Upstream
  request: ReadRequest
}

/** The most subscriptions whose items are read beyond the first page. */
const longMax = 5
/** Up to this number each dispute is read by its payment; beyond it, all disputes of the account since then are read at once. */
const disputesOneByOne = 3
/** The most single disputes read when the account has more than one page of them; fewer while reads are scarce. */
const singleDisputesMax = 10

type Read<T> = Extract<Cached<T>, { state: 'read' }>

/** Combines two values: as old as the older one, and stale when either is. */
function together<A, B, T>(one: Read<A>, other: Read<B>, value: T): Read<T> {
  const stale = one.stale ?? other.stale
  return { state: 'read', value, asOfMs: Math.min(one.asOfMs, other.asOfMs), ...(stale ? { stale } : {}) }
}

/** The items of both without duplicate ids, those of `first` before the others. */
function union<T extends { id: string }>(first: readonly T[], others: readonly T[]): T[] {
  const known = new Set(first.map(({ id }) => id))
  return [...first, ...others.filter(({ id }) => !known.has(id))]
}

const newestFirst = <T extends { createdAtMs: number }>(items: T[]): T[] =>
  items.toSorted((one, other) => other.createdAtMs - one.createdAtMs)

/** Adds every open invoice when there are more invoices than on the first page. */
export async function completeInvoices(
  { further, upstream, request }: CompleteDeps,
  customer: Customer,
  invoices: Cached<InvoiceSection>,
): Promise<Cached<InvoiceSection>> {
  if (invoices.state === 'unavailable' || !invoices.value.page.hasMore) return invoices
  const open = await further.openInvoices(upstream, customer.id, request)
  const { page, ...rest } = invoices.value
  if (open.state === 'unavailable') {
    return { ...invoices, value: { ...rest, page: { ...page, openHasMore: true } } }
  }
  const items = newestFirst(union(page.items, open.value.page.items))
  return together(invoices, open, {
    ...open.value,
    page: { items, hasMore: true, ...(open.value.page.hasMore ? { openHasMore: true } : {}) },
    subscriptions: union(rest.subscriptions, open.value.subscriptions),
    names: [...open.value.names, ...rest.names],
    discounts: [...rest.discounts, ...open.value.discounts],
    prices: [...rest.prices, ...open.value.prices],
  })
}

/** Adds every disputed payment when there are more payments than on the first page. */
export async function withOlderDisputed(
  { further, upstream, request }: CompleteDeps,
  customer: Customer,
  payments: Cached<PaymentSection>,
): Promise<Cached<PaymentSection>> {
  if (
    payments.state === 'unavailable' ||
    !payments.value.hasMore ||
    payments.value.from === 'payment_intents'
  )
    return payments
  const disputed = await further.disputedPayments(upstream, customer.id, request)
  if (disputed.state === 'unavailable')
    return { ...payments, value: { ...payments.value, disputedHasMore: true } }
  const { items } = payments.value
  return together(payments, disputed, {
    ...payments.value,
    items: newestFirst(union(items, disputed.value.items)),
    ...(disputed.value.hasMore ? { disputedHasMore: true } : {}),
  })
}

/** Reads the dispute of each payment; the result is unavailable when any of them could not be read. */
async function readOneByOne(
  { sections, upstream, request }: CompleteDeps,
  payments: readonly Payment[],
  from: Read<unknown>,
): Promise<Cached<Dispute[]>> {
  const read = await Promise.all(payments.map(({ id }) => sections.disputes(upstream, id, request)))
  let { asOfMs } = from
  let why: Unavailable | undefined = from.stale
  for (const one of read) {
    if (one.state === 'unavailable') return one
    asOfMs = Math.min(asOfMs, one.asOfMs)
    why ??= one.stale
  }
  const disputes = read.flatMap((one) => (one.state === 'read' ? one.value : []))
  return { state: 'read', value: disputes, asOfMs, ...(why ? { stale: why } : {}) }
}

/** Reads the disputes of disputed payments. A disputed payment without a dispute in the result was not checked. */
export async function readDisputes(
  deps: CompleteDeps,
  payments: Cached<PaymentSection>,
): Promise<Cached<Dispute[]>> {
  if (payments.state === 'unavailable') return payments
  if (payments.value.from === 'payment_intents') {
    return { state: 'unavailable', why: withoutPermission('rak_charge_read') }
  }
  const disputed = payments.value.items.filter((payment) => payment.disputed)
  if (disputed.length <= disputesOneByOne) return readOneByOne(deps, disputed, payments)
  const { further, upstream, request } = deps
  // No dispute is older than its payment.
  const sinceMs = Math.min(...disputed.map(({ createdAtMs }) => createdAtMs))
  const all = await further.disputesSince(upstream, sinceMs, request)
  if (all.state === 'unavailable' && all.why.reason === 'permission') return all
  const ids = new Set(disputed.map(({ id }) => id))
  const found = all.state === 'read' ? all.value.items.filter(({ paymentId }) => ids.has(paymentId)) : []
  const known = new Set(found.map(({ paymentId }) => paymentId))
  const missing = disputed.filter(({ id }) => !known.has(id))
  const singles = await readOneByOne(
    deps,
    missing.slice(0, upstream.savesReads() ? disputesOneByOne : singleDisputesMax),
    all.state === 'read' ? together(payments, all, undefined) : payments,
  )
  if (singles.state === 'unavailable') return singles
  return { ...singles, value: [...found, ...singles.value] }
}

/** Reads all items of a subscription that has more than came with it. */
async function completeItems(
  { further, upstream, request }: CompleteDeps,
  subscription: Subscription,
): Promise<Subscription> {
  const cached = await further.items(upstream, subscription, request)
  if (cached.state === 'unavailable') return subscription
  const items: SubscriptionItem[] = union(subscription.items, cached.value.items)
  const grew = items.length > subscription.items.length
  return { ...subscription, items, itemsHasMore: cached.value.hasMore || !grew }
}

type Subscriptions = CustomerBilling['subscriptions']

/** Reads up to a hundred subscriptions beyond the ten that come with the customer, and of still more only the unpaid ones. */
async function readCurrent(
  { further, upstream, request }: CompleteDeps,
  customer: Customer,
  first: Extract<Cached<Page<Subscription>>, { state: 'read' }>,
): Promise<Extract<Subscriptions, { state: 'read' }>> {
  const list = (wanted: SubscriptionsWanted) => further.subscriptions(upstream, customer.id, wanted, request)
  const current = await list('current')
  if (current.state === 'unavailable') return first
  const unpaid = current.value.hasMore ? await Promise.all([list('past_due'), list('unpaid')]) : []
  const others = unpaid.flatMap((cached) => (cached.state === 'read' ? cached.value.items : []))
  const items = union(union(first.value.items, current.value.items), others)
  // A list with nothing new contradicts "there are more"; one of the two is out of date.
  const grew = items.length > first.value.items.length
  return { ...first, value: { items, hasMore: current.value.hasMore || !grew } }
}

/** Adds every running subscription and item that matters. */
export async function completeSubscriptions(deps: CompleteDeps, hit: CustomerHit): Promise<Subscriptions> {
  const { customer, subscriptions } = hit
  if (subscriptions.state === 'unavailable') return subscriptions
  const whole = subscriptions.value.hasMore ? await readCurrent(deps, customer, subscriptions) : subscriptions
  const long = whole.value.items.filter(({ itemsHasMore }) => itemsHasMore).slice(0, longMax)
  if (long.length === 0) return whole
  const completed = await Promise.all(long.map((one) => completeItems(deps, one)))
  const byId = new Map(completed.map((one) => [one.id, one]))
  const items = whole.value.items.map((one) => byId.get(one.id) ?? one)
  return { ...whole, value: { ...whole.value, items } }
}

/** Reads ended subscriptions where older invoices, which would name them, were not read and none is known. */
export async function findEnded(
  { further, upstream, request }: CompleteDeps,
  customer: Customer,
): Promise<{ items: Subscription[]; endedHasMore: boolean }> {
  const all = await further.subscriptions(upstream, customer.id, 'all', request)
  return all.state === 'read'
    ? { items: all.value.items, endedHasMore: all.value.hasMore }
    : { items: [], endedHasMore: true }
}
