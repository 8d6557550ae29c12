// Subscriptions and their items.

import type { StoredItem, Tables } from './tables.ts'

export type SubscriptionSketch = {
  id: string
  created: number
  livemode: boolean
  customer: string
  currency: string
  status: Tables['subscription']['status']
  paymentMethod?: string
  latestInvoice?: string
  discounts?: string[]
  trialStart?: number
  trialEnd?: number
  trialEndWithoutMethod?: 'cancel' | 'create_invoice' | 'pause'
  cancelAt?: number
  cancelAtPeriodEnd?: boolean
  canceledAt?: number
  endedAt?: number
  cancelReason?: 'cancellation_requested' | 'payment_failed' | 'payment_disputed'
  cancelFeedback?: 'too_expensive' | 'missing_features' | 'switched_service' | 'unused' | 'other'
  cancelComment?: string
  pause?: { behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void'; resumesAt?: number }
  pausedBecause?: 'trial_end_without_payment_method' | 'pause_requested' | 'final_payment_failure'
  daysUntilDue?: number
  /** A card from before payment methods. */
  source?: string
  /** Computed by Stripe Tax. */
  automaticTax?: boolean
  taxRates?: Tables['subscription']['default_tax_rates']
  testClock?: string
  metadata?: Record<string, string>
}

/** A subscription without its items. */
export function subscription(sketch: SubscriptionSketch): Tables['subscription'] {
  return {
    id: sketch.id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: sketch.automaticTax ?? false, liability: null },
    billing_cycle_anchor: sketch.trialEnd ?? sketch.created,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: null, type: 'classic' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: sketch.cancelAt ?? null,
    cancel_at_period_end: sketch.cancelAtPeriodEnd ?? false,
    canceled_at: sketch.canceledAt ?? null,
    cancellation_details: {
      comment: sketch.cancelComment ?? null,
      feedback: sketch.cancelFeedback ?? null,
      feedback_option: null,
      reason: sketch.cancelReason ?? null,
    },
    collection_method: sketch.daysUntilDue === undefined ? 'charge_automatically' : 'send_invoice',
    created: sketch.created,
    currency: sketch.currency,
    customer: sketch.customer,
    customer_account: null,
    days_until_due: sketch.daysUntilDue ?? null,
    default_payment_method: sketch.paymentMethod ?? null,
    default_source: sketch.source ?? null,
    default_tax_rates: sketch.taxRates ?? [],
    description: null,
    discounts: sketch.discounts ?? [],
    ended_at: sketch.endedAt ?? null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    latest_invoice: sketch.latestInvoice ?? null,
    livemode: sketch.livemode,
    managed_payments: null,
    metadata: sketch.metadata ?? {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: sketch.pause
      ? { behavior: sketch.pause.behavior, resumes_at: sketch.pause.resumesAt ?? null }
      : null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: sketch.created,
    status: sketch.status,
    ...(sketch.pausedBecause
      ? {
          status_details: {
            paused: {
              subscription: { type: sketch.pausedBecause },
              transitioned_at: sketch.trialEnd ?? sketch.created,
              type: 'subscription',
            },
          },
        }
      : {}),
    test_clock: sketch.testClock ?? null,
    transfer_data: null,
    trial_end: sketch.trialEnd ?? null,
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method: sketch.trialEndWithoutMethod ?? 'create_invoice',
      },
    },
    trial_start: sketch.trialStart ?? null,
  }
}

export type ItemSketch = {
  id: string
  created: number
  subscription: string
  price: string
  quantity?: number
  periodStart: number
  periodEnd: number
  discounts?: string[]
}

/** One item of a subscription. */
export function subscriptionItem(sketch: ItemSketch): StoredItem {
  return {
    id: sketch.id,
    object: 'subscription_item',
    billing_thresholds: null,
    created: sketch.created,
    current_period_end: sketch.periodEnd,
    current_period_start: sketch.periodStart,
    current_trial: null,
    discounts: sketch.discounts ?? [],
    metadata: {},
    price: sketch.price,
    ...(sketch.quantity === undefined ? {} : { quantity: sketch.quantity }),
    subscription: sketch.subscription,
    tax_rates: [],
  }
}
