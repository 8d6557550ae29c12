// Reads what is needed only when a person opens a section. Each part is cached, and each may fail on its own.

import type {
  BalanceEntry,
  Cached,
  CreditNote,
  CustomerHit,
  FraudWarning,
  NextInvoice,
  OnDemand,
  OnDemandSection,
  Page,
  Payment,
  PaymentMethod,
  PendingItem,
  Review,
  Schedule,
  Subscription,
  TaxId,
} from '#contract/billing.ts'
import { type Slug, withoutPermission } from '#permissions.ts'
import { hasMoreOf, listOf, type Raw } from '../../api/raw.ts'
import type { ReadRequest } from '../../api/read-request.ts'
import { type ExpandingCall, sendWithFallback } from '../../api/send-with-fallback.ts'
import type { StripeResult } from '../../api/stripe-result.ts'
import type { Upstream } from '../../api/upstream.ts'
import { customerAges } from '../cache/ages.ts'
import { type CacheOptions, createCache } from '../cache/cache.ts'
import { mapCached } from '../cache/cached.ts'
import { upstreamKey } from '../cache/key.ts'
import {
  readBalanceEntry,
  readCreditNote,
  readFraudWarning,
  readReview,
  readTaxId,
} from '../readers/ledger.ts'
import { readNextInvoice, readPendingItem } from '../readers/next-invoice.ts'
import { readPaymentMethod } from '../readers/payment-method.ts'
import { readPaymentIntent } from '../readers/payment.ts'
import { readSchedule } from '../readers/schedule.ts'
import { type Products, withNames } from './products.ts'
import type { PaymentSection, Sections } from './sections.ts'

/** The most subscriptions whose next invoice is previewed, with one request each. */
const previewsMax = 10
/** The most payments checked for fraud warnings, newest first, with one request each. */
const warnedMax = 5

export interface OnDemandReader {
  read(
    section: OnDemandSection,
    upstream: Upstream,
    hit: CustomerHit,
    request: ReadRequest,
  ): Promise<OnDemand>
  /** The previews in the cache that are still valid. */
  nextInvoices(
    upstream: Upstream,
    customerId: string,
    subscriptions: readonly Subscription[],
  ): ReadonlyMap<string, NextInvoice | 'none'>
  /** Something changed about this customer. */
  expire(upstream: Upstream, customerId: string): void
  /** A fraud warning or a review changed; its event does not say whose payment it concerns. */
  expireRisk(): void
}

type ListOptions<T> = {
  endpoint: string
  path: (customer: string) => string
  query?: Record<string, string | number>
  /** Puts the customer into the query instead of the path. */
  byQuery?: true
  needs: Slug
  expansions?: ExpandingCall['expansions']
  read: (raw: Raw) => T | undefined
}

const encode = encodeURIComponent

/** A customer of Accounts v2 has another parameter. */
const whose = (id: string) => (id.startsWith('acct_') ? { customer_account: id } : { customer: id })

async function loadList<T>(
  list: ListOptions<T>,
  upstream: Upstream,
  customer: string,
  request: ReadRequest,
): Promise<StripeResult<Page<T>>> {
  const result = await sendWithFallback(
    upstream,
    {
      endpoint: list.endpoint,
      path: list.path(customer),
      query: { ...(list.byQuery ? whose(customer) : {}), ...list.query },
      needs: [list.needs],
      expansions: list.expansions ?? [],
    },
    request,
  )
  if (!result.ok) return { ok: false, why: result.why }
  const items = listOf(result.value)
    .map(list.read)
    .filter((item) => item !== undefined)
  return { ok: true, value: { items, hasMore: hasMoreOf(result.value) } }
}

const isIncomplete = ({ status }: Payment) =>
  ['requires_action', 'requires_payment_method', 'requires_confirmation', 'requires_capture'].includes(status)

