// Subscriptions, items, invoices and their payments, credit notes.

import { textOf, type Call, type Endpoint } from '../call.ts'
import { refusals } from '../../../dashboard/stripe/errors.ts'
import type { JsonObject } from '../json.ts'
import { existing, listEndpoint, page, pageKinds, retrieveEndpoint } from '../list.ts'
import type { Tables } from '../objects/tables.ts'
import { readersOf } from '../permissions.ts'
import { searchEndpoint } from '../search/endpoint.ts'
import { previewEndpoint } from './preview.ts'

const ended = ['canceled', 'incomplete_expired']
const statuses = [
  'active',
  'past_due',
  'unpaid',
  'canceled',
  'incomplete',
  'incomplete_expired',
  'trialing',
  'paused',
  'all',
  'ended',
]

function byStatus(rows: Tables['subscription'][], call: Call): Tables['subscription'][] {
  const requested = textOf(call.params, 'status')
  if (requested !== undefined && !statuses.includes(requested)) {
    throw refusals.wrongValue('status', `Invalid status: must be one of ${statuses.join(', ')}`)
  }
  const { store } = call.scene
  const price = textOf(call.params, 'price')
  const priced = (row: Tables['subscription']): boolean =>
    price === undefined ||
    store.all('subscription_item').some((item) => item.subscription === row.id && item.price === price)
  // Subscriptions of a test clock are listed only if the clock or the customer is named.
  const isNamed = ['test_clock', 'customer', 'customer_account'].some(
    (name) => call.params[name] !== undefined,
  )
  return rows.filter((row) => {
    if (!priced(row) || (row.test_clock !== null && !isNamed)) return false
    if (requested === undefined) return row.status !== 'canceled'
    if (requested === 'all') return true
    return requested === 'ended' ? ended.includes(row.status) : row.status === requested
  })
}

const ofSubscription = (row: Tables['invoice'], requested: string | undefined): boolean =>
  requested === undefined || row.parent?.subscription_details?.subscription === requested

function itemsOf(call: Call): Tables['subscription_item'][] {
  const id = textOf(call.params, 'subscription')
  if (id === undefined) throw refusals.missingParameter('subscription')
  existing(call, 'subscription', id, 'subscription')
  return call.scene.store.all('subscription_item').filter((item) => item.subscription === id)
}

function linesOf(call: Call): JsonObject {
  const { id } = existing(call, 'invoice', call.id)
  return page(
    call,
    call.scene.store.all('line_item').filter((line) => line.invoice === id),
    'line_item',
  )
}

/** `pending`: true selects items without an invoice, false the others. */
const byPending = (rows: Tables['invoiceitem'][], call: Call): Tables['invoiceitem'][] => {
  const requested = textOf(call.params, 'pending')
  return requested === undefined
    ? rows
    : rows.filter((row) => (row.invoice === null) === (requested === 'true'))
}

function knownPerson(call: Call): void {
  const customer = textOf(call.params, 'customer')
  const account = textOf(call.params, 'customer_account')
  if (customer !== undefined && account !== undefined)
    throw refusals.onlyOneOf(['customer', 'customer_account'])
  // A customer that does not exist is a 400 naming the parameter, not an empty list.
  if (customer !== undefined) existing(call, 'customer', customer, 'customer')
}

const person = { customer: 'text', customer_account: 'text' } as const

/** Makes a list refuse unknown customers, and both kinds of id together. */
const personal = (endpoint: Endpoint): Endpoint => ({
  ...endpoint,
  answer(call) {
    knownPerson(call)
    return endpoint.answer(call)
  },
})

/** All endpoints of Billing. */
export const billingEndpoints: Endpoint[] = [
  personal(
    listEndpoint({
      object: 'subscription',
      path: '/v1/subscriptions',
      takes: { ...person, price: 'word', status: 'word', collection_method: 'text', test_clock: 'text' },
      pick: byStatus,
    }),
  ),
  searchEndpoint('subscription', '/v1/subscriptions/search'),
  retrieveEndpoint('subscription', '/v1/subscriptions/:id'),
  listEndpoint({
    object: 'subscription_item',
    path: '/v1/subscription_items',
    takes: { subscription: 'text' },
    inOrder: true,
    pick: (_, call) => itemsOf(call),
  }),
  retrieveEndpoint('subscription_item', '/v1/subscription_items/:id'),
  personal(
    listEndpoint({
      object: 'invoice',
      path: '/v1/invoices',
      takes: { ...person, subscription: 'word', status: 'text', collection_method: 'text', due_date: 'time' },
      pick: (rows, call) => rows.filter((row) => ofSubscription(row, textOf(call.params, 'subscription'))),
    }),
  ),
  searchEndpoint('invoice', '/v1/invoices/search'),
  previewEndpoint,
  retrieveEndpoint('invoice', '/v1/invoices/:id'),
  {
    method: 'GET',
    path: '/v1/invoices/:id/lines',
    takes: pageKinds,
    needs: readersOf['invoice'] ?? [],
    kind: 'line_item',
    answer: linesOf,
  },
  listEndpoint({
    object: 'invoice_payment',
    path: '/v1/invoice_payments',
    takes: { invoice: 'text', status: 'text', payment: 'map' },
  }),
  retrieveEndpoint('invoice_payment', '/v1/invoice_payments/:id'),
  personal(
    listEndpoint({ object: 'credit_note', path: '/v1/credit_notes', takes: { ...person, invoice: 'text' } }),
  ),
  retrieveEndpoint('credit_note', '/v1/credit_notes/:id'),
  personal(
    listEndpoint({
      object: 'invoiceitem',
      path: '/v1/invoiceitems',
      takes: { ...person, invoice: 'text', pending: 'word' },
      inOrder: true,
      pick: byPending,
    }),
  ),
  retrieveEndpoint('invoiceitem', '/v1/invoiceitems/:id'),
  personal(
    listEndpoint({
      object: 'subscription_schedule',
      path: '/v1/subscription_schedules',
      takes: { ...person, scheduled: 'word' },
    }),
  ),
  retrieveEndpoint('subscription_schedule', '/v1/subscription_schedules/:id'),
  listEndpoint({ object: 'test_helpers.test_clock', path: '/v1/test_helpers/test_clocks' }),
  retrieveEndpoint('test_helpers.test_clock', '/v1/test_helpers/test_clocks/:id'),
]
