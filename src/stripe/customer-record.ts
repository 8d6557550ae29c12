// A customer with its current subscriptions, as one request brings them along by expansion.

import type {
  Customer,
  CustomerHit,
  Match,
  Page,
  Reading,
  Subscription,
  Unavailable,
} from '#contract/billing.ts'
import type { Expansion } from './ask-adapting.ts'
import type { Kept, Loaded } from './cache.ts'
import { withoutPermission } from './permissions.ts'
import { rawOf, type Raw } from './raw.ts'
import { readCustomer } from './readers/customer.ts'
import { readSubscriptions } from './readers/subscription.ts'
import type { Upstream } from './upstream.ts'

export type CustomerRecord = { customer: Customer; subscriptions: Loaded<Page<Subscription>> }

const subscription = 'rak_subscription_read'
const paymentMethod = 'rak_payment_method_read'

/** At most four levels, `data` of a list counted. https://docs.stripe.com/expand */
export function customerExpansions(prefix: '' | 'data.'): Expansion[] {
  const expansions: Expansion[] = [
    { path: 'subscriptions.data.default_payment_method', needs: [subscription, paymentMethod] },
    { path: 'subscriptions.data.discounts', needs: [subscription] },
    { path: 'invoice_settings.default_payment_method', needs: [paymentMethod] },
    { path: 'default_source', needs: [paymentMethod] },
    { path: 'invoice_credit_balance', needs: [] },
    { path: 'discount', needs: [] },
    { path: 'discount.source.coupon', needs: ['rak_coupon_read'] },
  ]
  return expansions.map(({ path, needs }) => ({ path: prefix + path, needs }))
}

/** Reads what `customerExpansions` brought; subscriptions that did not come are unknown, not none. */
export function readCustomerRecord(raw: Raw, upstream: Upstream): CustomerRecord | undefined {
  const customer = readCustomer(raw)
  if (!customer) return undefined
  if (customer.deleted) return { customer, subscriptions: { ok: true, value: { items: [], hasMore: false } } }
  if (Array.isArray(rawOf(raw['subscriptions'])['data'])) {
    return { customer, subscriptions: { ok: true, value: readSubscriptions(raw['subscriptions']) } }
  }
  const why: Unavailable = upstream.lacks(subscription)
    ? withoutPermission(subscription)
    : { reason: 'failed' }
  return { customer, subscriptions: { ok: false, why } }
}

/** A kept value as a part of the picture. */
export function toReading<T>(kept: Kept<T>): Reading<T> {
  if (!kept.ok) return { state: 'unavailable', why: kept.why }
  const { value, asOfMs, stale } = kept
  return { state: 'read', value, asOfMs, ...(stale ? { stale } : {}) }
}

/** The record as a hit, with the age of the answer it came in. */
export function toHit(
  record: CustomerRecord,
  about: { upstream: Upstream; match: Match; asOfMs: number; stale?: Unavailable; via?: CustomerHit['via'] },
): CustomerHit {
  const { customer, subscriptions } = record
  const { upstream, match, asOfMs, stale, via } = about
  return {
    account: upstream.account(),
    customer,
    match,
    subscriptions: toReading(
      subscriptions.ok ? { ...subscriptions, asOfMs, ...(stale ? { stale } : {}) } : subscriptions,
    ),
    ...(via ? { via } : {}),
  }
}