const lists = {
  pendingItems: {
    endpoint: 'invoiceitems.list',
    path: () => '/v1/invoiceitems',
    byQuery: true,
    query: { pending: 'true', limit: 25 },
    needs: 'rak_invoice_read',
    read: readPendingItem,
  } satisfies ListOptions<PendingItem>,
  schedules: {
    endpoint: 'subscription_schedules.list',
    path: () => '/v1/subscription_schedules',
    byQuery: true,
    query: { limit: 25 },
    needs: 'rak_subscription_read',
    expansions: [{ path: 'data.phases.items.price', needs: ['rak_plan_read'] }],
    read: readSchedule,
  } satisfies ListOptions<Schedule>,
  methods: {
    endpoint: 'customers.payment_methods',
    path: (id: string) => `/v1/customers/${encode(id)}/payment_methods`,
    query: { limit: 25 },
    needs: 'rak_payment_method_read',
    read: readPaymentMethod,
  } satisfies ListOptions<PaymentMethod>,
  sources: {
    endpoint: 'customers.sources',
    path: (id: string) => `/v1/customers/${encode(id)}/sources`,
    query: { limit: 25 },
    needs: 'rak_payment_method_read',
    read: readPaymentMethod,
  } satisfies ListOptions<PaymentMethod>,
  entries: {
    endpoint: 'customers.balance_transactions',
    path: (id: string) => `/v1/customers/${encode(id)}/balance_transactions`,
    query: { limit: 25 },
    needs: 'rak_customer_read',
    read: readBalanceEntry,
  } satisfies ListOptions<BalanceEntry>,
  creditNotes: {
    endpoint: 'credit_notes.list',
    path: () => '/v1/credit_notes',
    byQuery: true,
    query: { limit: 25 },
    needs: 'rak_invoice_read',
    read: readCreditNote,
  } satisfies ListOptions<CreditNote>,
  intents: {
    endpoint: 'payment_intents.list',
    path: () => '/v1/payment_intents',
    byQuery: true,
    query: { limit: 100 },
    needs: 'rak_payment_intent_read',
    read: readPaymentIntent,
  } satisfies ListOptions<Payment>,
  taxIds: {
    endpoint: 'customers.tax_ids',
    path: (id: string) => `/v1/customers/${encode(id)}/tax_ids`,
    query: { limit: 25 },
    needs: 'rak_customer_read',
    read: readTaxId,
  } satisfies ListOptions<TaxId>,
}

/** Reads every open review of the account: there are few, and Stripe cannot list those of one customer. */
async function loadReviews(upstream: Upstream, request: ReadRequest): Promise<StripeResult<Page<Review>>> {
  const reviews = {
    endpoint: 'reviews.list',
    path: () => '/v1/reviews',
    query: { limit: 100 },
    needs: 'rak_review_read' as const,
    read: readReview,
  }
  return loadList(reviews, upstream, '', request)
}

/** Reads the fraud warnings of the newest payments, which Stripe lists per payment. */
async function loadWarnings(
  upstream: Upstream,
  payments: PaymentSection,
  request: ReadRequest,
): Promise<StripeResult<Page<FraudWarning>>> {
  if (payments.from === 'payment_intents') return { ok: false, why: withoutPermission('rak_charge_read') }
  const taken = payments.items.filter(({ status }) => status === 'succeeded')
  const pages = await Promise.all(
    taken.slice(0, warnedMax).map(({ id }) =>
      loadList(
        {
          endpoint: 'early_fraud_warnings.list',
          path: () => '/v1/radar/early_fraud_warnings',
          query: { charge: id, limit: 10 },
          needs: 'rak_charge_read',
          read: readFraudWarning,
        },
        upstream,
        '',
        request,
      ),
    ),
  )
  const failed = pages.find((page) => !page.ok)
  if (failed && !failed.ok) return failed
  const items = pages.flatMap((page) => (page.ok ? page.value.items : []))
  return { ok: true, value: { items, hasMore: payments.hasMore || taken.length > warnedMax } }
}

/** A preview with its customer, so that it can be expired when the customer changes. */
type Preview = { customerId: string; next: NextInvoice | 'none' }

const previewEndpoint = 'invoices.create_preview'

