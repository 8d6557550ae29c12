// Checkout sessions: the only objects with the address of a guest.

import type { Tables } from './tables.ts'

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
