// What the gateway knows about one customer, read from Stripe in any API version: the value `stripe/` returns and `panels/` takes.
// Plain types, because nothing of this crosses the wire. Times are milliseconds since the epoch (…AtMs), amounts are minor units.

import type { Money } from './money.ts'

export type Mode = 'live' | 'test'

/** One Stripe account in one mode, as this gateway reaches it. */
export type StripeAccount = {
  /** Our name for it, stable and unique within the tenant: `acct_…` and mode when known, else derived from the key. Part of every cache key. */
  key: string
  /** `acct_…`, when configured or seen in an answer. */
  accountId?: string
  /** What people call it; from configuration or from Stripe. */
  name?: string
  mode: Mode
}

/** Why something could not be read. Never shown as "none". */
export type Unavailable =
  | { reason: 'permission'; /** `rak_…_read` slugs of which any one is enough. */ permissions: string[] }
  | { reason: 'rate_limited'; retryAtMs?: number }
  | { reason: 'timeout' }
  | { reason: 'unreachable' }
  | { reason: 'key_refused' }
  | { reason: 'ration_spent' }
  | { reason: 'failed'; /** Stripe's request id. */ requestId?: string }

/** A part of the picture: read at a time, read earlier and could not be renewed (`stale`), or not readable at all. */
export type Reading<T> =
  | { state: 'read'; value: T; asOfMs: number; stale?: Unavailable }
  | { state: 'unavailable'; why: Unavailable }

export type PaymentMethod = {
  id?: string
  /** `card`, `sepa_debit`, `us_bank_account`, `link`, `paypal`, … */
  type: string
  brand?: string
  last4?: string
  expMonth?: number
  expYear?: number
  bankName?: string
  email?: string
  wallet?: string
}

export type Customer = {
  id: string
  /** `acct_…` of an Accounts-v2 customer. */
  customerAccountId?: string
  name?: string
  email?: string
  phone?: string
  description?: string
  createdAtMs?: number
  delinquent: boolean
  deleted: boolean
  livemode: boolean
  currency?: string
  /** Negative is credit. */
  balanceMinor: number
  /** Per currency, positive is credit (the opposite sign of `balanceMinor`). */
  invoiceCredit: Money[]
  paymentMethod?: PaymentMethod
  discounts: Discount[]
}

export type Discount = {
  couponId?: string
  name?: string
  percentOff?: number
  amountOff?: Money
  endsAtMs?: number
}

export type Price = {
  id: string
  productId?: string
  nickname?: string
  currency: string
  /** Absent when fractional or tiered. */
  unitAmountMinor?: number
  /** Minor units with up to 12 decimals, as text. */
  unitAmountDecimal?: string
  scheme: 'per_unit' | 'tiered'
  tiersMode?: 'graduated' | 'volume'
  tiers?: { upTo?: number; unitAmountDecimal?: string; flatAmountMinor?: number }[]
  metered: boolean
  /** Absent for a one-time price. */
  interval?: 'day' | 'week' | 'month' | 'year'
  intervalCount?: number
  /** `transform_quantity.divide_by`: the amount is per this many units. */
  divideBy?: number
  customerChooses: boolean
}

export type SubscriptionItem = {
  id: string
  price: Price
  productId?: string
  /** Absent while the products could not be read. */
  productName?: string
  /** Absent when metered. */
  quantity?: number
  periodEndAtMs?: number
}

export type Subscription = {
  id: string
  /** Stripe's value; may be one we do not know yet. */
  status: string
  createdAtMs: number
  startedAtMs?: number
  trialEndsAtMs?: number
  /** What happens at the end of a trial without a payment method. */
  trialEndWithoutMethod?: 'cancel' | 'create_invoice' | 'pause'
  cancelAtPeriodEnd: boolean
  cancelAtMs?: number
  canceledAtMs?: number
  endedAtMs?: number
  cancelReason?: string
  cancelFeedback?: string
  cancelComment?: string
  /** `status_details.paused.subscription.type`. */
  pausedBecause?: string
  collectionPause?: { behavior: string; resumesAtMs?: number }
  collectionMethod?: string
  /** Smallest period end of the items. */
  periodEndAtMs?: number
  currency: string
  items: SubscriptionItem[]
  /** Stripe said there are more items than these. */
  itemsHasMore: boolean
  discounts: Discount[]
  paymentMethod?: PaymentMethod
}

