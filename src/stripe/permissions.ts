// The permissions of a restricted key that the customer context uses, named as Stripe's refusals and its key form name them.
// https://docs.stripe.com/keys#limit-access

import type { Unavailable } from '#contract/billing.ts'

export type Permission = {
  slug: string
  /** As the key form of the Dashboard calls it. */
  label: string
  need: 'required' | 'advised' | 'optional'
  /** A read that needs this permission and nothing else; the id cannot exist. */
  probe: string
}

export const permissions = [
  { slug: 'rak_customer_read', label: 'Customers', need: 'required', probe: 'customers/cus_tillsideprobe' },
  {
    slug: 'rak_subscription_read',
    label: 'Subscriptions',
    need: 'required',
    probe: 'subscriptions/sub_tillsideprobe',
  },
  { slug: 'rak_invoice_read', label: 'Invoices', need: 'required', probe: 'invoices/in_tillsideprobe' },
  {
    slug: 'rak_charge_read',
    label: 'Charges and Refunds',
    need: 'required',
    probe: 'charges/ch_tillsideprobe',
  },
  { slug: 'rak_product_read', label: 'Products', need: 'required', probe: 'products/prod_tillsideprobe' },
  { slug: 'rak_plan_read', label: 'Prices', need: 'advised', probe: 'prices/price_tillsideprobe' },
  {
    slug: 'rak_payment_method_read',
    label: 'Payment Methods',
    need: 'advised',
    probe: 'payment_methods/pm_tillsideprobe',
  },
  { slug: 'rak_dispute_read', label: 'Disputes', need: 'advised', probe: 'disputes/dp_tillsideprobe' },
  {
    slug: 'rak_payment_intent_read',
    label: 'Payment Intents',
    need: 'advised',
    probe: 'payment_intents/pi_tillsideprobe',
  },
  { slug: 'rak_coupon_read', label: 'Coupons', need: 'optional', probe: 'coupons/tillsideprobe' },
  // Not of the customer context: what never came as an event is found by it.
  { slug: 'rak_event_read', label: 'Events', need: 'optional', probe: 'events/evt_tillsideprobe' },
  {
    slug: 'rak_checkout_session_read',
    label: 'Checkout Sessions',
    need: 'optional',
    probe: 'checkout/sessions/cs_test_tillsideprobe',
  },
] as const satisfies readonly Permission[]

export type Slug = (typeof permissions)[number]['slug']

/** A part that is not read because this permission is missing. */
export function withoutPermission(slug: Slug): Unavailable {
  return { reason: 'permission', permissions: [slug] }
}
