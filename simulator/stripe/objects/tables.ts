// The objects the simulator keeps, typed by the `stripe` package in its newest shape. Lists inside objects are not kept:
// they are tables of their own and put in when an object is drawn.

import type Stripe from 'stripe'
import type { JsonObject } from '../json.ts'

/** A Stripe type as it is kept: without the named sub-lists, decimals as the text that crosses the wire. */
type Stored<T, Without extends keyof T = never> = {
  [K in keyof T as K extends Without | 'deleted' ? never : K]: NonNullable<T[K]> extends Stripe.Decimal
    ? string | null
    : T[K]
}

type PriceFields = Stored<Stripe.Price, 'tiers' | 'currency_options'>
type CouponFields = Stored<Stripe.Coupon, 'currency_options' | 'applies_to'>
/** A tier as it crosses the wire. */
export type StoredTier = Stored<Stripe.Price.Tier>
/** A price in one more currency, as it crosses the wire. */
export type StoredPriceOption = Stored<Stripe.Price.CurrencyOptions, 'tiers'>

/** A change of a subscription that happens once it is paid. */
type StoredUpdate = Omit<Stripe.Subscription.PendingUpdate, 'subscription_items'> & {
  subscription_items: StoredItem[]
}

export type StoredItem = Omit<Stored<Stripe.SubscriptionItem>, 'plan' | 'price'> & { price: string }

/** A discount where it is applied; its coupon is a table of its own. */
export type Tables = {
  account: Stored<Stripe.Account>
  balance_transaction: Stored<Stripe.BalanceTransaction>
  card: Stored<Stripe.Card> & { created: number }
  charge: Stored<Stripe.Charge, 'refunds'>
  'checkout.session': Stored<Stripe.Checkout.Session, 'line_items'>
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
    /** What it said when it happened, which never changes; a planted event shows its subject as it is now. */
    recorded?: { object: JsonObject; previous: JsonObject | undefined; request: EventRequest }
    /** Deliveries that have not succeeded. */
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

/** The request that led to an event; both null when no request did. */
export type EventRequest = { id: string | null; idempotency_key: string | null }

export type TableName = keyof Tables
export type Entity = Tables[TableName]
