// Our words in English; the other languages have the same shape. Stripe's own terms keep Stripe's spelling.

import { line, type Line, type Part } from '../line.ts'
import { declines } from './en-declines.ts'
import { lookup } from './en-lookup.ts'
import { states } from './en-states.ts'
import { pluralOf } from './plural.ts'

const count = pluralOf('en')

export const en = {
  states,
  declines,
  noName: 'No name',
  unknown: 'unknown',
  unknownAmount: 'amount unknown',
  test: 'Test',
  comma: ', ',
  hiddenRemoved: 'Hidden characters were removed from the name',
  quote: (text: Part): Line => line`“${text}”`,
  days: (days: number) => count(days, 'day', 'days'),

  match: {
    address: 'Same address as in the conversation',
    pinned: (by: Part | undefined, when: Part | undefined): Line =>
      line`Pinned${by ? line` by ${by}` : ''}${when ? line`, ${when}` : ''}`,
    chosen: 'Chosen here',
    found: (field: Part): Line => line`Found by ${field}`,
    domain: (domain: Part): Line => line`Only the same domain, ${domain}: not verified`,
  },
  searchFields: {
    name: 'name',
    email: 'e-mail address',
    phone: 'phone number',
    id: 'id',
    number: 'invoice number',
    receipt_number: 'receipt number',
    last4: 'last four digits of the card',
  },

  verdict: {
    paying: 'Paying',
    active: 'Active',
    trial: 'Trial',
    pastDue: 'Past due',
    paused: 'Paused',
    incomplete: 'Not started',
    canceled: 'Canceled',
    neverPaid: 'Never paid',
    noCustomer: 'No customer',
    deleted: 'Deleted',
    refunded: 'Refunded',
    unknown: 'Unknown',
    paid: (times: number, more: boolean) =>
      more
        ? `Paid ${times}+ times`
        : times === 1
          ? 'Paid once'
          : times === 0
            ? 'Has paid'
            : `Paid ${times} times`,
  },
  notes: {
    nextCharge: (when: Part): Line => line`Next charge ${when}`,
    nextInvoice: (when: Part): Line => line`Next invoice ${when}`,
    firstCharge: (when: Part): Line => line`First charge ${when}`,
    since: (when: Part): Line => line`since ${when}`,
    ends: (when: Part): Line => line`Ends ${when}`,
    trialEnds: (when: Part): Line => line`Ends ${when}, no charge`,
    ended: (when: Part): Line => line`Ended ${when}`,
    resumes: (when: Part): Line => line`Resumes ${when}`,
    noCardYet: 'no card yet',
    declined: (times: number, reason: Line | undefined): Line =>
      line`Declined ${times === 1 ? 'once' : `${times} times`}${reason ? line`: ${reason}` : ''}`,
    lastTry: (when: Part): Line => line`Last try ${when}`,
    nextTry: (when: Part): Line => line`next ${when}`,
    noNextTry: 'no further automatic try',
    dueSince: (when: Part): Line => line`Due since ${when}`,
    lastInvoiceUnpaid: 'The last invoice is not paid',
    paidTimes: (times: number): string => (times === 1 ? 'paid once' : `paid ${times} times`),
    beforeDiscounts: 'before discounts',
    plusUse: 'plus what is used',
    unread: {
      disputes: 'disputes unknown',
      payments: 'payments unknown',
      invoices: 'invoices unknown',
      subscriptions: 'subscriptions unknown',
    },
    outsideStripe: 'outside Stripe',
    noSubscription: 'no subscription',
    noCurrentSubscription: 'No current subscription',
    customerDeleted: 'This customer was deleted in Stripe.',
  },

  fields: {
    plan: 'Plan',
    lifetime: 'Lifetime, net',
    lostDisputes: 'Lost to disputes',
    credit: 'Credit',
    owes: 'Owes',
    paysWith: 'Pays with',
    lastPaidWith: 'Last paid with',
    nothingOnFile: 'nothing on file',
    beforeDisputes: 'before disputes',
    fromLast: (payments: number) => `from the last ${count(payments, 'payment', 'payments')}`,
    customer: 'Customer',
    account: 'Account',
    stripeAccount: 'Stripe account',
    email: 'E-mail',
    phone: 'Phone',
    note: 'Note',
    created: 'Created',
    discount: 'Discount',
    subscription: 'Subscription',
    price: 'Price',
    started: 'Started',
    trialEnds: 'Trial ends',
    reason: 'Reason',
    feedback: 'Feedback',
    comment: 'Comment',
    invoice: 'Invoice',
    tried: 'Tried',
    bankSays: 'Bank says',
    due: 'Due',
    paid: 'Paid',
    remaining: 'Remaining',
    credited: 'Credited back',
    for: 'For',
    payment: 'Payment',
    refund: 'Refund',
    heldBack: 'Held back',
    dispute: 'Dispute',
    presented: 'Customer saw',
    arn: 'ARN for the bank',
    advice: 'Advice',
    next: 'What helps',
    withFee: (fee: Part): Line => line`with ${fee} dispute fee`,
    times: (times: number) => count(times, 'time', 'times'),
    doNotRefund: 'Do not refund: it would be paid twice',
    fraudWarning: 'Do not tell the customer why',
  },

  sections: {
    subscriptions: 'Subscriptions',
    invoices: 'Invoices',
    payments: 'Payments',
    disputes: 'Disputes',
    details: 'Details',
    similar: 'Same domain, not verified',
    none: 'none',
    allActive: 'active',
    allPaid: 'all paid',
    allSucceeded: 'all succeeded',
    disputed: (number: number) => `${number} disputed`,
    failed: (number: number) => `${number} failed`,
    failedRefunds: (number: number) => count(number, 'refund failed', 'refunds failed'),
    pastDue: (number: number) => `${number} past due`,
    open: (number: number) => `${number} open`,
    ended: (number: number) => `${number} ended`,
    paused: (number: number) => `${number} paused`,
    trial: (number: number) => `${number} on trial`,
    ending: (number: number) => `${number} ending`,
    notStarted: (number: number) => `${number} not started`,
    noSubscriptions: 'No subscription.',
    noKnownSubscriptions: 'No current subscription. Ended ones may not be known.',
    noInvoices: 'No invoice.',
    noPayments: 'No payment.',
    stripeHasMore: 'Stripe has more',
    namesUnknown: 'The names of some products could not be read.',
  },

  alerts: {
    dispute: (kind: string, amount: Part, deadline: string) => line`${kind} of ${amount}: ${deadline}`,
    disputeDeadline: (days: number) =>
      days < 0
        ? 'the deadline has passed'
        : days === 0
          ? 'answer today'
          : `answer in ${count(days, 'day', 'days')}`,
    disputeNoDeadline: 'answer needed',
    disputeText: (reason: Line, opened: Part | undefined, due: Part | undefined): Line =>
      line`${reason}${opened ? line`, opened ${opened}` : ''}.${due ? line` Evidence is due ${due}.` : ''}`,
    invoiceFailed: (amount: Part) => line`Payment of ${amount} failed`,
    invoiceOverdue: (amount: Part) => line`Invoice of ${amount} is overdue`,
    refundFailed: (amount: Part) => line`Refund of ${amount} failed`,
    refundFailedText: (reason: Line): Line => line`${reason}. The money is back on your balance.`,
    confirm: (amount: Part) => line`Payment of ${amount} waits for the customer`,
    confirmText: 'The bank wants the customer to confirm it (3-D Secure).',
    cardExpired: 'The card has expired',
    cardExpiresThisMonth: 'Card expires this month',
    cardExpiresSoon: 'Card expires soon',
    cardText: (card: Line, charge: Part | undefined): Line =>
      line`${card}.${charge ? line` The charge on ${charge} is likely to fail.` : ''}`,
    cardTextFine: (card: Line): Line => line`${card}.`,
    billedTwice: 'Billed twice?',
    billedTwiceText: (times: number, product: Part | undefined): Line =>
      line`${count(times, 'subscription', 'subscriptions')} run for ${product ?? 'the same product'} at the same time.`,
    billedTwiceCustomers: (times: number, product: Part | undefined): Line =>
      line`${times === 2 ? 'Two' : String(times)} of them have a running subscription to ${product ?? 'the same product'}.`,
    trialEnds: (when: Part): Line => line`The trial ends ${when} and there is no card`,
    trialEndsText: {
      cancel: 'The subscription will then be canceled.',
      create_invoice: 'An invoice will then be made that nobody is charged for.',
      pause: 'The subscription will then be paused.',
    },
    endsSoon: (product: Part | undefined, when: Part): Line =>
      line`${product ?? 'The subscription'} ends ${when}`,
    endsSoonText: 'It will not renew.',
    creditWaiting: (amounts: Line): Line => line`Credit of ${amounts} is waiting`,
    creditWaitingText: 'No subscription is running that would use it up.',
  },

  actions: {
    openInStripe: 'Open in Stripe',
    openDispute: 'Open dispute',
    payPage: 'Pay page',
    invoicePage: 'Invoice page',
    pdf: 'PDF',
    insertPayLink: 'Insert pay link',
    copyPayLink: 'Copy link',
    insertReceipt: 'Insert receipt link',
    insertInvoice: 'Insert invoice link',
    insertReason: 'Insert reason in reply',
    insertCardQuestion: 'Insert question in reply',
    commentState: 'Comment the billing state',
    taskFollowUp: 'Task: follow up',
    refresh: 'Check again',
    tryAgain: 'Try again',
    copyForOwner: 'Copy for the key’s owner',
    findPayer: 'Find the payer',
    insertQuestion: 'Insert the question in reply',
  },
  replies: {
    pay: 'Here is the page where you can pay the open invoice:',
    payNumbered: (number: string) => `Here is the page where you can pay invoice ${number}:`,
    receipt: 'Here is the receipt for your payment:',
    invoice: 'Here is the invoice:',
    expiringCard:
      'The card we have on file is about to expire. Could you give us a new one before the next payment?',
    expiredCard: 'The card we have on file has expired. Could you give us a new one?',
    whichPayer:
      'To find your payment, could you send us the invoice number, the e-mail address it was paid with, or the last four digits of the card?',
  },
  tasks: {
    failed: (amount: string, name: string) => `Follow up on the failed payment of ${amount}: ${name}`,
    overdue: (amount: string, name: string) => `Follow up on the overdue invoice of ${amount}: ${name}`,
    dispute: (amount: string, name: string) => `Answer the dispute of ${amount}: ${name}`,
    trial: (name: string) => `Ask for a card before the trial ends: ${name}`,
    general: (name: string) => `Follow up on billing: ${name}`,
  },
  comment: {
    title: (name: string, id: string) => `Stripe: ${name} (${id})`,
    mode: 'Test mode',
  },

  price: {
    times: (quantity: number, price: Line): Line => line`${String(quantity)} × ${price}`,
    perUnits: (price: Line, units: string): Line => line`${price} per ${units}`,
    perUnit: (price: Line): Line => line`${price} per unit`,
    metered: (price: Line): Line => line`${price} per unit used`,
    meteredPlain: 'by use',
    billed: { day: 'billed daily', week: 'billed weekly', month: 'billed monthly', year: 'billed yearly' },
    billedEvery: (number: number, unit: 'day' | 'week' | 'month' | 'year') =>
      `billed every ${count(number, unit, `${unit}s`)}`,
    customerChooses: 'customer chooses',
    tieredGraduated: 'tiered (graduated)',
    tieredVolume: 'tiered (volume)',
    tiered: 'tiered',
    from: (price: Line, tiers: Line): Line => line`from ${price}: ${tiers}`,
    byVolume: (tiers: Line): Line => line`by volume: ${tiers}`,
    firstFree: (units: string): Line => line`first ${units} free`,
    firstAt: (units: string, price: Line): Line => line`first ${units} at ${price}`,
    upToAt: (units: string, price: Line): Line => line`≤ ${units} at ${price}`,
    aboveAt: (price: Line): Line => line`above at ${price}`,
    thenAt: (price: Line): Line => line`then ${price} each`,
    eachAt: (price: Line): Line => line`${price} each`,
    plusFlat: (price: Line, flat: Part): Line => line`${price} + ${flat}`,
    noPlan: 'no plan',
    moreItems: 'and more items',
    discount: {
      percent: (percent: string): Line => line`${percent}% off`,
      amount: (amount: Part): Line => line`${amount} off`,
      unknown: 'discount applied',
      until: (discount: Line, when: Part): Line => line`${discount} until ${when}`,
    },
  },

  methods: { card: 'Card', bankAccount: 'Bank account' },

  ...lookup,
}

/** Every language has exactly these words: a missing one is a compile error. */
export type Words = typeof en
