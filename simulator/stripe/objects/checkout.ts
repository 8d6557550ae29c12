// Checkout sessions: the only objects with the address of a guest.

import type { SubscriptionOrder, Tables } from './tables.ts'

export type SessionSketch = {
  id: string
  created: number
  livemode: boolean
  amount: number
  currency: string
  email: string
  name: string
  intent: string
  customer?: string
}

/** A completed payment session. */
export function checkoutSession(sketch: SessionSketch): Tables['checkout.session'] {
  return {
    id: sketch.id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: sketch.amount,
    amount_total: sketch.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: null,
    client_reference_id: null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: sketch.created,
    currency: sketch.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: sketch.customer ?? null,
    customer_account: null,
    customer_creation: 'if_required',
    customer_details: {
      address: null,
      business_name: null,
      email: sketch.email,
      individual_name: null,
      name: sketch.name,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    customer_email: null,
    discounts: [],
    expires_at: sketch.created + 86_400,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: sketch.livemode,
    locale: null,
    managed_payments: null,
    metadata: {},
    mode: 'payment',
    origin_context: null,
    payment_intent: sketch.intent,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_status: 'paid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'complete',
    submit_type: null,
    subscription: null,
    success_url: 'https://kelpie.example/thanks',
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: null,
    wallet_options: null,
  }
}

export type SubscriptionSessionSketch = {
  id: string
  created: number
  livemode: boolean
  customer: Tables['customer']
  price: Tables['price']
  order: SubscriptionOrder
  url: string
  successUrl: string
  cancelUrl: string | null
  expiresAt: number
  clientReference: string | null
  automaticTax: boolean
  taxIds: boolean
  collects: 'always' | 'if_required'
  metadata: Record<string, string>
}

/** An open session that sells a subscription. */
export function subscriptionSession(sketch: SubscriptionSessionSketch): Tables['checkout.session'] {
  const amount = (sketch.price.unit_amount ?? 0) * sketch.order.quantity
  const isFree = sketch.order.trialEnd !== undefined || sketch.order.trialDays !== undefined
  const base = checkoutSession({
    ...sketch,
    amount: isFree ? 0 : amount,
    currency: sketch.price.currency,
    email: sketch.customer.email ?? '',
    name: sketch.customer.name ?? '',
    intent: '',
    customer: sketch.customer.id,
  })
  return {
    ...base,
    automatic_tax: {
      enabled: sketch.automaticTax,
      liability: sketch.automaticTax ? { type: 'self' } : null,
      provider: sketch.automaticTax ? 'stripe' : null,
      status: sketch.automaticTax ? 'requires_location_inputs' : null,
    },
    billing_address_collection: sketch.automaticTax ? 'auto' : null,
    cancel_url: sketch.cancelUrl,
    client_reference_id: sketch.clientReference,
    customer_creation: null,
    customer_details: null,
    expires_at: sketch.expiresAt,
    metadata: sketch.metadata,
    mode: 'subscription',
    payment_intent: null,
    payment_method_collection: sketch.collects,
    payment_status: 'unpaid',
    status: 'open',
    success_url: sketch.successUrl,
    ...(sketch.taxIds ? { tax_id_collection: { enabled: true, required: 'never' } } : {}),
    url: sketch.url,
    hiddenOrder: sketch.order,
  }
}