export type Invoice = {
  id: string
  number?: string
  status: string
  currency: string
  totalMinor: number
  amountDueMinor: number
  amountPaidMinor: number
  amountRemainingMinor: number
  createdAtMs: number
  dueAtMs?: number
  paidAtMs?: number
  collectionMethod: string
  attempted: boolean
  attemptCount: number
  nextAttemptAtMs?: number
  hostedUrl?: string
  pdfUrl?: string
  billingReason?: string
  subscriptionId?: string
  /** First line's description. */
  description?: string
  /** `pi_…`/`ch_…` ids of its payments, to join with `Payment`. */
  paymentIds: string[]
  creditedAfterPaymentMinor: number
  paidOutsideStripe: boolean
  discountTotalMinor: number
  uncollectibleReason?: string
  finalizationError?: string
}

export type Refund = {
  id: string
  status: string
  amountMinor: number
  currency: string
  createdAtMs: number
  reason?: string
  failureReason?: string
  pendingReason?: string
  /** ARN, for the customer's bank. */
  reference?: string
}

/** One attempt to pay: a charge, or a payment intent when charges may not be read. */
export type Payment = {
  /** `ch_…`/`py_…`, or `pi_…`. */
  id: string
  paymentIntentId?: string
  /** Of a charge: succeeded, pending, failed; of an intent: its own values. */
  status: string
  amountMinor: number
  amountCapturedMinor: number
  amountRefundedMinor: number
  currency: string
  createdAtMs: number
  captured: boolean
  /** Stays true after a dispute is won: never alert on it alone. */
  disputed: boolean
  failureCode?: string
  declineCode?: string
  failureMessage?: string
  outcomeType?: string
  outcomeReason?: string
  adviceCode?: string
  method?: PaymentMethod
  receiptUrl?: string
  receiptNumber?: string
  description?: string
  refunds: Refund[]
  /** What the customer saw, under adaptive pricing. */
  presented?: Money
}

export type Dispute = {
  id: string
  /** The charge's id. */
  paymentId: string
  status: string
  reason: string
  amountMinor: number
  currency: string
  createdAtMs: number
  dueAtMs?: number
  refundable: boolean
  /** Fee taken by Stripe, when the balance transactions say so. */
  feeMinor?: number
}

/** Why this customer stands beside this conversation. */
export type Match =
  | { kind: 'address'; address: string }
  | { kind: 'pinned'; by?: string; atMs: number }
  | { kind: 'chosen' }
  | { kind: 'found'; /** What the search text hit. */ field: string; text: string }
  | { kind: 'domain'; domain: string }

/** A page of a list that Stripe may hold more of. */
export type Page<T> = { items: T[]; hasMore: boolean }

/** Everything about one customer; each part readable or not by itself. */
export type CustomerBilling = {
  account: StripeAccount
  customer: Customer
  match: Match
  asOfMs: number
  /** Current and ended ones; ended ones as far as invoices name them. */
  subscriptions: Reading<Page<Subscription>>
  invoices: Reading<Page<Invoice>>
  /** `from` says which list it rests on. */
  payments: Reading<Page<Payment> & { from: 'charges' | 'payment_intents' }>
  /** Of disputed payments among the newest. */
  disputes: Reading<Dispute[]>
  /** Whether product names could be read. */
  products: Reading<true>
  /** Whether payment methods could be read. */
  paymentMethods: Reading<true>
}

/** A customer in a chooser or a search result, before everything about it is read. */
export type CustomerHit = {
  account: StripeAccount
  customer: Customer
  match: Match
  /** As far as the search brought them along. */
  subscriptions: Reading<Page<Subscription>>
  /** Another object that was hit: an invoice by number, say. */
  via?: { id: string; label: string; status?: string; amount?: Money }
}

/** Who was looked up, and whom each address led to. */
export type Lookup = {
  asOfMs: number
  people: {
    address: string
    name?: string
    /** Not looked up: a teammate, or beyond the ten addresses Stripe Search takes. */
    skipped?: 'team' | 'limit'
    hits: CustomerHit[]
    /** Ten are listed, Stripe has more. */
    hasMore?: boolean
  }[]
  /** Same domain, opt-in, never for public mail domains. */
  similar: CustomerHit[]
  /** Accounts that did not answer: what they hold is unknown. */
  accounts: { account: StripeAccount; unavailable?: Unavailable; searchUnavailable?: Unavailable }[]
}
