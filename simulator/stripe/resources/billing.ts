// Subscriptions, items, invoices and their payments, credit notes.

import { textOf, type Call, type Endpoint } from '../call.ts'
import { refusals } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { existing, listEndpoint, page, pageKinds, retrieveEndpoint } from '../list.ts'
import { invoice, lineItem } from '../objects/invoice.ts'
import { idOf } from '../objects/reference.ts'
import type { Tables } from '../objects/tables.ts'
import { readersOf } from '../permissions.ts'
import { searchEndpoint } from '../search/endpoint.ts'
import { drawInvoice, drawLine } from '../shape/invoice.ts'
import { subList } from '../shape/sub-list.ts'

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
  const asked = textOf(call.params, 'status')
  if (asked !== undefined && !statuses.includes(asked)) {
    throw refusals.wrongValue('status', `Invalid status: must be one of ${statuses.join(', ')}`)
  }
  const { store } = call.scene
  const price = textOf(call.params, 'price')
  const priced = (row: Tables['subscription']): boolean =>
    price === undefined ||
    store.all('subscription_item').some((item) => item.subscription === row.id && item.price === price)
  return rows.filter((row) => {
    if (!priced(row)) return false
    if (asked === undefined) return row.status !== 'canceled'
    if (asked === 'all') return true
    return asked === 'ended' ? ended.includes(row.status) : row.status === asked
  })
}

const ofSubscription = (row: Tables['invoice'], asked: string | undefined): boolean =>
  asked === undefined || row.parent?.subscription_details?.subscription === asked

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

function knownPerson(call: Call): void {
  const customer = textOf(call.params, 'customer')
  const account = textOf(call.params, 'customer_account')
  if (customer !== undefined && account !== undefined)
    throw refusals.onlyOneOf(['customer', 'customer_account'])
  // A customer that does not exist is a 400 naming the parameter, not an empty list.
  if (customer !== undefined) existing(call, 'customer', customer, 'customer')
}

/** The next invoice of a subscription: drawn, never kept. */
function preview(call: Call): JsonObject {
  const id = textOf(call.params, 'subscription')
  if (id === undefined && textOf(call.params, 'schedule') === undefined) {
    throw refusals.invalid(
      'You must pass one of `subscription`, `schedule`, `subscription_details` or `invoice_items` to preview an invoice.',
      'parameter_missing',
      'subscription',
    )
  }
  const held = existing(call, 'subscription', id ?? '', 'subscription')
  const { store } = call.scene
  if (ended.includes(held.status) || held.cancel_at_period_end) {
    throw refusals.invalid('No upcoming invoices for customer', 'invoice_upcoming_none')
  }
  const items = store.all('subscription_item').filter((item) => item.subscription === held.id)
  const invoiceId = `upcoming_in_${held.id.slice(4)}`
  const lines = items.map((item) => {
    const price = store.get('price', item.price)
    return lineItem({
      id: `il_tmp_${item.id.slice(3)}`,
      created: item.current_period_end,
      livemode: held.livemode,
      invoice: invoiceId,
      amount: Math.round(Number(price.unit_amount_decimal ?? 0) * (item.quantity ?? 0)),
      currency: held.currency,
      description: price.nickname ?? 'Next period',
      quantity: item.quantity ?? 0,
      price: price.id,
      product: typeof price.product === 'string' ? price.product : price.product.id,
      unitAmount: price.unit_amount_decimal ?? '0',
      subscription: held.id,
      subscriptionItem: item.id,
      periodStart: item.current_period_end,
      periodEnd: item.current_period_end + (item.current_period_end - item.current_period_start),
    })
  })
  const end = Math.min(...items.map((item) => item.current_period_end))
  const upcoming = invoice({
    id: invoiceId,
    created: end,
    livemode: held.livemode,
    customer: store.get('customer', idOf(held.customer)),
    currency: held.currency,
    subtotal: lines.reduce((sum, line) => sum + line.amount, 0),
    status: 'draft',
    billingReason: 'upcoming',
    subscription: held.id,
    nextAttempt: end + 3600,
    accountName: 'Kelpie Coffee',
  })
  const drawn = lines.map((line) => drawLine(line, call.scene))
  return { ...drawInvoice(upcoming, call.scene), lines: subList(`/v1/invoices/${invoiceId}/lines`, drawn) }
}

const person = { customer: 'text', customer_account: 'text' } as const

/** A list by person refuses unknown people and both ids at once. */
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
  {
    method: 'POST',
    path: '/v1/invoices/create_preview',
    takes: {
      ...person,
      subscription: 'text',
      schedule: 'text',
      subscription_details: 'map',
      invoice_items: 'list',
      currency: 'text',
    },
    needs: (call) => [call.settings.previewNeeds],
    kind: 'invoice',
    answer: preview,
  },
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
]
