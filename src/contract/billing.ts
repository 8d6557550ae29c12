// The gateway's data about one customer, read from Stripe in any API version: `stripe/` returns it and `panels/` draws it. Plain types
// suffice, because none of this crosses the wire. Times are milliseconds since the epoch (…AtMs), amounts are minor units.

import type { Money } from './money.ts'

export type Mode = 'live' | 'test'

/** One Stripe account in one mode, as the gateway accesses it. */
export type StripeAccount = {
  /** Our id for it, stable and unique within the tenant: `acct_…` and mode if known, else derived from the key. Part of every cache key. */
  key: string
  /** `acct_…`, if configured or seen in a response. */
  accountId?: string
  /** The name for people, from the settings or from Stripe. */
  name?: string
  mode: Mode
}

/** Why something could not be read. Never shown as "none". */
export type Unavailable =
  | { reason: 'permission'; /** `rak_…_read` slugs, any of which is enough. */ permissions: string[] }
  | { reason: 'rate_limited'; retryAtMs?: number }
  | { reason: 'timeout' }
  | { reason: 'unreachable' }
  | { reason: 'key_refused' }
  | { reason: 'ration_spent' }
  | { reason: 'failed'; /** Stripe's request id. */ requestId?: string }

/** A part of a customer's data with the time it was read. `stale`: why it could not be renewed. `why`: why it could not be read. */
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

/** A default payment method; `unread` if only its id is known. */
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
  /** The default for invoices. Other methods may be attached as well. */
  paymentMethod?: DefaultMethod
  discounts: Discount[]
  /** Whether it belongs to a test clock, whose time differs from ours. */
  testClock: boolean
  address?: Address
  shipping?: { name?: string; phone?: string; address?: Address }
  /** `none`, `exempt`, `reverse`. */
  taxExempt?: string
  /** All keys; a setting decides which are shown. */
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
  /** `di_…`; invoices refer to it for the amount it took off. */
  id?: string
  couponId?: string
  name?: string
  percentOff?: number
  /** The amount off in each known currency. */
  amountsOff?: Money[]
  duration?: 'once' | 'repeating' | 'forever'
  endsAtMs?: number
  /** The ids of the products it applies to. Absent if unknown. */
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

/** Tax on top of an amount; `unknown` if it depends on the account's settings. */
export type ExtraTax = 'none' | 'added' | 'unknown'

export type SubscriptionItem = {
  id: string
  /** In the subscription's currency; without amounts if they are only known in another currency. */
  price: Price
  productId?: string
  /** Absent while the products could not be read. */
  productName?: string
  /** Absent when metered. */
  quantity?: number
  periodEndAtMs?: number
  /** The discounts of this item; they apply before those of the subscription. */
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
  /** The earliest period end of the items. */
  periodEndAtMs?: number
  currency: string
  items: SubscriptionItem[]
  /** Whether Stripe has more items than these. */
  itemsHasMore: boolean
  discounts: Discount[]
  /** The subscription's default, which takes precedence over the customer's. */
  paymentMethod?: DefaultMethod
  extraTax: ExtraTax
  /** `sub_sched_…`: a schedule that may change it; its changes are read on demand. */
  scheduleId?: string
  /** Billed in advance beyond its period, until this time: every item, or some of them. */
  billedAhead?: { untilMs: number; isWhole: boolean }
  /** A change that waits for a payment, and until when. */
  pendingUpdate?: { expiresAtMs?: number; items?: SubscriptionItem[] }
  /** Whether it belongs to a test clock, whose time differs from ours. */
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
  /** Credited by credit notes before payment, so it was never charged. */
  creditedBeforePaymentMinor: number
  creditedAfterPaymentMinor: number
  /** Taken from the credit on the customer's balance. */
  fromBalanceMinor: number
  /** The part of `amountPaidMinor` that was paid outside of Stripe: in cash, by a bank transfer, … */
  paidOutsideMinor: number
  overpaidMinor: number
  /** The amount that each discount took off. */
  discountAmounts: { discountId: string; amountMinor: number }[]
  /** Sum of the lines before discounts; absent if not all lines are known. */
  linesTotalMinor?: number
  /** Tax added on top. */
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
  /** The invoice it pays: named by the payment before API version 2025-03-31, and since then by the invoices that were read. */
  invoiceId?: string
  /** For a charge: succeeded, pending, failed; for an intent: its own values. */
  status: string
  /** The amount requested or authorised. */
  amountMinor: number
  /** The amount captured. */
  amountCapturedMinor: number
  /** The amount authorised and then released. It never left the customer's account, so it is not a refund. */
  amountReleasedMinor: number
  /** The amount captured and refunded. Absent if unknown, because an intent alone does not tell. */
  amountRefundedMinor?: number
  currency: string
  createdAtMs: number
  captured: boolean
  /** When an authorisation expires unless it is captured. */
  captureBeforeAtMs?: number
  /** What the customer has to do for an intent: `use_stripe_sdk`, `verify_with_microdeposits`, … */
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
  /** Without the refund that older API versions create for a released amount. */
  refunds: Refund[]
  /** Whether Stripe has more refunds of it than these. */
  refundsHasMore: boolean
  /** The amount shown to the customer, under adaptive pricing. */
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
  /** Fees that Stripe charged and did not return, in the settlement currency. Absent if unknown. */
  fees?: Money[]
}

/** Why this customer is shown beside this conversation. */
export type Match =
  | { kind: 'address'; address: string }
  | { kind: 'pinned'; by?: string; atMs: number }
  | { kind: 'chosen' }
  | { kind: 'found'; /** The field that the search text matched. */ field: string; text: string }
  | { kind: 'domain'; domain: string }

