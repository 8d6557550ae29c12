// The lists read for one customer, each cached and failing on its own: invoices, payments, disputes.

import type {
  Discount,
  Dispute,
  Invoice,
  Page,
  Payment,
  Subscription,
  Unavailable,
} from '#contract/billing.ts'
import { customerAges } from './ages.ts'
import { askAdapting, type ExpandingCall } from './ask-adapting.ts'
import { createCache, type CacheOptions, type Kept, type Loaded } from './cache.ts'
import type { Ask } from './context.ts'
import { withoutPermission } from './permissions.ts'
import { hasMoreOf, listOf, type Raw } from './raw.ts'
import { isDescribed, readDiscounts } from './readers/discount.ts'
import { readDispute } from './readers/dispute.ts'
import { readInvoice, readInvoiceSubscription, readLineNames } from './readers/invoice.ts'
import { readCharge, readPaymentIntent } from './readers/payment.ts'
import type { Upstream } from './upstream.ts'

export type InvoiceSection = {
  page: Page<Invoice>
  /** Subscriptions the invoices were made for, current and ended. */
  subscriptions: Subscription[]
  /** Product id and name, as far as the invoice lines tell. */
  names: [string, string][]
  /** What the coupons on them are worth. */
  discounts: Discount[]
}
export type PaymentSection = Page<Payment> & { from: 'charges' | 'payment_intents' }

export interface Sections {
  invoices(upstream: Upstream, customerId: string, ask: Ask): Promise<Kept<InvoiceSection>>
  payments(upstream: Upstream, customerId: string, ask: Ask): Promise<Kept<PaymentSection>>
  disputes(upstream: Upstream, paymentId: string, ask: Ask): Promise<Kept<Dispute[]>>
  /** Something changed about this customer's invoices or payments. */
  expire(upstream: Upstream, customerId: string): void
  /** A dispute was opened, answered or closed: which payment it is of, its list says. */
  expireDisputes(): void
}

const invoicesCall = (customer: string): ExpandingCall => ({
  endpoint: 'invoices.list',
  path: '/v1/invoices',
  query: { customer, limit: 24 },
  needs: ['rak_invoice_read'],
  expansions: [
    { path: 'data.payments', needs: [] },
    // The only way ended subscriptions are seen without a third call per customer.
    { path: 'data.parent.subscription_details.subscription', needs: ['rak_subscription_read'] },
    // A subscription's coupon is one level too deep in step one; its invoices carry the same discount.
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

function readPage<T>(body: Raw, read: (raw: Raw) => T | undefined): Page<T> {
  const items = listOf(body)
    .map(read)
    .filter((item) => item !== undefined)
  return { items, hasMore: hasMoreOf(body) }
}

async function loadInvoices(upstream: Upstream, id: string, ask: Ask): Promise<Loaded<InvoiceSection>> {
  const answer = await askAdapting(upstream, invoicesCall(id), ask)
  if (!answer.ok) return answer
  const raws = listOf(answer.body)
  const subscriptions = raws.map(readInvoiceSubscription).filter((one) => one !== undefined)
  const discounts = raws.flatMap(readDiscounts).filter(isDescribed)
  return {
    ok: true,
    value: {
      page: readPage(answer.body, readInvoice),
      subscriptions: [...new Map(subscriptions.map((one) => [one.id, one])).values()],
      names: [...new Map(raws.flatMap(readLineNames))],
      discounts: [...new Map(discounts.map((one) => [one.couponId, one])).values()],
    },
  }
}

async function loadPayments(upstream: Upstream, id: string, ask: Ask): Promise<Loaded<PaymentSection>> {
  const charges = await askAdapting(upstream, chargesCall(id), ask)
  if (charges.ok) return { ok: true, value: { ...readPage(charges.body, readCharge), from: 'charges' } }
  if (charges.why.reason !== 'permission') return charges
  const intents = await askAdapting(upstream, intentsCall(id), ask)
  // The charges' permission is the one to tick: it brings refunds and failed attempts as well.
  if (!intents.ok) return intents.why.reason === 'permission' ? charges : intents
  return { ok: true, value: { ...readPage(intents.body, readPaymentIntent), from: 'payment_intents' } }
}

async function loadDisputes(upstream: Upstream, charge: string, ask: Ask): Promise<Loaded<Dispute[]>> {
  const answer = await askAdapting(upstream, disputesCall(charge), ask)
  return answer.ok ? { ok: true, value: readPage(answer.body, readDispute).items } : answer
}

/** Newest disputed charges whose dispute is read: one request each. */
const disputedMax = 3

/** Disputes of the newest disputed payments; unknown when payments are, or when any one of them could not be read. */
export async function readDisputes(
  sections: Sections,
  upstream: Upstream,
  payments: Kept<PaymentSection>,
  ask: Ask,
): Promise<Kept<Dispute[]>> {
  if (!payments.ok) return payments
  const { value, asOfMs, stale } = payments
  if (value.from === 'payment_intents') return { ok: false, why: withoutPermission('rak_charge_read') }
  const disputed = value.items.filter((payment) => payment.disputed).slice(0, disputedMax)
  const read = await Promise.all(disputed.map(({ id }) => sections.disputes(upstream, id, ask)))
  let oldestMs = asOfMs
  let why: Unavailable | undefined = stale
  for (const one of read) {
    if (!one.ok) return one
    oldestMs = Math.min(oldestMs, one.asOfMs)
    why ??= one.stale
  }
  const disputes = read.flatMap((one) => (one.ok ? one.value : []))
  return { ok: true, value: disputes, asOfMs: oldestMs, ...(why ? { stale: why } : {}) }
}

export function createSections(options: CacheOptions & { tenantId: string }): Sections {
  const { bytesMax, tenantId } = options
  const invoices = createCache<InvoiceSection>({ ...options, bytesMax: Math.floor(bytesMax / 2) })
  const payments = createCache<PaymentSection>({ ...options, bytesMax: Math.floor(bytesMax / 2) })
  const disputes = createCache<Dispute[]>({ ...options, bytesMax: Math.floor(bytesMax / 8) })
  const keyOf = (upstream: Upstream, id: string) => [tenantId, upstream.key, upstream.account().mode, id]
  const ages = (upstream: Upstream) => () => customerAges(upstream.rationLevel())
  return {
    expire(upstream, id) {
      invoices.expire(keyOf(upstream, id))
      payments.expire(keyOf(upstream, id))
    },
    expireDisputes() {
      disputes.expireWhere(() => true)
      // A new dispute is on a payment that did not have one; whose it is, its event does not say.
      payments.expireWhere(() => true)
    },
    invoices: (upstream, id, ask) =>
      invoices.get(keyOf(upstream, id), ages(upstream), ask, (asked) => loadInvoices(upstream, id, asked)),
    payments: (upstream, id, ask) =>
      payments.get(keyOf(upstream, id), ages(upstream), ask, (asked) => loadPayments(upstream, id, asked)),
    disputes: (upstream, id, ask) =>
      disputes.get(keyOf(upstream, id), ages(upstream), ask, (asked) => loadDisputes(upstream, id, asked)),
  }
}
