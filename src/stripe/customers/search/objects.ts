// Finds customers through other objects: an invoice by number, a charge by card, anything by metadata or id. Each object is compared
// again here, then leads to its customer or to the payment of a guest.

import type { CustomerHit } from '#contract/billing.ts'
import type { Slug } from '#permissions.ts'
import { buildAnyOf, metadataField } from '../../api/query.ts'
import { hasMoreOf, idOf, integerOf, listOf, type Raw, rawOf, textOf } from '../../api/raw.ts'
import type { ReadRequest } from '../../api/read-request.ts'
import { type ExpandingCall, sendWithFallback } from '../../api/send-with-fallback.ts'
import type { StripeResult } from '../../api/stripe-result.ts'
import type { Upstream } from '../../api/upstream.ts'
import { type Guest, readGuest } from '../guests.ts'
import type { SearchText } from './text.ts'

type Via = NonNullable<CustomerHit['via']>

/** A matching object and the customer it belongs to. */
type ObjectHit = { customerId: string; field: string; via: Via }

/** What the searches found. */
export type ObjectsFound = {
  hits: ObjectHit[]
  guests: Guest[]
  /** Objects that belong to no customer and are not payments. */
  unowned: Via[]
  hasMore: boolean
}

const readers: Readonly<Record<string, Slug>> = {
  customers: 'rak_customer_read',
  subscriptions: 'rak_subscription_read',
  invoices: 'rak_invoice_read',
  payment_intents: 'rak_payment_intent_read',
  charges: 'rak_charge_read',
  refunds: 'rak_charge_read',
  disputes: 'rak_dispute_read',
  'checkout/sessions': 'rak_checkout_session_read',
  payment_methods: 'rak_payment_method_read',
}
const needOf = (resource: string): Slug[] => [readers[resource] ?? 'rak_customer_read']

const fold = (text: string | undefined) => text?.toLowerCase()

const cardOf = (raw: Raw): Raw => {
  const details = rawOf(raw['payment_method_details'])
  return rawOf(details['card'] ?? details['card_present'] ?? details['interac_present'])
}

function labelOf(raw: Raw): string {
  const last4 = textOf(cardOf(raw)['last4'])
  if (last4) return `${textOf(cardOf(raw)['brand']) ?? 'card'} •••• ${last4}`
  return textOf(raw['number']) ?? textOf(raw['receipt_number']) ?? idOf(raw) ?? ''
}

/** The amount remaining of an open invoice, and the amount received of a finished intent. */
function amountOf(raw: Raw): number | undefined {
  const remaining = integerOf(raw['amount_remaining'])
  if (raw['object'] === 'invoice' && raw['status'] === 'open' && remaining !== undefined) return remaining
  const received = raw['status'] === 'succeeded' ? integerOf(raw['amount_received']) : undefined
  return received ?? integerOf(raw['total']) ?? integerOf(raw['amount']) ?? integerOf(raw['amount_total'])
}

/** Stripe's status, except that an invoice settled by a credit note or the balance was not paid. */
function statusOf(raw: Raw): string | undefined {
  const status = textOf(raw['status'])
  const isUnpaid = integerOf(raw['amount_paid']) === 0 && (integerOf(raw['total']) ?? 0) > 0
  return raw['object'] === 'invoice' && status === 'paid' && isUnpaid ? 'settled' : status
}

function customerOf(raw: Raw): string | undefined {
  const charge = rawOf(raw['charge'])
  return (
    idOf(raw['customer']) ??
    idOf(charge['customer']) ??
    textOf(raw['customer_account']) ??
    textOf(charge['customer_account'])
  )
}

function readVia(raw: Raw): Via | undefined {
  const id = idOf(raw)
  if (!id) return undefined
  const amountMinor = amountOf(raw)
  const currency = textOf(raw['currency'])
  const status = statusOf(raw)
  return {
    id,
    label: labelOf(raw),
    ...(status ? { status } : {}),
    ...(amountMinor !== undefined && currency ? { amount: { amountMinor, currency } } : {}),
  }
}

/** Sorts objects into customers, guests and the rest. */
function sortObjects(raws: readonly Raw[], field: string, hasMore: boolean): ObjectsFound {
  const found: ObjectsFound = { hits: [], guests: [], unowned: [], hasMore }
  for (const raw of raws) {
    const via = readVia(raw)
    const customerId = customerOf(raw)
    const guest = customerId === undefined ? readGuest(raw) : undefined
    if (via && customerId !== undefined) found.hits.push({ customerId, field, via })
    else if (guest) found.guests.push(guest)
    else if (via) found.unowned.push(via)
  }
  return found
}

