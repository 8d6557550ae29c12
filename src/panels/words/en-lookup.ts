// English words around finding customers: the chooser, not found, search, and what could not be read.

import { line, type Line, type Part } from '../line.ts'
import { pluralOf } from './plural.ts'

const count = pluralOf('en')

export const lookup = {
  chooser: {
    title: 'Which customer is it?',
    sharing: (customers: number, address: Part): Line =>
      line`${count(customers, 'Stripe customer has', 'Stripe customers have')} the address ${address}`,
    found: (customers: number): Line =>
      line`${count(customers, 'Stripe customer fits', 'Stripe customers fit')}`,
    notVerified: 'Not verified',
    more: 'Stripe has more customers with this address than are listed here.',
  },
  notFound: {
    nobody: (places: Line): Line => line`No Stripe customer has exactly this address, in ${places}.`,
    nobodyAsked: 'No Stripe account could be asked.',
    test: 'test mode',
    live: 'live mode',
    team: 'A colleague',
    teamText: 'Addresses of your own team are not looked up in Stripe.',
    skippedLimit: (addresses: number) =>
      `${count(addresses, 'more address was', 'more addresses were')} not looked up: ten are the most at a time.`,
    notLookedUp: 'Not looked up',
    limitText: 'Ten addresses of a conversation are looked up at a time; this is one more.',
    othersToo: (addresses: number) =>
      `${count(addresses, 'other address', 'other addresses')} of this conversation were looked up too.`,
    hint: 'Pays from another address? Ask for the invoice number or the last four digits of the card.',
    unanswered: (name: Part): Line => line`${name} did not answer`,
    unansweredText: 'Whether this person is a customer there is unknown.',
    listOnly: (name: Part): Line =>
      line`${name}: only addresses written exactly like this one were found, because Stripe’s search did not answer.`,
  },
  search: {
    summary: (parts: string, text: Part): Line => line`${parts} for “${text}”`,
    customers: (number: number) => count(number, 'customer', 'customers'),
    invoices: (number: number) => count(number, 'invoice', 'invoices'),
    others: (number: number) => count(number, 'other object', 'other objects'),
    nothing: (text: Part): Line => line`Nothing in Stripe for “${text}”`,
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
      pending: 'In progress',
      complete: 'Complete',
      expired: 'Expired',
      needs_response: 'Disputed',
      under_review: 'Disputed',
      lost: 'Dispute lost',
      won: 'Dispute won',
    },
    lag: 'A customer made less than a minute ago may not be searchable yet. Its id, cus_…, always is.',
  },

  unavailable: {
    permission: (what: string): string => `The Stripe key may not read ${what}`,
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
    },
    andLast: ' and ',
    tick: (row: string) => `${row}: Read`,
    ownerText: (rows: string) =>
      `Please edit Tillside’s restricted key in Stripe (Developers, API keys) and set: ${rows}.`,
    rateLimited: 'Stripe asks for a pause',
    rateLimitedText: 'Too many requests were made to this account.',
    rateLimitedUntil: (when: Part): Line =>
      line`Too many requests were made to this account. Next try ${when}.`,
    timeout: 'Stripe took too long to answer',
    unreachable: 'Stripe could not be reached',
    keyRefused: 'Stripe refuses the key',
    keyRefusedText:
      'It was deleted, has expired, or belongs to another mode. Set a new restricted key in the gateway.',
    rationSpent: 'This month’s reads are nearly used up',
    rationSpentText: 'Stripe limits reads to 500 per transaction. Refreshing by hand still works.',
    failed: 'Stripe answered with an error',
    failedText: 'This part is unknown until it answers again.',
    requestId: (id: Part): Line => line`Request ${id}`,
    unknownText: 'What it holds is unknown.',
  },
}
