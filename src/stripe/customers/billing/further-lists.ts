// Reads important data beyond the first pages: open invoices, other subscriptions, disputed payments and items. Each list is read only
// when Stripe said that there is more, and at most one page of it: an ordinary customer costs no request.

import type { Cached, Dispute, Page, Payment, Subscription, SubscriptionItem } from '#contract/billing.ts'
import { buildAllOf } from '../../api/query.ts'
import { idOf, type Raw } from '../../api/raw.ts'
import type { ReadRequest } from '../../api/read-request.ts'
import { type ExpandingCall, sendWithFallback } from '../../api/send-with-fallback.ts'
import type { StripeResult } from '../../api/stripe-result.ts'
import type { Upstream } from '../../api/upstream.ts'
import { customerAges } from '../cache/ages.ts'
import { type Cache, type CacheOptions, createCache } from '../cache/cache.ts'
import { upstreamKey } from '../cache/key.ts'
import { readDispute } from '../readers/dispute.ts'
import { readCharge } from '../readers/payment.ts'
import { readSubscription, readSubscriptionItem } from '../readers/subscription.ts'
import { type InvoiceSection, loadInvoices, readPage } from './sections.ts'

/** `current`: all except canceled ones. `past_due`, `unpaid`: with that status. `all`: including ended ones. */
export type SubscriptionsWanted = 'current' | 'past_due' | 'unpaid' | 'all'

type Of<T> = (upstream: Upstream, id: string, request: ReadRequest) => Promise<Cached<T>>

export interface FurtherLists {
  openInvoices: Of<InvoiceSection>
  subscriptions(
    upstream: Upstream,
    customerId: string,
    wanted: SubscriptionsWanted,
    request: ReadRequest,
  ): Promise<Cached<Page<Subscription>>>
  items(
    upstream: Upstream,
    subscription: Pick<Subscription, 'id' | 'currency'>,
    request: ReadRequest,
  ): Promise<Cached<Page<SubscriptionItem>>>
  /** The disputed payments of a customer, by Search, which lags by up to a minute. */
  disputedPayments: Of<Page<Payment>>
  /** Every dispute of the account since a time: one request instead of one per payment. */
  disputesSince(upstream: Upstream, sinceMs: number, request: ReadRequest): Promise<Cached<Page<Dispute>>>
  /** Something changed about this customer. */
  expire(upstream: Upstream, customerId: string): void
  expireDisputes(): void
}

const pageSize = 100

const subscriptionsCall = (customer: string, wanted: SubscriptionsWanted): ExpandingCall => ({
  endpoint: 'subscriptions.list',
  path: '/v1/subscriptions',
  query: { customer, limit: pageSize, ...(wanted === 'current' ? {} : { status: wanted }) },
  needs: ['rak_subscription_read'],
  expansions: [
    { path: 'data.default_payment_method', needs: ['rak_payment_method_read'] },
    { path: 'data.discounts', needs: [] },
  ],
})
const itemsCall = (subscription: string): ExpandingCall => ({
  endpoint: 'subscription_items.list',
  path: '/v1/subscription_items',
  query: { subscription, limit: pageSize },
  needs: ['rak_subscription_read'],
  expansions: [{ path: 'data.discounts', needs: [] }],
})
const disputedCall = (query: string): ExpandingCall => ({
  endpoint: 'charges.search',
  path: '/v1/charges/search',
  query: { query, limit: pageSize },
  needs: ['rak_charge_read'],
  expansions: [{ path: 'data.refunds', needs: [] }],
})
const disputesCall = (sinceMs: number): ExpandingCall => ({
  endpoint: 'disputes.list',
  path: '/v1/disputes',
  query: { 'created[gte]': Math.floor(sinceMs / 1000), limit: pageSize },
  needs: ['rak_dispute_read'],
  expansions: [],
})

async function loadPage<T>(
  upstream: Upstream,
  call: ExpandingCall,
  read: (raw: Raw) => T | undefined,
  request: ReadRequest,
): Promise<StripeResult<Page<T>>> {
  const result = await sendWithFallback(upstream, call, request)
  return result.ok ? { ok: true, value: readPage(result.value, read) } : result
}

async function loadDisputed(
  upstream: Upstream,
  customerId: string,
  request: ReadRequest,
): Promise<StripeResult<Page<Payment>>> {
  const query = buildAllOf([
    { field: 'customer', value: customerId },
    { field: 'disputed', value: 'true' },
  ])
  if (query === undefined) return { ok: false, why: { reason: 'failed' } }
  // Search matches words, so every hit is compared again.
  const read = (raw: Raw) => (idOf(raw['customer']) === customerId ? readCharge(raw) : undefined)
  return loadPage(upstream, disputedCall(query), read, request)
}

export function createFurtherLists(options: CacheOptions & { tenantId: string }): FurtherLists {
  const { bytesMax, tenantId } = options
  const cacheOf = <T extends object>(): Cache<T> =>
    createCache<T>({ ...options, bytesMax: Math.floor(bytesMax / 5) })
  const openInvoices = cacheOf<InvoiceSection>()
  const subscriptions = cacheOf<Page<Subscription>>()
  const items = cacheOf<Page<SubscriptionItem>>()
  const disputedPayments = cacheOf<Page<Payment>>()
  const disputes = cacheOf<Page<Dispute>>()
  const keyOf = (upstream: Upstream, ...parts: string[]) => upstreamKey(tenantId, upstream, ...parts)
  const ages = (upstream: Upstream) => () => customerAges(upstream.rationLevel())
  return {
    openInvoices: (upstream, id, request) =>
      openInvoices.get(keyOf(upstream, id), ages(upstream), request, (shared) =>
        loadInvoices(upstream, { customer: id, status: 'open' }, shared),
      ),
    subscriptions: (upstream, id, wanted, request) =>
      subscriptions.get(keyOf(upstream, id, wanted), ages(upstream), request, (shared) =>
        loadPage(upstream, subscriptionsCall(id, wanted), readSubscription, shared),
      ),
    items: (upstream, { id, currency }, request) =>
      items.get(keyOf(upstream, id), ages(upstream), request, (shared) =>
        loadPage(upstream, itemsCall(id), (raw) => readSubscriptionItem(raw, currency), shared),
      ),
    disputedPayments: (upstream, id, request) =>
      disputedPayments.get(keyOf(upstream, id), ages(upstream), request, (shared) =>
        loadDisputed(upstream, id, shared),
      ),
    disputesSince: (upstream, sinceMs, request) =>
      disputes.get(keyOf(upstream, String(sinceMs)), ages(upstream), request, (shared) =>
        loadPage(upstream, disputesCall(sinceMs), readDispute, shared),
      ),
    expire(upstream, id) {
      openInvoices.expire(keyOf(upstream, id))
      for (const wanted of ['current', 'past_due', 'unpaid', 'all']) {
        subscriptions.expire(keyOf(upstream, id, wanted))
      }
      // The key does not tell whose subscription it is, and there are few.
      items.expireWhere(() => true)
      disputedPayments.expire(keyOf(upstream, id))
    },
    expireDisputes() {
      disputes.expireWhere(() => true)
      disputedPayments.expireWhere(() => true)
    },
  }
}
