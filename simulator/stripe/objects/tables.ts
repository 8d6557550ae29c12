// The objects the simulator stores, typed by the `stripe` package in its newest version. Lists inside objects are separate
// tables, added when an object is drawn.

import type Stripe from 'stripe'
import type { JsonObject } from '../json.ts'

/** A Stripe type as it is stored: without the named sub-lists, and with decimals as strings. */
type Stored<T, Without extends keyof T = never> = {
  [K in keyof T as K extends Without | 'deleted' ? never : K]: NonNullable<T[K]> extends Stripe.Decimal
    ? string | null
    : T[K]
}

type PriceFields = Stored<Stripe.Price, 'tiers' | 'currency_options'>
type CouponFields = Stored<Stripe.Coupon, 'currency_options' | 'applies_to'>
/** A tier with decimals as strings. */
export type StoredTier = Stored<Stripe.Price.Tier>
/** A currency option of a price, with decimals as strings. */
export type StoredPriceOption = Stored<Stripe.Price.CurrencyOptions, 'tiers'>

/** A change of a subscription that takes effect once it is paid. */
type StoredUpdate = Omit<Stripe.Subscription.PendingUpdate, 'subscription_items'> & {
  subscription_items: StoredItem[]
}

export type StoredItem = Omit<Stored<Stripe.SubscriptionItem>, 'plan' | 'price'> & { price: string }

/** What a Checkout session sells. */
export type SubscriptionOrder = {
  price: string
  quantity: number
  trialEnd?: number
  trialDays?: number
  withoutMethod: 'cancel' | 'create_invoice' | 'pause'
  metadata: Record<string, string>
}

/** All tables by the name of their object. */
export type Tables = {
  account: Stored<Stripe.Account>
  balance_transaction: Stored<Stripe.BalanceTransaction>
  'billing_portal.configuration': Stored<Stripe.BillingPortal.Configuration>
  'billing_portal.session': Stored<Stripe.BillingPortal.Session>
  card: Stored<Stripe.Card> & { created: number }
  charge: Stored<Stripe.Charge, 'refunds'>
  'checkout.session': Stored<Stripe.Checkout.Session, 'line_items'> & {
    /** What the subscription will be, until it is bought. */
    hiddenOrder?: SubscriptionOrder
  }
  coupon: CouponFields & {
    hiddenCurrencyOptions?: Record<string, { amount_off: number }>
    hiddenProducts?: string[]
  }
  credit_note: Stored<Stripe.CreditNote>
  customer: Stored<Stripe.Customer, 'sources' | 'subscriptions' | 'discount'> & {
    discount: string | null
    deleted?: true
  }
  customer_balance_transaction: Stored<Stripe.CustomerBalanceTransaction>
  discount: Stored<Stripe.Discount> & { created: number }
  dispute: Stored<Stripe.Dispute>
  event: {
    id: string
    object: 'event'
    created: number
    type: string
    subject: string
    api_version: string
    /** The recorded content, which never changes; a seeded event shows its subject in its current state. */
    recorded?: { object: JsonObject; previous: JsonObject | undefined; request: EventRequest }
    /** Number of deliveries that have not succeeded. */
    pending?: number
  }
  invoice: Stored<Stripe.Invoice, 'lines' | 'payments'>
  invoiceitem: Stored<Stripe.InvoiceItem>
  invoice_payment: Stored<Stripe.InvoicePayment>
  line_item: Stored<Stripe.InvoiceLineItem> & { created: number; invoice: string }
  payment_intent: Stored<Stripe.PaymentIntent>
  payment_method: Stored<Stripe.PaymentMethod>
  price: PriceFields & {
    hiddenTiers?: StoredTier[]
    hiddenCurrencyOptions?: Record<string, StoredPriceOption>
  }
  product: Stored<Stripe.Product>
  'radar.early_fraud_warning': Stored<Stripe.Radar.EarlyFraudWarning>
  refund: Stored<Stripe.Refund>
  review: Stored<Stripe.Review>
  subscription: Stored<Stripe.Subscription, 'items' | 'pending_update'> & {
    pending_update: StoredUpdate | null
  }
  subscription_item: StoredItem
  subscription_schedule: Stored<Stripe.SubscriptionSchedule>
  tax_id: Stored<Stripe.TaxId>
  'test_helpers.test_clock': Stored<Stripe.TestHelpers.TestClock>
  /** The thin twin of an event. */
  'v2.core.event': {
    id: string
    object: 'v2.core.event'
    created: number
    type: string
    snapshot_event: string
  }
}

/** The request that caused an event; both null if there was none. */
export type EventRequest = { id: string | null; idempotency_key: string | null }

export type TableName = keyof Tables
export type Entity = Tables[TableName]
