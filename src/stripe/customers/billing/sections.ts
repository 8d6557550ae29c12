// Reads the lists of one customer: invoices, payments and disputes. Each is cached, and each may fail on its own.

import type { Cached, Discount, Dispute, Invoice, Page, Payment, Subscription } from '#contract/billing.ts'
import { hasMoreOf, listOf, type Raw } from '../../api/raw.ts'
import type { ReadRequest } from '../../api/read-request.ts'
import { type ExpandingCall, sendWithFallback } from '../../api/send-with-fallback.ts'
import type { StripeResult } from '../../api/stripe-result.ts'
import type { Upstream } from '../../api/upstream.ts'
import { customerAges } from '../cache/ages.ts'
import { type CacheOptions, createCache } from '../cache/cache.ts'
import { upstreamKey } from '../cache/key.ts'
import { isDescribed, readDiscounts } from '../readers/discount.ts'
import { readDispute } from '../readers/dispute.ts'
import {
  type LinePrice,
  readInvoice,
  readInvoiceSubscription,
  readLineNames,
  readLinePrices,
} from '../readers/invoice.ts'
import { readCharge, readPaymentIntent } from '../readers/payment.ts'

export type InvoiceSection = {
  page: Page<Invoice> & { openHasMore?: boolean }
  /** Subscriptions the invoices were made for, current and ended. */
  subscriptions: Subscription[]
  /** Product ids and names, if invoice lines give them. */
  names: [string, string][]
  /** The discounts on them, with the values of their coupons. */
  discounts: Discount[]
  /** The unit amounts of prices in the currency of payment. */
  prices: LinePrice[]
}
export type PaymentSection = Page<Payment> & {
  from: 'charges' | 'payment_intents'
  disputedHasMore?: boolean
}

export interface Sections {
  invoices(upstream: Upstream, customerId: string, request: ReadRequest): Promise<Cached<InvoiceSection>>
  payments(upstream: Upstream, customerId: string, request: ReadRequest): Promise<Cached<PaymentSection>>
  /** Payment intents: those without a charge, and what became of authorisations. */
  intents(upstream: Upstream, customerId: string, request: ReadRequest): Promise<Cached<Page<Payment>>>
  disputes(upstream: Upstream, paymentId: string, request: ReadRequest): Promise<Cached<Dispute[]>>
  /** Something changed about this customer's invoices or payments. */
  expire(upstream: Upstream, customerId: string): void
  /** A dispute was opened, answered or closed. */
  expireDisputes(): void
}

type InvoicesOf = { customer: string; status?: 'open' }

const invoicesCall = (of: InvoicesOf): ExpandingCall => ({
  endpoint: 'invoices.list',
  path: '/v1/invoices',
  query: { ...of, limit: 24 },
  needs: ['rak_invoice_read'],
  expansions: [
    { path: 'data.payments', needs: [] },
    // Since 2026-05-27, and only when asked for.
    { path: 'data.amount_paid_off_stripe', needs: [] },
    // The only way to see ended subscriptions without a third request per customer.
    { path: 'data.parent.subscription_details.subscription', needs: ['rak_subscription_read'] },
    // A subscription's coupon is one level too deep for the lookup; its invoices have the same discount.
    { path: 'data.discounts.source.coupon', needs: ['rak_coupon_read'] },
  ],
})
const chargesCall = (customer: string): ExpandingCall => ({
  endpoint: 'charges.list',
  path: '/v1/charges',
  query: { customer, limit: 100 },
  needs: ['rak_charge_read'],
  expansions: [{ path: 'data.refunds', needs: [] }],
})
const intentsCall = (customer: string): ExpandingCall => ({
  endpoint: 'payment_intents.list',
  path: '/v1/payment_intents',
  query: { customer, limit: 100 },
  needs: ['rak_payment_intent_read'],
  expansions: [],
})
const disputesCall = (charge: string): ExpandingCall => ({
  endpoint: 'disputes.list',
  path: '/v1/disputes',
  query: { charge, limit: 10 },
  needs: ['rak_dispute_read'],
  expansions: [],
})

export function readPage<T>(body: Raw, read: (raw: Raw) => T | undefined): Page<T> {
  const items = listOf(body)
    .map(read)
    .filter((item) => item !== undefined)
  return { items, hasMore: hasMoreOf(body) }
}

