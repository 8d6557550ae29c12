// Customers: list, search, retrieve, create, update, delete; and the lists that belong to one.

import { show, textOf, type Call, type Endpoint } from '../call.ts'
import { refusals } from '../../../dashboard/stripe/errors.ts'
import type { Param } from '../../../dashboard/stripe/form.ts'
import { addAndRecord, changeAndRecord, recordEventOf } from '../happen.ts'
import type { JsonObject } from '../json.ts'
import { existing, listEndpoint, pageKinds, newestPage } from '../list.ts'
import { customer } from '../objects/customer.ts'
import type { Tables } from '../objects/tables.ts'
import { readersOf } from '../permissions.ts'
import { searchEndpoint } from '../search/endpoint.ts'

const fields = {
  email: 'text',
  name: 'text',
  phone: 'text',
  description: 'text',
  balance: 'integer',
  metadata: 'map',
  address: 'map',
  invoice_settings: 'map',
  preferred_locales: 'list',
} as const

const write = ['rak_customer_write']

/** The metadata after a change: an empty value removes its key. */
export function mergedMetadata(
  held: Record<string, string>,
  given: Param | undefined,
): Record<string, string> {
  if (given === '') return {}
  if (given === undefined || typeof given === 'string' || Array.isArray(given)) return held
  const merged = { ...held }
  for (const [key, value] of Object.entries(given)) {
    if (value === '') delete merged[key]
    else if (typeof value === 'string') merged[key] = value
  }
  return merged
}

function changesOf(call: Call, held: Tables['customer']): Partial<Tables['customer']> {
  const changes: Partial<Tables['customer']> = {
    metadata: mergedMetadata(held.metadata, call.params['metadata']),
  }
  for (const name of ['email', 'name', 'phone', 'description'] as const) {
    const value = textOf(call.params, name)
    if (value !== undefined) changes[name] = value === '' ? null : value
  }
  const balance = textOf(call.params, 'balance')
  if (balance !== undefined) changes.balance = Number(balance)
  const settings = call.params['invoice_settings']
  if (settings !== undefined && typeof settings === 'object' && !Array.isArray(settings)) {
    const method = settings['default_payment_method']
    if (typeof method === 'string') {
      existing(call, 'payment_method', method, 'invoice_settings[default_payment_method]')
      changes.invoice_settings = { ...held.invoice_settings, default_payment_method: method }
    }
  }
  return changes
}

const notDeleted = (call: Call, id: string): Tables['customer'] => {
  const found = existing(call, 'customer', id)
  if (found.deleted) throw refusals.missing('customer', id)
  return found
}

function create(call: Call): JsonObject {
  const email = textOf(call.params, 'email')
  if (email !== undefined && email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw refusals.invalid(`Invalid email address: ${email}`, 'email_invalid', 'email')
  }
  const id = call.ids.next('cus')
  const made = customer({
    id,
    created: Math.floor(call.nowMs / 1000),
    livemode: call.scene.store.livemode,
    invoicePrefix: id.slice(-8).toUpperCase(),
  })
  Object.assign(made, changesOf(call, made))
  return show(call, addAndRecord(call, 'customer', made, 'customer.created'))
}

function update(call: Call): JsonObject {
  const held = notDeleted(call, call.id)
  return show(call, changeAndRecord(call, 'customer', held, changesOf(call, held), 'customer.updated'))
}

function remove(call: Call): JsonObject {
  const held = notDeleted(call, call.id)
  const { store } = call.scene
  const nowSeconds = Math.floor(call.nowMs / 1000)
  for (const each of store.all('subscription')) {
    if (each.customer !== held.id || each.status === 'canceled') continue
    store.change(
      'subscription',
      each.id,
      { status: 'canceled', canceled_at: nowSeconds, ended_at: nowSeconds },
      call.nowMs,
    )
    recordEventOf(call, 'customer.subscription.deleted', each)
  }
  // The event comes first: it contains the whole customer, while the response only says that it is deleted.
  recordEventOf(call, 'customer.deleted', held)
  return show(call, store.change('customer', held.id, { deleted: true }, call.nowMs))
}

const ownPage = <
  N extends 'subscription' | 'payment_method' | 'customer_balance_transaction' | 'card' | 'tax_id',
>(
  object: N,
  tail: string,
  keeps: (row: Tables[N], call: Call) => boolean = () => true,
): Endpoint => ({
  method: 'GET',
  path: `/v1/customers/:id/${tail}`,
  takes: {
    ...pageKinds,
    ...(object === 'customer_balance_transaction'
      ? { created: 'time', invoice: 'text' }
      : { type: 'text', status: 'text', object: 'text' }),
  },
  needs: readersOf[object] ?? readersOf['customer'] ?? [],
  kind: object,
  answer(call) {
    const owner = notDeleted(call, call.id)
    const rows = call.scene.store.all(object).filter((row) => row.customer === owner.id && keeps(row, call))
    return newestPage(call, rows, object)
  },
})

/** One payment method of a customer. */
const ownMethod: Endpoint = {
  method: 'GET',
  path: '/v1/customers/:id/payment_methods/:other',
  takes: {},
  needs: readersOf['payment_method'] ?? [],
  kind: 'payment_method',
  answer: (call) => show(call, existing(call, 'payment_method', call.path.split('/')[5] ?? '')),
}

const hasRequestedType = (row: { type: string }, call: Call): boolean =>
  (textOf(call.params, 'type') ?? row.type) === row.type

/** All endpoints under `/v1/customers`. */
export const customerEndpoints: Endpoint[] = [
  listEndpoint({
    object: 'customer',
    path: '/v1/customers',
    takes: { email: 'text', test_clock: 'text' },
    // Customers of a test clock are listed only if the clock is named.
    pick: (rows, call) =>
      rows.filter(
        (row) => !row.deleted && (row.test_clock === null || call.params['test_clock'] !== undefined),
      ),
  }),
  searchEndpoint('customer', '/v1/customers/search'),
  {
    method: 'GET',
    path: '/v1/customers/:id',
    takes: {},
    needs: readersOf['customer'] ?? [],
    kind: 'customer',
    answer(call) {
      const byAccount = call.scene.store.all('customer').find((each) => each.customer_account === call.id)
      return show(call, byAccount ?? existing(call, 'customer', call.id))
    },
  },
  { method: 'POST', path: '/v1/customers', takes: fields, needs: write, kind: 'customer', answer: create },
  {
    method: 'POST',
    path: '/v1/customers/:id',
    takes: fields,
    needs: write,
    kind: 'customer',
    answer: update,
  },
  { method: 'DELETE', path: '/v1/customers/:id', takes: {}, needs: write, kind: 'customer', answer: remove },
  ownPage('payment_method', 'payment_methods', hasRequestedType),
  ownMethod,
  ownPage(
    'subscription',
    'subscriptions',
    (row) => row.status !== 'canceled' && row.status !== 'incomplete_expired',
  ),
  ownPage('customer_balance_transaction', 'balance_transactions'),
  ownPage('tax_id', 'tax_ids'),
  ownPage('card', 'sources'),
]
