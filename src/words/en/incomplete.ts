// What was read only in part, in English: said in the headline, because the rest could change it.

import { line, type Line, type Part } from '../line.ts'
import { pluralOf } from '../plural.ts'

const count = pluralOf('en')

export const incomplete = {
  atLeast: (amount: Part): Line => line`at least ${amount}`,
  moreSubscriptions: (read: number) => `${count(read, 'subscription', 'subscriptions')} read, there are more`,
  moreItems: 'a subscription has more items than were read',
  endedUnknown: 'some ended subscriptions may be missing',
  endedUnknownText: 'Some ended subscriptions may be missing.',
  moreOpenInvoices: 'there may be more open invoices than were read',
  lostAtLeast: (amounts: Line): Line => line`at least ${amounts} lost to disputes`,
  disputesNotRead: (payments: number) =>
    `${count(payments, 'disputed payment', 'disputed payments')} not checked`,
  moreDisputes: 'older payments may be disputed too',
  delinquent: 'delinquent in Stripe',
  delinquentTitle: 'Stripe marks this customer as delinquent',
  delinquentText:
    'No unpaid invoice was found. One may have been written off, or the last automatic payment failed.',
  delinquentUnread: 'The invoices could not be read, so what is unpaid is unknown.',
  openDisputes: (disputes: number) =>
    `${count(disputes, 'more dispute needs', 'more disputes need')} a response`,
}
