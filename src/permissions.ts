// Lists the permissions of the restricted key: one table for the guide, the key check, the screens, and the link to Stripe's key
// form with the boxes ticked. The names are Stripe's. https://docs.stripe.com/keys#limit-access

export type Permission = {
  slug: string
  /** The name of the row in the Dashboard's key form. */
  label: string
  need: 'required' | 'advised' | 'optional'
  /** A read that needs this permission and nothing else; the id cannot exist. */
  probe: string
  /** What it is for, and what happens without it: two columns of docs/guide/restricted-key.md. */
  use: string
  without: string
  /** Only needed where this is switched on. */
  feature?: 'events'
}

export const permissions = [
  {
    slug: 'rak_customer_read',
    label: 'Customers',
    need: 'required',
    probe: 'customers/cus_tillsideprobe',
    use: 'finding who writes',
    without: 'nothing can be shown',
  },
  {
    slug: 'rak_subscription_read',
    label: 'Subscriptions',
    need: 'required',
    probe: 'subscriptions/sub_tillsideprobe',
    use: 'plan, price, status, trial, next charge',
    without: 'plans are unknown',
  },
  {
    slug: 'rak_invoice_read',
    label: 'Invoices',
    need: 'required',
    probe: 'invoices/in_tillsideprobe',
    use: 'what is open, overdue, paid',
    without: 'no invoice list, and ended subscriptions are unknown',
  },
  {
    slug: 'rak_charge_read',
    label: 'Charges and Refunds',
    need: 'required',
    probe: 'charges/ch_tillsideprobe',
    use: 'payments, why one failed, refunds, lifetime value',
    without: 'payments from payment intents, without refunds and disputes',
  },
  {
    slug: 'rak_product_read',
    label: 'Products',
    need: 'required',
    probe: 'products/prod_tillsideprobe',
    use: 'product names',
    without: 'the names that invoice lines give, else product ids',
  },
  {
    slug: 'rak_plan_read',
    label: 'Prices',
    need: 'optional',
    probe: 'prices/price_tillsideprobe',
    use: 'what a scheduled change will cost, when the section is opened',
    without: 'the change is named without its price',
  },
  {
    slug: 'rak_payment_method_read',
    label: 'Payment Methods',
    need: 'advised',
    probe: 'payment_methods/pm_tillsideprobe',
    use: 'card brand and expiry',
    without: 'the card of the last payment',
  },
  {
    slug: 'rak_dispute_read',
    label: 'Disputes',
    need: 'advised',
    probe: 'disputes/dp_tillsideprobe',
    use: 'status and deadline of a dispute',
    without: '“disputed, state unknown”',
  },
  {
    slug: 'rak_payment_intent_read',
    label: 'Payment Intents',
    need: 'advised',
    probe: 'payment_intents/pi_tillsideprobe',
    use: 'looking a `pi_…` up; fallback for payments',
    without: 'those look-ups fail',
  },
  {
    slug: 'rak_coupon_read',
    label: 'Coupons',
    need: 'optional',
    probe: 'coupons/tillsideprobe',
    use: 'how much a coupon takes off',
    without: 'a discount is named without its amount',
  },
  {
    slug: 'rak_checkout_session_read',
    label: 'Checkout Sessions',
    need: 'optional',
    probe: 'checkout/sessions/cs_test_tillsideprobe',
    use: 'looking a `cs_…` up; payments of guests by their address',
    without: 'guests are found by payment id or card only',
  },
  {
    slug: 'rak_review_read',
    label: 'Reviews',
    need: 'optional',
    probe: 'reviews/prv_tillsideprobe',
    use: 'payments under review, when the section is opened',
    without: 'that part says it is unknown',
  },
  {
    slug: 'rak_event_read',
    label: 'Events',
    need: 'optional',
    probe: 'events/evt_tillsideprobe',
    use: 'finding events that never came',
    without: 'they stay missing ([events](webhooks.md))',
    feature: 'events',
  },
] as const satisfies readonly Permission[]

export type Slug = (typeof permissions)[number]['slug']

/** Optional features; the customer context is always on. */
export type Features = { events: boolean }

/** What is switched on, by the settings. */
export const featuresOf = ({
  webhookSecrets,
}: {
  webhookSecrets: Readonly<Record<'live' | 'test', readonly unknown[]>>
}): Features => ({ events: webhookSecrets.live.length + webhookSecrets.test.length > 0 })

/** The same before the settings are checked, and where some of them are wrong. */
export function readFeatures(env: Record<string, unknown>): Features {
  return { events: Boolean(env['STRIPE_WEBHOOK_SECRETS_LIVE'] || env['STRIPE_WEBHOOK_SECRETS_TEST']) }
}

/** The rows that a key needs with these features. */
export function neededPermissions(features: Features): readonly Permission[] {
  const all: readonly Permission[] = permissions
  return all.filter(({ feature }) => feature === undefined || features[feature])
}

/** The row to tick in the key form, for slugs of the table. */
export function labelOf(slug: Slug): string {
  return permissions.find((one) => one.slug === slug)?.label ?? slug
}

/**
 * Stripe's form for a new restricted key with the boxes of the table ticked. Stripe does not document the address and ignores
 * names it does not know, so the boxes are always listed as well, and the key check decides.
 */
export function keyLink({ mode, features }: { mode: 'live' | 'test'; features: Features }): string {
  const ticked = neededPermissions(features).map(({ slug }) => `permissions[]=${slug}`)
  const place = mode === 'test' ? '/test' : ''
  return `https://dashboard.stripe.com${place}/apikeys/create?${['name=Tillside', ...ticked].join('&')}`
}

/** The reason for a part that is not read because this permission is missing. */
export function withoutPermission(slug: Slug): { reason: 'permission'; permissions: string[] } {
  return { reason: 'permission', permissions: [slug] }
}
