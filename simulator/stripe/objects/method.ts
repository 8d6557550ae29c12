// Payment methods of the kinds that screens distinguish, and how a charge repeats them.

import type Stripe from 'stripe'
import type { Tables } from './tables.ts'

export type Method =
  | {
      kind: 'card'
      brand: string
      last4: string
      expMonth: number
      expYear: number
      wallet?: 'apple_pay' | 'google_pay'
    }
  | { kind: 'sepa_debit'; last4: string; country: string }
  | { kind: 'us_bank_account'; bank: string; last4: string }
  | { kind: 'link'; email: string }
  | { kind: 'paypal'; email: string }
  | { kind: 'knet' }

export type MethodSketch = {
  id: string
  created: number
  livemode: boolean
  customer?: string
  method: Method
  holder?: string
  email?: string
}

const cardOf = (method: Extract<Method, { kind: 'card' }>, id: string): Stripe.PaymentMethod.Card => ({
  brand: method.brand,
  checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
  country: 'DE',
  display_brand: method.brand,
  exp_month: method.expMonth,
  exp_year: method.expYear,
  fingerprint: `fp${id.slice(-14)}`,
  funding: 'credit',
  generated_from: null,
  last4: method.last4,
  networks: { available: [method.brand], preferred: null },
  regulated_status: null,
  three_d_secure_usage: { supported: true },
  wallet: null,
})

const typed = (method: Method, id: string): Partial<Tables['payment_method']> => {
  switch (method.kind) {
    case 'card':
      return { card: cardOf(method, id) }
    case 'sepa_debit':
      return {
        sepa_debit: {
          bank_code: '37040044',
          branch_code: '',
          country: method.country,
          fingerprint: `fp${id.slice(-14)}`,
          generated_from: null,
          last4: method.last4,
        },
      }
    case 'us_bank_account':
      return {
        us_bank_account: {
          account_holder_type: 'company',
          account_type: 'checking',
          bank_name: method.bank,
          financial_connections_account: null,
          fingerprint: `fp${id.slice(-14)}`,
          last4: method.last4,
          networks: null,
          routing_number: '110000000',
          status_details: null,
        },
      }
    case 'link':
      return { link: { email: method.email } }
    case 'paypal':
      return { paypal: { country: 'DE', payer_email: method.email, payer_id: null } }
    default:
      return {}
  }
}

/** A saved payment method. */
export function paymentMethod(sketch: MethodSketch): Tables['payment_method'] {
  return {
    id: sketch.id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
      email: sketch.email ?? null,
      name: sketch.holder ?? null,
      phone: null,
      tax_id: null,
    },
    created: sketch.created,
    customer: sketch.customer ?? null,
    customer_account: null,
    livemode: sketch.livemode,
    metadata: {},
    type: sketch.method.kind,
    ...typed(sketch.method, sketch.id),
  }
}

/** A card from before payment methods, as in `default_source`. */
export function oldCard(sketch: {
  id: string
  created: number
  customer: string
  last4: string
  expMonth: number
  expYear: number
}): Tables['card'] {
  return {
    id: sketch.id,
    object: 'card',
    address_city: null,
    address_country: null,
    address_line1: null,
    address_line1_check: null,
    address_line2: null,
    address_state: null,
    address_zip: null,
    address_zip_check: null,
    brand: 'Visa',
    country: 'DE',
    created: sketch.created,
    customer: sketch.customer,
    cvc_check: 'pass',
    dynamic_last4: null,
    exp_month: sketch.expMonth,
    exp_year: sketch.expYear,
    fingerprint: `fp${sketch.last4}`,
    funding: 'credit',
    last4: sketch.last4,
    metadata: {},
    name: null,
    regulated_status: null,
    tokenization_method: null,
  }
}

const chargedCard = (method: Extract<Method, { kind: 'card' }>): object => ({
  amount_authorized: null,
  authorization_code: '123456',
  brand: method.brand,
  checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
  country: 'DE',
  exp_month: method.expMonth,
  exp_year: method.expYear,
  fingerprint: `fp${method.last4}${method.brand}`,
  funding: 'credit',
  installments: null,
  last4: method.last4,
  mandate: null,
  network: method.brand,
  network_token: null,
  network_transaction_id: null,
  regulated_status: null,
  three_d_secure: null,
  wallet: method.wallet ? { dynamic_last4: null, type: method.wallet, [method.wallet]: {} } : null,
})

/** The `payment_method_details` of a charge. */
export function methodDetails(method: Method): Stripe.Charge.PaymentMethodDetails {
  const details: object = {
    card: () => chargedCard(method as Extract<Method, { kind: 'card' }>),
    sepa_debit: () => ({ bank_code: '37040044', last4: method.kind === 'sepa_debit' ? method.last4 : null }),
    us_bank_account: () => ({
      bank_name: method.kind === 'us_bank_account' ? method.bank : null,
      last4: method.kind === 'us_bank_account' ? method.last4 : null,
    }),
    link: () => ({ country: 'DE' }),
    paypal: () => ({ payer_email: method.kind === 'paypal' ? method.email : null }),
    knet: () => ({}),
  }[method.kind]()
  // The details have many optional fields that are not used here.
  return { type: method.kind, [method.kind]: details }
}
