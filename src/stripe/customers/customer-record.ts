// Reads a customer with its current subscriptions, which one request returns by expansion.

import type { Customer, CustomerHit, Match, Page, Subscription, Unavailable } from '#contract/billing.ts'
import { withoutPermission } from '#permissions.ts'
import { type Raw, rawOf } from '../api/raw.ts'
import type { Expansion } from '../api/send-with-fallback.ts'
import type { StripeResult } from '../api/stripe-result.ts'
import type { Upstream } from '../api/upstream.ts'
import { readCustomer } from './readers/customer.ts'
import { readSubscriptions } from './readers/subscription.ts'

export type CustomerRecord = { customer: Customer; subscriptions: StripeResult<Page<Subscription>> }

const subscription = 'rak_subscription_read'
const paymentMethod = 'rak_payment_method_read'

/** At most four levels, `data` of a list counted. https://docs.stripe.com/expand */
export function customerExpansions(prefix: '' | 'data.'): Expansion[] {
  const expansions: Expansion[] = [
    { path: 'subscriptions.data.default_payment_method', needs: [subscription, paymentMethod] },
    { path: 'subscriptions.data.default_source', needs: [subscription, paymentMethod] },
    { path: 'subscriptions.data.discounts', needs: [subscription] },
    { path: 'invoice_settings.default_payment_method', needs: [paymentMethod] },
    { path: 'default_source', needs: [paymentMethod] },
    { path: 'invoice_credit_balance', needs: [] },
    { path: 'discount', needs: [] },
    { path: 'discount.source.coupon', needs: ['rak_coupon_read'] },
  ]
  return expansions.map(({ path, needs }) => ({ path: prefix + path, needs }))
}

/** Reads what `customerExpansions` returned; missing subscriptions are unknown, not none. */
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

/** Turns the record into a hit, with the age of the response it came in. */
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
    subscriptions: subscriptions.ok
      ? { state: 'read', value: subscriptions.value, asOfMs, ...(stale ? { stale } : {}) }
      : { state: 'unavailable', why: subscriptions.why },
    ...(via ? { via } : {}),
  }
}
