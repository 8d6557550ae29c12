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

/** A part of a customer's data with the time it was read. `stale` says why it could not be renewed; `unavailable`, why there is none. */
export type Cached<T> =
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

/** A default payment method; `unread` when there is one of which only the id came. */
export type DefaultMethod = PaymentMethod | 'unread'

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
  /** The default for invoices. Other methods may be attached without being it. */
  paymentMethod?: DefaultMethod
  discounts: Discount[]
  /** Lives on a test clock, whose time is not ours. */
  testClock: boolean
  address?: Address
  shipping?: { name?: string; phone?: string; address?: Address }
  /** `none`, `exempt`, `reverse`. */
  taxExempt?: string
  /** All of it; which keys are shown is a setting. */
  metadata?: Readonly<Record<string, string>>
}

export type Address = {
  lines: string[]
  postalCode?: string
  city?: string
  state?: string
  /** ISO 3166-1. */
  country?: string
}

export type Discount = {
  /** `di_…`; invoices name it beside what it took off. */
  id?: string
  couponId?: string
  name?: string
  percentOff?: number
  /** What it takes off in each currency that is known. */
  amountsOff?: Money[]
  duration?: 'once' | 'repeating' | 'forever'
  endsAtMs?: number
  /** The products it is for, by id. Absent: not known. */
  products?: 'all' | string[]
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

/** Tax on top of an amount; `unknown` when it depends on the account's settings. */
export type ExtraTax = 'none' | 'added' | 'unknown'

export type SubscriptionItem = {
  id: string
  /** In the subscription's currency: without amounts where those are known in another one only. */
  price: Price
  productId?: string
  /** Absent while the products could not be read. */
  productName?: string
  /** Absent when metered. */
  quantity?: number
  periodEndAtMs?: number
  /** Of this item alone; they apply before those of the subscription. */
  discounts: Discount[]
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
  /** Its own default, which goes before the customer's. */
  paymentMethod?: DefaultMethod
  extraTax: ExtraTax
  /** `sub_sched_…`: a schedule may change it; what it changes is asked for on demand. */
  scheduleId?: string
  /** Already billed until then, beyond its period: every item, or some of them. */
  billedAhead?: { untilMs: number; isWhole: boolean }
  /** A change that waits for a payment, and until when. */
  pendingUpdate?: { expiresAtMs?: number; items?: SubscriptionItem[] }
  /** Lives on a test clock, whose time is not ours. */
  testClock: boolean
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
  /** By credit notes made before it was paid: it was never asked for. */
  creditedBeforePaymentMinor: number
  creditedAfterPaymentMinor: number
  /** Taken from the credit on the customer's balance. */
  fromBalanceMinor: number
  /** The part of `amountPaidMinor` that Stripe did not move: paid in cash, by a transfer elsewhere, … */
  paidOutsideMinor: number
  overpaidMinor: number
  /** What each discount took off. */
  discountAmounts: { discountId: string; amountMinor: number }[]
  /** Sum of the lines before discounts; absent when not every line came. */
  linesTotalMinor?: number
  /** What tax added on top. */
  addedTaxMinor: number
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
  /** The invoice it is for: said by the payment before API version 2025-03-31, by the invoices that were read since. */
  invoiceId?: string
  /** Of a charge: succeeded, pending, failed; of an intent: its own values. */
  status: string
  /** What was asked for or authorised. */
  amountMinor: number
  /** What was taken. */
  amountCapturedMinor: number
  /** What was authorised and is not taken any more. It never left the customer's account, so it is no refund. */
  amountReleasedMinor: number
  /** What was taken and given back. Absent where it is not known: an intent alone does not tell. */
  amountRefundedMinor?: number
  currency: string
  createdAtMs: number
  captured: boolean
  /** When an authorisation ends by itself, unless it is captured before. */
  captureBeforeAtMs?: number
  /** What an intent waits for the customer to do: `use_stripe_sdk`, `verify_with_microdeposits`, … */
  nextAction?: string
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
  /** Without the one that older API versions make for what is released. */
  refunds: Refund[]
  /** Stripe has more refunds of it than these. */
  refundsHasMore: boolean
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
  /** What Stripe took as fees and did not give back, in the currency it settles in. Absent where it is not said. */
  fees?: Money[]
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
  /** Current and ended ones; ended ones as far as invoices name them. `endedHasMore`: there may be others. */
  subscriptions: Cached<Page<Subscription> & { endedHasMore?: boolean }>
  /** The newest, and every open one; `openHasMore`: there may be other open ones. */
  invoices: Cached<Page<Invoice> & { openHasMore?: boolean }>
  /**
   * The newest, and every disputed one; `disputedHasMore`: there may be others. `from` says which list it rests on. Beside
   * charges there may be intents that have none yet: a confirmation that the customer still owes, a checkout not finished.
   */
  payments: Cached<Page<Payment> & { from: 'charges' | 'payment_intents'; disputedHasMore?: boolean }>
  /** Of the payments above. A disputed payment without its dispute here was not looked at. */
  disputes: Cached<Dispute[]>
  /** Whether product names could be read. */
  products: Cached<true>
  /** Whether payment methods could be read. */
  paymentMethods: Cached<true>
  /** By subscription: what Stripe previewed lately, because somebody opened that section. Never asked for a first look. */
  nextInvoices?: ReadonlyMap<string, NextInvoice | 'none'>
}

/** One line of an invoice to come. */
export type NextInvoiceLine = {
  description?: string
  amountMinor: number
  /** For a part of a period, because something changed within it. */
  proration: boolean
  /** A single item that waits for the invoice. */
  pending: boolean
}

/** The next invoice of one subscription, as Stripe previews it. `amountDueMinor` is what will be asked for. */
export type NextInvoice = {
  subscriptionId: string
  currency: string
  /** When it is charged; for one that is sent, when it is made. */
  atMs?: number
  sent: boolean
  lines: NextInvoiceLine[]
  linesHasMore: boolean
  discountMinor: number
  /** On top of the prices. */
  taxMinor: number
  /** Within the prices. */
  taxIncludedMinor: number
  totalMinor: number
  amountDueMinor: number
}

/** An invoice item that waits for the next invoice. */
export type PendingItem = {
  id: string
  description?: string
  amountMinor: number
  currency: string
  proration: boolean
  atMs?: number
}

export type SchedulePhase = {
  startsAtMs?: number
  endsAtMs?: number
  /** Absent: that of the subscription. */
  currency?: string
  items: { price: Price; quantity?: number }[]
  discounts: number
}
export type Schedule = {
  id: string
  status: string
  subscriptionId?: string
  /** What becomes of the subscription after the last phase: `release`, `cancel`, … */
  endBehavior?: string
  phases: SchedulePhase[]
}

/** A change of the customer's balance; negative gives credit. */
export type BalanceEntry = {
  id: string
  type: string
  amountMinor: number
  currency: string
  endingBalanceMinor?: number
  createdAtMs?: number
  description?: string
}

export type CreditNote = {
  id: string
  number?: string
  status: string
  reason?: string
  amountMinor: number
  currency: string
  createdAtMs?: number
  invoiceId?: string
  pdfUrl?: string
}

export type TaxId = { id: string; type: string; value: string; verification?: string }

/** The card issuer says that a payment may be fraud. */
export type FraudWarning = {
  id: string
  paymentId: string
  kind: string
  /** Neither refunded nor disputed yet. */
  actionable: boolean
  createdAtMs?: number
}

/** An open review by Radar. */
export type Review = { id: string; paymentIds: string[]; reason: string; createdAtMs?: number }

/** What is read only when a person opens the section: the section's name and its parts, each readable or not by itself. */
export type OnDemand =
  | {
      section: 'coming-up'
      nextInvoices: { subscription: Subscription; next: Cached<NextInvoice | 'none'> }[]
      /** There are more subscriptions than were asked about, or which there are could not be read. */
      subscriptions: Cached<{ hasMore: boolean }>
      /** By product id, as far as they are known without asking. */
      productNames: ReadonlyMap<string, string>
      pendingItems: Cached<Page<PendingItem>>
      schedules: Cached<Page<Schedule>>
    }
  | {
      section: 'payment-methods'
      methods: Cached<Page<PaymentMethod>>
      /** Cards and bank accounts of the older kind. */
      sources: Cached<Page<PaymentMethod>>
    }
  | {
      section: 'balance'
      entries: Cached<Page<BalanceEntry>>
      creditNotes: Cached<Page<CreditNote>>
    }
  | {
      section: 'risk'
      incomplete: Cached<Page<Payment>>
      /** Of the newest payments; `hasMore` when there are older ones. */
      warnings: Cached<Page<FraudWarning>>
      reviews: Cached<Page<Review>>
    }
  | { section: 'billing-details'; taxIds: Cached<Page<TaxId>> }
export type OnDemandSection = OnDemand['section']

/** A customer in a chooser or a search result, before everything about it is read. */
export type CustomerHit = {
  account: StripeAccount
  customer: Customer
  match: Match
  /** As far as the search brought them along. */
  subscriptions: Cached<Page<Subscription>>
  /** Another object that was hit: an invoice by number, say. */
  via?: { id: string; label: string; status?: string; amount?: Money }
}

/** A payment that belongs to no customer: somebody paid as a guest. */
export type GuestPayment = {
  account: StripeAccount
  payment: Payment
  /** The address given at the payment, when Stripe has one. */
  email?: string
  /** Only the payment intent could be read: refunds and disputes are unknown. */
  chargeUnread?: boolean
  disputes: Cached<Dispute[]>
  asOfMs: number
}

/** What a search text was taken for; says where it was looked for. */
type SearchKind =
  | 'nothing'
  | 'address'
  | 'customer'
  | 'guest_customer'
  | 'object'
  | 'invoice_number'
  | 'receipt_number'
  | 'last4'
  | 'phone'
  | 'metadata'
  | 'text'

/** What the search box found. */
export type SearchResult = {
  hits: CustomerHit[]
  guests: GuestPayment[]
  /** Objects that belong to no customer and are no payment either. */
  unowned: NonNullable<CustomerHit['via']>[]
  /** Stripe has more than was looked at. */
  hasMore: boolean
  kind: SearchKind
  accounts: Lookup['accounts']
  asOfMs: number
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
  /** Where nobody is a customer: payments that the first person made as a guest, newest first. */
  guests?: { payments: GuestPayment[]; hasMore: boolean }
  /** Accounts that did not answer: what they hold is unknown. */
  accounts: { account: StripeAccount; unavailable?: Unavailable; searchUnavailable?: Unavailable }[]
}
