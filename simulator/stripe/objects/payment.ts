// A payment: the intent, its charges, refunds and disputes.

import type Stripe from 'stripe'
import { methodDetails, type Method } from './method.ts'
import type { Tables } from './tables.ts'

export type Failure = {
  code: string
  declineCode?: string
  message: string
  adviceCode?: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later'
  blocked?: boolean
}

export type ChargeSketch = {
  id: string
  created: number
  livemode: boolean
  amount: number
  currency: string
  intent?: string
  customer?: string
  method: Method
  methodId?: string
  description?: string
  email?: string
  holder?: string
  failure?: Failure
  pending?: boolean
  uncaptured?: boolean
  metadata?: Record<string, string>
  receiptNumber?: string
}

function outcomeOf(failure: Failure | undefined): Stripe.Charge.Outcome {
  return {
    advice_code: failure?.adviceCode ?? null,
    network_advice_code: null,
    network_decline_code: failure ? '51' : null,
    network_status: failure
      ? failure.blocked
        ? 'not_sent_to_network'
        : 'declined_by_network'
      : 'approved_by_network',
    reason: failure ? (failure.blocked ? 'highest_risk_level' : (failure.declineCode ?? failure.code)) : null,
    risk_level: failure?.blocked ? 'highest' : 'normal',
    seller_message: failure
      ? 'The bank did not return any further details with this decline.'
      : 'Payment complete.',
    type: failure ? (failure.blocked ? 'blocked' : 'issuer_declined') : 'authorized',
  }
}

/** One attempt to take money. */
export function charge(sketch: ChargeSketch): Tables['charge'] {
  const { failure, amount } = sketch
  const status = failure ? 'failed' : sketch.pending ? 'pending' : 'succeeded'
  // A bank debit counts as captured from the start; its status says whether it was paid.
  const captured = status !== 'failed' && !sketch.uncaptured
  return {
    id: sketch.id,
    object: 'charge',
    amount,
    amount_captured: captured ? amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: captured && status === 'succeeded' ? sketch.id.replace(/^(ch|py)_/, 'txn_') : null,
    billing_details: {
      address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
      email: sketch.email ?? null,
      name: sketch.holder ?? null,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: 'KELPIE COFFEE',
    captured,
    created: sketch.created,
    currency: sketch.currency,
    customer: sketch.customer ?? null,
    description: sketch.description ?? null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    fraud_details: {},
    livemode: sketch.livemode,
    metadata: sketch.metadata ?? {},
    on_behalf_of: null,
    outcome: outcomeOf(failure),
    paid: status === 'succeeded',
    payment_intent: sketch.intent ?? null,
    payment_method: sketch.methodId ?? null,
    payment_method_details: methodDetails(sketch.method),
    receipt_email: null,
    receipt_number: sketch.receiptNumber ?? null,
    receipt_url: failure ? null : `https://pay.stripe.com/receipts/payment/${sketch.id}`,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status,
    transfer_data: null,
    transfer_group: null,
  }
}

export type IntentSketch = {
  id: string
  created: number
  livemode: boolean
  amount: number
  currency: string
  status: Tables['payment_intent']['status']
  customer?: string
  method?: Method
  methodId?: string
  latestCharge?: string
  description?: string
  failure?: Failure
  metadata?: Record<string, string>
}

const lastError = (failure: Failure, charge: string | undefined): Stripe.PaymentIntent.LastPaymentError => ({
  type: 'card_error',
  code: failure.code,
  message: failure.message,
  ...(failure.declineCode ? { decline_code: failure.declineCode } : {}),
  ...(failure.adviceCode ? { advice_code: failure.adviceCode } : {}),
  ...(charge ? { charge } : {}),
})

/** The payment intent, over all its attempts. */
export function paymentIntent(sketch: IntentSketch): Tables['payment_intent'] {
  return {
    id: sketch.id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: sketch.amount,
    amount_capturable: sketch.status === 'requires_capture' ? sketch.amount : 0,
    amount_received: sketch.status === 'succeeded' ? sketch.amount : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: sketch.status === 'canceled' ? sketch.created + 3600 : null,
    cancellation_reason: sketch.status === 'canceled' ? 'abandoned' : null,
    capture_method: sketch.status === 'requires_capture' ? 'manual' : 'automatic',
    client_secret: `${sketch.id}_secret_simulated`,
    confirmation_method: 'automatic',
    created: sketch.created,
    currency: sketch.currency,
    customer: sketch.customer ?? null,
    customer_account: null,
    description: sketch.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: sketch.failure ? lastError(sketch.failure, sketch.latestCharge) : null,
    latest_charge: sketch.latestCharge ?? null,
    livemode: sketch.livemode,
    managed_payments: null,
    metadata: sketch.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: sketch.methodId ?? null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: [sketch.method?.kind ?? 'card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: sketch.status,
    transfer_data: null,
    transfer_group: null,
  }
}

/**
 * The maximum total of a charge's refunds: the captured amount, plus the released rest if an older API version created a
 * refund for it.
 */
export function refundableWhole(charge: Tables['charge'], refunds: Tables['refund'][]): number {
  const rest = charge.amount - charge.amount_captured
  const isRestRefunded = rest > 0 && refunds.some(({ amount, reason }) => amount === rest && reason === null)
  return isRestRefunded ? charge.amount : charge.amount_captured
}

export type RefundSketch = {
  id: string
  created: number
  charge: Tables['charge']
  amount: number
  status?: string
  reason?: Stripe.Refund.Reason
  failureReason?: string
  pendingReason?: Stripe.Refund.PendingReason
  metadata?: Record<string, string>
}

/** Money given back. */
export function refund(sketch: RefundSketch): Tables['refund'] {
  const { charge } = sketch
  return {
    id: sketch.id,
    object: 'refund',
    amount: sketch.amount,
    balance_transaction: sketch.id.replace(/^(re|pyr)_/, 'txn_'),
    charge: charge.id,
    created: sketch.created,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference: '74537604221222132710572', reference_status: 'available', type: 'refund' },
      type: 'card',
    },
    ...(sketch.failureReason ? { failure_reason: sketch.failureReason } : {}),
    metadata: sketch.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    ...(sketch.pendingReason ? { pending_reason: sketch.pendingReason } : {}),
    reason: sketch.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: sketch.status ?? 'succeeded',
    transfer_reversal: null,
  }
}
