// The permissions of restricted keys, by Stripe's names. Write implies read.

import { refusals } from '../../dashboard/stripe/errors.ts'

const resources = [
  'customer',
  'subscription',
  'invoice',
  'credit_note',
  'charge',
  'refund',
  'product',
  'plan',
  'payment_method',
  'source',
  'dispute',
  'payment_intent',
  'coupon',
  'checkout_session',
  'event',
  'connected_account',
  'promotion_code',
  'review',
]

export const readPermissions: string[] = resources.map((resource) => `rak_${resource}_read`)
export const writePermissions: string[] = ['customer', 'charge', 'product', 'invoice', 'secret'].map(
  (resource) => `rak_${resource}_write`,
)

/** What a gateway needs that sells Tillside: customers, Checkout, the portal; ending a subscription; reading what became of it. */
export const planPermissions: string[] = [
  'rak_customer_write',
  'rak_checkout_session_write',
  'rak_customer_portal_write',
  'rak_subscription_write',
  'rak_invoice_read',
  'rak_charge_read',
  'rak_dispute_read',
]

/** Permissions to read an object, by its kind; any one of them is enough. */
export const readersOf: Record<string, string[]> = {
  customer: ['rak_customer_read'],
  subscription: ['rak_subscription_read'],
  subscription_item: ['rak_subscription_read'],
  invoice: ['rak_credit_note_read', 'rak_invoice_read'],
  invoice_payment: ['rak_invoice_read'],
  credit_note: ['rak_credit_note_read', 'rak_invoice_read'],
  invoiceitem: ['rak_credit_note_read', 'rak_invoice_read'],
  subscription_schedule: ['rak_subscription_read'],
  charge: ['rak_charge_read'],
  'radar.early_fraud_warning': ['rak_charge_read'],
  refund: ['rak_charge_read', 'rak_refund_read'],
  product: ['rak_product_read'],
  price: ['rak_plan_read'],
  payment_method: ['rak_payment_method_read'],
  card: ['rak_source_read', 'rak_payment_method_read'],
  dispute: ['rak_dispute_read'],
  payment_intent: ['rak_payment_intent_read'],
  coupon: ['rak_coupon_read'],
  'checkout.session': ['rak_checkout_session_read'],
  review: ['rak_review_read'],
  'test_helpers.test_clock': ['rak_billing_clock_read'],
  event: ['rak_event_read'],
  'v2.core.event': ['rak_event_read'],
  'billing_portal.configuration': ['rak_customer_portal_read'],
  'billing_portal.session': ['rak_customer_portal_read'],
  account: ['rak_connected_account_read'],
}

const grants = (held: ReadonlySet<string>, slug: string): boolean =>
  held.has(slug) || held.has(slug.replace(/_read$/, '_write'))

/** The permissions of a key; a secret key has all. */
export type Permissions = ReadonlySet<string> | 'all'

/** Throws Stripe's 403 unless the key has one of the permissions. */
export function requirePermission(
  key: { text: string; permissions: Permissions },
  accountId: string,
  slugs: string[],
): void {
  const held = key.permissions
  if (held === 'all' || slugs.some((slug) => grants(held, slug))) return
  throw refusals.permission(key.text, accountId, slugs)
}