async function loadPreview(
  upstream: Upstream,
  customerId: string,
  subscriptionId: string,
  request: ReadRequest,
): Promise<StripeResult<Preview>> {
  // Once refused, it is not requested again until an explicit refresh.
  if (upstream.lacks(previewEndpoint)) return { ok: false, why: withoutPermission('rak_invoice_read') }
  const result = await upstream.send(
    {
      endpoint: previewEndpoint,
      path: '/v1/invoices/create_preview',
      form: { ...whose(customerId), subscription: subscriptionId },
      needs: ['rak_invoice_read'],
      isPreview: true,
    },
    request,
  )
  if (!result.ok) {
    return result.code === 'invoice_upcoming_none'
      ? { ok: true, value: { customerId, next: 'none' } }
      : { ok: false, why: result.why }
  }
  const next = readNextInvoice(result.value, subscriptionId)
  return next ? { ok: true, value: { customerId, next } } : { ok: false, why: { reason: 'failed' } }
}

/** Whether Stripe may create another invoice for it. */
const mayBill = ({ status }: Subscription) =>
  !['canceled', 'incomplete', 'incomplete_expired'].includes(status)

export function createOnDemand(
  options: CacheOptions & { tenantId: string; sections: Sections; products: Pick<Products, 'known'> },
): OnDemandReader {
  const { tenantId, sections, products } = options
  const part = { ...options, bytesMax: Math.floor(options.bytesMax / 11) }
  const keyOf = (upstream: Upstream, ...parts: string[]) => upstreamKey(tenantId, upstream, ...parts)
  const ages = (upstream: Upstream) => () => customerAges(upstream.rationLevel())

  const cacheOf = <T>(list: ListOptions<T>) => {
    const cache = createCache<Page<T>>(part)
    return {
      expire: (upstream: Upstream, id: string) => cache.expire(keyOf(upstream, id)),
      get: (upstream: Upstream, id: string, request: ReadRequest) =>
        cache.get(keyOf(upstream, id), ages(upstream), request, (shared) =>
          loadList(list, upstream, id, shared),
        ),
    }
  }
  const caches = {
    pendingItems: cacheOf(lists.pendingItems),
    schedules: cacheOf(lists.schedules),
    methods: cacheOf(lists.methods),
    sources: cacheOf(lists.sources),
    entries: cacheOf(lists.entries),
    creditNotes: cacheOf(lists.creditNotes),
    intents: cacheOf(lists.intents),
    taxIds: cacheOf(lists.taxIds),
  }
  const previews = createCache<Preview>(part)
  const warnings = createCache<Page<FraudWarning>>(part)
  const reviews = createCache<Page<Review>>(part)

  type SectionRequest = { upstream: Upstream; hit: CustomerHit; request: ReadRequest }

  const read = async <T>(
    cache: { get: (upstream: Upstream, id: string, request: ReadRequest) => Promise<Cached<T>> },
    { upstream, hit, request }: SectionRequest,
  ): Promise<Cached<T>> => await cache.get(upstream, hit.customer.id, request)

  const preview = async (subscription: Subscription, { upstream, hit, request }: SectionRequest) => {
    const { id } = hit.customer
    const cached = await previews.get(keyOf(upstream, subscription.id), ages(upstream), request, (shared) =>
      loadPreview(upstream, id, subscription.id, shared),
    )
    return { subscription, next: mapCached(cached, ({ next }) => next) }
  }

  const readNext = async (about: SectionRequest) => {
    const { subscriptions } = about.hit
    if (subscriptions.state !== 'read') return { nextInvoices: [], subscriptions }
    const { items, hasMore } = subscriptions.value
    const billed = items.filter(mayBill)
    return {
      nextInvoices: await Promise.all(billed.slice(0, previewsMax).map((one) => preview(one, about))),
      subscriptions: { ...subscriptions, value: { hasMore: hasMore || billed.length > previewsMax } },
    }
  }

  /** Adds the product names that are already cached; none are requested here. */
  const nameProducts = <N extends Awaited<ReturnType<typeof readNext>>>(
    upstream: Upstream,
    next: N,
    schedules: Cached<Page<Schedule>>,
  ) => {
    const phases = schedules.state === 'read' ? schedules.value.items.flatMap((one) => one.phases) : []
    const billed = next.nextInvoices.flatMap(({ subscription }) => subscription.items)
    const ids = [...billed, ...phases.flatMap(({ items }) => items.map(({ price }) => price))].flatMap(
      ({ productId }) => productId ?? [],
    )
    const productNames = products.known(upstream, ids)
    const nextInvoices = next.nextInvoices.map((one) => ({
      ...one,
      subscription: withNames(one.subscription, productNames),
    }))
    return { ...next, nextInvoices, productNames }
  }

  const readWarnings = async ({
    upstream,
    hit,
    request,
  }: SectionRequest): Promise<Cached<Page<FraudWarning>>> => {
    const { id } = hit.customer
    const { fresh: _fresh, ...calmly } = request
    const payments = await sections.payments(upstream, id, calmly)
    if (payments.state === 'unavailable') return payments
    return await warnings.get(keyOf(upstream, id), ages(upstream), request, (shared) =>
      loadWarnings(upstream, payments.value, shared),
    )
  }

  /** The reviews of this customer's payments; an incomplete payment may be under review as well. */
  const readReviews = async ({ upstream, hit, request }: SectionRequest): Promise<Cached<Page<Review>>> => {
    const { id } = hit.customer
    const { fresh: _fresh, ...calmly } = request
    const payments = await sections.payments(upstream, id, calmly)
    if (payments.state === 'unavailable') return payments
    const own = new Set(
      payments.value.items.flatMap((payment) => [payment.id, payment.paymentIntentId ?? payment.id]),
    )
    const cached = await reviews.get(keyOf(upstream), ages(upstream), request, (shared) =>
      loadReviews(upstream, shared),
    )
    return mapCached(cached, ({ items, hasMore }) => ({
      items: items.filter(({ paymentIds }) => paymentIds.some((one) => own.has(one))),
      hasMore: hasMore || payments.value.hasMore,
    }))
  }

  const readIncomplete = async (about: SectionRequest): Promise<Cached<Page<Payment>>> => {
    const intents = await read(caches.intents, about)
    if (intents.state !== 'read') return intents
    const { items, hasMore } = intents.value
    return { ...intents, value: { items: items.filter(isIncomplete), hasMore } }
  }

  return {
    async read(section, upstream, hit, request) {
      const about = { upstream, hit, request }
      switch (section) {
        case 'coming-up': {
          const [next, pendingItems, schedules] = await Promise.all([
            readNext(about),
            read(caches.pendingItems, about),
            read(caches.schedules, about),
          ])
          return { section, ...nameProducts(upstream, next, schedules), pendingItems, schedules }
        }
        case 'payment-methods': {
          const [methods, sources] = await Promise.all([
            read(caches.methods, about),
            read(caches.sources, about),
          ])
          return { section, methods, sources }
        }
        case 'balance': {
          const [entries, creditNotes] = await Promise.all([
            read(caches.entries, about),
            read(caches.creditNotes, about),
          ])
          return { section, entries, creditNotes }
        }
        case 'risk': {
          const [incomplete, fraud, open] = await Promise.all([
            readIncomplete(about),
            readWarnings(about),
            readReviews(about),
          ])
          return { section, incomplete, warnings: fraud, reviews: open }
        }
        default:
          return { section, taxIds: await read(caches.taxIds, about) }
      }
    },
    nextInvoices(upstream, customerId, subscriptions) {
      const known = subscriptions.flatMap(({ id }) => {
        const cached = previews.current(keyOf(upstream, id), ages(upstream))
        return cached?.customerId === customerId ? [[id, cached.next] as const] : []
      })
      return new Map(known)
    },
    expire(upstream, customerId) {
      for (const cache of Object.values(caches)) cache.expire(upstream, customerId)
      warnings.expire(keyOf(upstream, customerId))
      previews.expireWhere((cached) => cached.customerId === customerId)
    },
    expireRisk() {
      warnings.expireWhere(() => true)
      reviews.expireWhere(() => true)
    },
  }
}
