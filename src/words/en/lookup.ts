// Finding customers, in English: the chooser, not found, search, and what could not be read.

import { line, type Line, type Part } from '../line.ts'
import { pluralOf } from '../plural.ts'

const count = pluralOf('en')

export const lookup = {
  chooser: {
    title: 'Which customer is it?',
    sharing: (customers: number, address: Part): Line =>
      line`${count(customers, 'Stripe customer has', 'Stripe customers have')} the address ${address}`,
    found: (customers: number): Line =>
      line`${count(customers, 'Stripe customer matches', 'Stripe customers match')}`,
    notVerified: 'Not verified',
    more: 'Stripe has more customers with this address than are listed here.',
  },
  notFound: {
    nobody: (places: Line): Line => line`No Stripe customer has exactly this address in ${places}.`,
    nobodyAsked: 'No Stripe account could be reached.',
    test: 'test mode',
    live: 'live mode',
    team: 'A colleague',
    teamText: 'Addresses of your own team are not looked up in Stripe.',
    skippedLimit: (addresses: number) =>
      `${count(addresses, 'more address was', 'more addresses were')} not looked up; the limit is ten at a time.`,
    notLookedUp: 'Not looked up',
    limitText: 'At most ten addresses of a conversation are looked up; this one was left out.',
    othersToo: (addresses: number) =>
      `${count(addresses, 'other address of this conversation was', 'other addresses of this conversation were')} looked up too.`,
    hint: 'Paid with another address? Ask for the invoice number or the last four digits of the card.',
    unanswered: (name: Part): Line => line`${name} did not answer`,
    unansweredText: 'Whether this person is a customer there is unknown.',
    listOnly: (name: Part): Line =>
      line`${name}: only addresses written exactly like this one were found, because Stripe’s search did not answer.`,
    guest: 'Guest',
    guestText: (payments: number) =>
      `Paid ${payments === 1 ? 'once' : `${payments} times`} at Checkout without becoming a customer.`,
    guestTitle: 'Payments without a customer',
    chargeUnread: 'Refunds and disputes of some of these payments could not be read.',
  },
  search: {
    summary: (parts: string, text: Part): Line => line`${parts} for “${text}”`,
    customers: (number: number) => count(number, 'customer', 'customers'),
    invoices: (number: number) => count(number, 'invoice', 'invoices'),
    others: (number: number) => count(number, 'other object', 'other objects'),
    guestPayments: (number: number) =>
      count(number, 'payment without a customer', 'payments without a customer'),
    /** Only what was asked is said to be absent. */
    nothing: {
      nothing: (text: Part): Line => line`“${text}” is too short to search for`,
      address: (text: Part): Line =>
        line`No customer has the address “${text}”, and no guest paid with it at Checkout`,
      customer: (text: Part): Line => line`There is no customer ${text}`,
      guest_customer: (text: Part): Line =>
        line`${text} is a guest; Stripe’s API cannot look up guests. Search for the payment’s id, the address, or the last four digits of the card.`,
      object: (text: Part): Line => line`Nothing has the id ${text}`,
      invoice_number: (text: Part): Line =>
        line`No invoice has the number “${text}”, and no customer’s name or address contains it`,
      receipt_number: (text: Part): Line =>
        line`No invoice has the receipt number “${text}”. Receipts of other payments cannot be searched.`,
      last4: (text: Part): Line =>
        line`No card payment ends in “${text}”. Bank accounts and wallets cannot be searched by digits.`,
      phone: (text: Part): Line => line`No customer has the phone number “${text}”`,
      metadata: (text: Part): Line =>
        line`No customer, subscription, invoice or payment has the metadata “${text}”`,
      text: (text: Part): Line => line`No customer’s name or address contains “${text}”`,
    },
    nothingKnown: (text: Part): Line =>
      line`Nothing found for “${text}”, but not everything could be searched`,
    unowned: (what: Part): Line =>
      line`${what} is in Stripe, but belongs to no customer and to no payment that can be shown.`,
    more: 'Stripe has more than is listed here.',
    partly: 'not everything could be searched.',
    statuses: {
      paid: 'Paid',
      open: 'Open',
      draft: 'Draft',
      void: 'Voided',
      uncollectible: 'Written off',
      succeeded: 'Succeeded',
      failed: 'Failed',
      active: 'Active',
      trialing: 'Trial',
      past_due: 'Past due',
      unpaid: 'Unpaid',
      canceled: 'Canceled',
      paused: 'Paused',
      incomplete: 'Not started',
      processing: 'In progress',
      requires_action: 'Customer must confirm',
      requires_payment_method: 'Not finished',
      requires_confirmation: 'Not confirmed',
      requires_capture: 'Authorised',
      settled: 'Settled',
      pending: 'In progress',
      complete: 'Complete',
      expired: 'Expired',
      needs_response: 'Disputed',
      under_review: 'Disputed',
      lost: 'Dispute lost',
      won: 'Dispute won',
    },
    lag: 'A customer created in the last minute may not be searchable yet; its id (cus_…) always is.',
  },

  unavailable: {
    permission: (what: string): string => `The Stripe key cannot read ${what}`,
    permissionText: (place: Part): Line => line`In ${place}, edit the key and set`,
    permissionPlace: 'Stripe, under Developers, API keys',
    permissionFor: {
      subscriptions: 'subscriptions',
      invoices: 'invoices',
      payments: 'payments',
      disputes: 'disputes',
      products: 'products',
      paymentMethods: 'payment methods',
      customers: 'customers',
      this: 'this',
      nextInvoices: 'next invoices',
      pendingItems: 'invoice items',
      schedules: 'subscription schedules',
      methods: 'payment methods',
      sources: 'older payment methods',
      entries: 'the balance',
      creditNotes: 'credit notes',
      incomplete: 'payment intents',
      warnings: 'fraud warnings',
      reviews: 'reviews',
      taxIds: 'tax IDs',
    },
    andLast: ' and ',
    tick: (row: string) => `${row}: Read`,
    ownerText: (rows: string, link: string) =>
      `Please edit Tillside’s restricted key in Stripe (Developers, API keys) and set: ${rows}. Or create a new key with all boxes ticked: ${link}`,
    rateLimited: 'Stripe asks us to slow down',
    rateLimitedText: 'Too many requests were made to this account.',
    rateLimitedUntil: (when: Part): Line =>
      line`Too many requests were made to this account. Next try ${when}.`,
    timeout: 'Stripe took too long to answer',
    unreachable: 'Stripe could not be reached',
    keyRefused: 'Stripe rejected the key',
    keyRefusedText:
      'It was deleted, has expired, or belongs to another mode. Set a new restricted key in the gateway.',
    rationSpent: 'This month’s reads are nearly used up',
    rationSpentText: 'Stripe limits reads to 500 per transaction. Refreshing by hand still works.',
    failed: 'Stripe answered with an error',
    failedText: 'This part is unknown until Stripe responds again.',
    requestId: (id: Part): Line => line`Request ${id}`,
    unknownText: 'Its contents are unknown.',
  },
}