/** A page of a list; `hasMore` if Stripe has more. */
export type Page<T> = { items: T[]; hasMore: boolean }

/** Everything about one customer. Each part may be unavailable independently. */
export type CustomerBilling = {
  account: StripeAccount
  customer: Customer
  match: Match
  asOfMs: number
  /** Current subscriptions, and ended ones that invoices name. `endedHasMore`: there may be other ended ones. */
  subscriptions: Cached<Page<Subscription> & { endedHasMore?: boolean }>
  /** The newest invoices and all open ones. `openHasMore`: there may be other open ones. */
  invoices: Cached<Page<Invoice> & { openHasMore?: boolean }>
  /**
   * The newest payments and all disputed ones. `disputedHasMore`: there may be other disputed ones. `from`: the list they come from.
   * Beside charges there may be intents without a charge: a confirmation is still missing, or a checkout is not finished.
   */
  payments: Cached<Page<Payment> & { from: 'charges' | 'payment_intents'; disputedHasMore?: boolean }>
  /** The disputes of the payments above. A disputed payment without a dispute here was not looked up. */
  disputes: Cached<Dispute[]>
  /** Whether product names could be read. */
  products: Cached<true>
  /** Whether payment methods could be read. */
  paymentMethods: Cached<true>
  /** Stripe's recent previews, by subscription, if somebody opened that section. Never read for a first look. */
  nextInvoices?: ReadonlyMap<string, NextInvoice | 'none'>
}

/** One line of an upcoming invoice. */
export type NextInvoiceLine = {
  description?: string
  amountMinor: number
  /** Whether it covers part of a period, because something changed within it. */
  proration: boolean
  /** Whether it is a single item that waits for the invoice. */
  pending: boolean
}

/** Stripe's preview of a subscription's next invoice. `amountDueMinor` is what will be charged. */
export type NextInvoice = {
  subscriptionId: string
  currency: string
  /** When it is charged or, if it is sent, when it is created. */
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
  /** By default that of the subscription. */
  currency?: string
  items: { price: Price; quantity?: number }[]
  discounts: number
}
export type Schedule = {
  id: string
  status: string
  subscriptionId?: string
  /** What happens to the subscription after the last phase: `release`, `cancel`, … */
  endBehavior?: string
  phases: SchedulePhase[]
}

/** A change to the customer's balance; a negative amount is credit. */
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

/** The card issuer's warning that a payment may be fraud. */
export type FraudWarning = {
  id: string
  paymentId: string
  kind: string
  /** Whether it is neither refunded nor disputed yet. */
  actionable: boolean
  createdAtMs?: number
}

/** An open review by Radar. */
export type Review = { id: string; paymentIds: string[]; reason: string; createdAtMs?: number }

/** What is read only when a person opens a section: its name and its parts, each of which may be unavailable independently. */
export type OnDemand =
  | {
      section: 'coming-up'
      nextInvoices: { subscription: Subscription; next: Cached<NextInvoice | 'none'> }[]
      /** Whether there are more subscriptions than were previewed, or that they could not be read. */
      subscriptions: Cached<{ hasMore: boolean }>
      /** By product id, as far as they are known without another request. */
      productNames: ReadonlyMap<string, string>
      pendingItems: Cached<Page<PendingItem>>
      schedules: Cached<Page<Schedule>>
    }
  | {
      section: 'payment-methods'
      methods: Cached<Page<PaymentMethod>>
      /** Cards and bank accounts of Stripe's older Sources API. */
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
      /** For the newest payments; `hasMore` if there are older ones. */
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
  /** As far as the search returned them. */
  subscriptions: Cached<Page<Subscription>>
  /** Another object that matched, such as an invoice by number. */
  via?: { id: string; label: string; status?: string; amount?: Money }
}

/** A payment without a customer: somebody paid as a guest. */
export type GuestPayment = {
  account: StripeAccount
  payment: Payment
  /** The e-mail address entered for the payment, if Stripe has one. */
  email?: string
  /** True if only the payment intent could be read, so that refunds and disputes are unknown. */
  chargeUnread?: boolean
  disputes: Cached<Dispute[]>
  asOfMs: number
}

/** How a search text was interpreted, which decides where it is searched. */
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

/** The result of a search. */
export type SearchResult = {
  hits: CustomerHit[]
  guests: GuestPayment[]
  /** Objects without a customer that are not payments either. */
  unowned: NonNullable<CustomerHit['via']>[]
  /** Whether Stripe has more than was read. */
  hasMore: boolean
  kind: SearchKind
  accounts: Lookup['accounts']
  asOfMs: number
}

/** The people who were looked up, and the customers found for each address. */
export type Lookup = {
  asOfMs: number
  people: {
    address: string
    name?: string
    /** Why it was not looked up: a teammate, or beyond the ten addresses that Stripe Search takes. */
    skipped?: 'team' | 'limit'
    hits: CustomerHit[]
    /** Whether Stripe has more than the ten listed. */
    hasMore?: boolean
  }[]
  /** Customers with the same domain. Opt-in, and never for public mail domains. */
  similar: CustomerHit[]
  /** If nobody is a customer: payments that the first person made as a guest, newest first. */
  guests?: { payments: GuestPayment[]; hasMore: boolean }
  /** All accounts, with the reason if one could not be read or searched. */
  accounts: { account: StripeAccount; unavailable?: Unavailable; searchUnavailable?: Unavailable }[]
}