/** The newest invoices of a customer, or the newest of those that are open. */
export async function loadInvoices(
  upstream: Upstream,
  of: InvoicesOf,
  request: ReadRequest,
): Promise<StripeResult<InvoiceSection>> {
  const result = await sendWithFallback(upstream, invoicesCall(of), request)
  if (!result.ok) return result
  const raws = listOf(result.value)
  const subscriptions = raws.map(readInvoiceSubscription).filter((one) => one !== undefined)
  const discounts = raws.flatMap(readDiscounts).filter(isDescribed)
  return {
    ok: true,
    value: {
      page: readPage(result.value, readInvoice),
      subscriptions: [...new Map(subscriptions.map((one) => [one.id, one])).values()],
      names: [...new Map(raws.flatMap(readLineNames))],
      discounts: [...new Map(discounts.map((one) => [one.id ?? one.couponId, one])).values()],
      // The newest invoice wins.
      prices: [
        ...new Map(
          raws
            .flatMap(readLinePrices)
            .toReversed()
            .map((one) => [`${one.priceId} ${one.currency}`, one]),
        ).values(),
      ],
    },
  }
}

async function loadPayments(
  upstream: Upstream,
  id: string,
  request: ReadRequest,
): Promise<StripeResult<PaymentSection>> {
  const charges = await sendWithFallback(upstream, chargesCall(id), request)
  if (charges.ok) return { ok: true, value: { ...readPage(charges.value, readCharge), from: 'charges' } }
  if (charges.why.reason !== 'permission') return charges
  const intents = await sendWithFallback(upstream, intentsCall(id), request)
  // The permission for charges is the one to grant: it includes refunds and failed attempts.
  if (!intents.ok) return intents.why.reason === 'permission' ? charges : intents
  return { ok: true, value: { ...readPage(intents.value, readPaymentIntent), from: 'payment_intents' } }
}

async function loadIntents(
  upstream: Upstream,
  id: string,
  request: ReadRequest,
): Promise<StripeResult<Page<Payment>>> {
  const result = await sendWithFallback(upstream, intentsCall(id), request)
  return result.ok ? { ok: true, value: readPage(result.value, readPaymentIntent) } : result
}

async function loadDisputes(
  upstream: Upstream,
  charge: string,
  request: ReadRequest,
): Promise<StripeResult<Dispute[]>> {
  const result = await sendWithFallback(upstream, disputesCall(charge), request)
  return result.ok ? { ok: true, value: readPage(result.value, readDispute).items } : result
}

export function createSections(options: CacheOptions & { tenantId: string }): Sections {
  const { bytesMax, tenantId } = options
  const invoices = createCache<InvoiceSection>({ ...options, bytesMax: Math.floor(bytesMax / 2) })
  const payments = createCache<PaymentSection>({ ...options, bytesMax: Math.floor(bytesMax / 2) })
  const intents = createCache<Page<Payment>>({ ...options, bytesMax: Math.floor(bytesMax / 8) })
  const disputes = createCache<Dispute[]>({ ...options, bytesMax: Math.floor(bytesMax / 8) })
  const keyOf = (upstream: Upstream, id: string) => upstreamKey(tenantId, upstream, id)
  const ages = (upstream: Upstream) => () => customerAges(upstream.rationLevel())
  return {
    expire(upstream, id) {
      invoices.expire(keyOf(upstream, id))
      payments.expire(keyOf(upstream, id))
      intents.expire(keyOf(upstream, id))
    },
    expireDisputes() {
      disputes.expireWhere(() => true)
      // A new dispute changes a payment, and its event does not say whose.
      payments.expireWhere(() => true)
    },
    invoices: (upstream, id, request) =>
      invoices.get(keyOf(upstream, id), ages(upstream), request, (shared) =>
        loadInvoices(upstream, { customer: id }, shared),
      ),
    payments: (upstream, id, request) =>
      payments.get(keyOf(upstream, id), ages(upstream), request, (shared) =>
        loadPayments(upstream, id, shared),
      ),
    intents: (upstream, id, request) =>
      intents.get(keyOf(upstream, id), ages(upstream), request, (shared) =>
        loadIntents(upstream, id, shared),
      ),
    disputes: (upstream, id, request) =>
      disputes.get(keyOf(upstream, id), ages(upstream), request, (shared) =>
        loadDisputes(upstream, id, shared),
      ),
  }
}