type Search = { resource: string; field: string; query: string | undefined; fits: (raw: Raw) => boolean }

const numberSearch = (resource: string, field: string, value: string): Search => ({
  resource,
  field,
  query: buildAnyOf([{ field, value }]),
  fits: (raw) => fold(textOf(raw[field])) === fold(value),
})

function metadataSearches(key: string, value: string): Search[] {
  const field = metadataField(key)
  if (!field) return []
  return ['subscriptions', 'invoices', 'payment_intents'].map((resource) => ({
    resource,
    field: `metadata ${key}`,
    query: buildAnyOf([{ field, value }]),
    fits: (raw) => fold(textOf(rawOf(raw['metadata'])[key])) === fold(value),
  }))
}

function searchesFor(what: SearchText): Search[] {
  if (what.kind === 'invoice_number') return [numberSearch('invoices', 'number', what.number)]
  if (what.kind === 'receipt_number') return [numberSearch('invoices', 'receipt_number', what.number)]
  if (what.kind === 'metadata') return metadataSearches(what.key, what.value)
  if (what.kind !== 'last4') return []
  const { digits } = what
  const query = buildAnyOf([{ field: 'payment_method_details.card.last4', value: digits }])
  return [
    { resource: 'charges', field: 'last4', query, fits: (raw) => textOf(cardOf(raw)['last4']) === digits },
  ]
}

const nothing: ObjectsFound = { hits: [], guests: [], unowned: [], hasMore: false }

async function search(
  upstream: Upstream,
  one: Search,
  request: ReadRequest,
): Promise<StripeResult<ObjectsFound>> {
  if (!one.query) return { ok: true, value: nothing }
  const call: ExpandingCall = {
    endpoint: `${one.resource}.search`,
    path: `/v1/${one.resource}/search`,
    query: { query: one.query, limit: 100 },
    needs: needOf(one.resource),
    expansions: one.resource === 'charges' ? [{ path: 'data.refunds', needs: [] }] : [],
  }
  const result = await sendWithFallback(upstream, call, request)
  if (!result.ok) return result
  const fitting = listOf(result.value).filter(one.fits)
  return { ok: true, value: sortObjects(fitting, one.field, hasMoreOf(result.value)) }
}

/** The expansions that show a guest's payment with its refunds. */
const expansionsOf: Readonly<Record<string, ExpandingCall['expansions']>> = {
  charges: [{ path: 'refunds', needs: [] }],
  payment_intents: [{ path: 'latest_charge.refunds', needs: ['rak_charge_read'] }],
  refunds: [{ path: 'charge.refunds', needs: ['rak_charge_read'] }],
  disputes: [{ path: 'charge.refunds', needs: ['rak_charge_read'] }],
  'checkout/sessions': [
    { path: 'payment_intent.latest_charge.refunds', needs: ['rak_payment_intent_read', 'rak_charge_read'] },
  ],
}

async function retrieve(
  upstream: Upstream,
  what: { id: string; resource: string },
  request: ReadRequest,
): Promise<StripeResult<ObjectsFound>> {
  const call: ExpandingCall = {
    endpoint: `${what.resource.replace('/', '_')}.retrieve`,
    path: `/v1/${what.resource}/${encodeURIComponent(what.id)}`,
    needs: needOf(what.resource),
    expansions: expansionsOf[what.resource] ?? [],
  }
  const result = await sendWithFallback(upstream, call, request)
  if (!result.ok) return result.status === 404 ? { ok: true, value: nothing } : result
  return { ok: true, value: sortObjects([result.value], 'id', false) }
}

/** Runs every search at once. It fails only when all of them fail. */
export async function searchObjects(
  upstream: Upstream,
  what: SearchText,
  request: ReadRequest,
): Promise<StripeResult<ObjectsFound>> {
  if (what.kind === 'object') return retrieve(upstream, what, request)
  const results = await Promise.all(searchesFor(what).map((one) => search(upstream, one, request)))
  const failed = results.find((result) => !result.ok)
  if (failed && results.every((result) => !result.ok)) return failed
  const found = results.flatMap((result) => (result.ok ? [result.value] : []))
  return {
    ok: true,
    value: {
      hits: found.flatMap(({ hits }) => hits),
      guests: found.flatMap(({ guests }) => guests),
      unowned: found.flatMap(({ unowned }) => unowned),
      hasMore: found.some(({ hasMore }) => hasMore),
    },
  }
}
