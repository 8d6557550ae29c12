// Searches that hit another object first: an invoice by number, a charge by card, anything by metadata or id. Each object
// is compared again here, then leads to its customer.

import type { CustomerHit } from '#contract/billing.ts'
import { askAdapting, type ExpandingCall } from './ask-adapting.ts'
import type { Loaded } from './cache.ts'
import type { Ask } from './context.ts'
import { buildAnyOf, metadataField } from './query.ts'
import { idOf, integerOf, listOf, rawOf, textOf, type Raw } from './raw.ts'
import type { Slug } from './permissions.ts'
import type { SearchText } from './search-text.ts'
import type { Upstream } from './upstream.ts'

/** An object that was hit and the customer it belongs to. */
export type ObjectHit = { customerId: string; field: string; via: NonNullable<CustomerHit['via']> }

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

/** The object as a hit; `undefined` when it belongs to no customer (a guest's payment). */
function readObjectHit(raw: Raw, field: string): ObjectHit | undefined {
  const id = idOf(raw)
  const charge = rawOf(raw['charge'])
  const customerId =
    idOf(raw['customer']) ??
    idOf(charge['customer']) ??
    textOf(raw['customer_account']) ??
    textOf(charge['customer_account'])
  if (!id || !customerId) return undefined
  const amountMinor = integerOf(raw['total']) ?? integerOf(raw['amount']) ?? integerOf(raw['amount_total'])
  const currency = textOf(raw['currency'])
  const status = textOf(raw['status'])
  return {
    customerId,
    field,
    via: {
      id,
      label: labelOf(raw),
      ...(status ? { status } : {}),
      ...(amountMinor !== undefined && currency ? { amount: { amountMinor, currency } } : {}),
    },
  }
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

async function search(upstream: Upstream, one: Search, ask: Ask): Promise<Loaded<ObjectHit[]>> {
  if (!one.query) return { ok: true, value: [] }
  const call: ExpandingCall = {
    endpoint: `${one.resource}.search`,
    path: `/v1/${one.resource}/search`,
    query: { query: one.query, limit: 100 },
    needs: needOf(one.resource),
    expansions: [],
  }
  const answer = await askAdapting(upstream, call, ask)
  if (!answer.ok) return answer
  const hits = listOf(answer.body)
    .filter(one.fits)
    .map((raw) => readObjectHit(raw, one.field))
  return { ok: true, value: hits.filter((hit) => hit !== undefined) }
}

async function retrieve(
  upstream: Upstream,
  what: { id: string; resource: string },
  ask: Ask,
): Promise<Loaded<ObjectHit[]>> {
  const throughCharge = what.resource === 'refunds' || what.resource === 'disputes'
  const call: ExpandingCall = {
    endpoint: `${what.resource.replace('/', '_')}.retrieve`,
    path: `/v1/${what.resource}/${encodeURIComponent(what.id)}`,
    needs: needOf(what.resource),
    expansions: throughCharge ? [{ path: 'charge', needs: ['rak_charge_read'] }] : [],
  }
  const answer = await askAdapting(upstream, call, ask)
  if (!answer.ok) return answer.status === 404 ? { ok: true, value: [] } : answer
  const hit = readObjectHit(answer.body, 'id')
  return { ok: true, value: hit ? [hit] : [] }
}

/** Every search at once; hits of those that answered, a failure only when none did. */
export async function searchObjects(
  upstream: Upstream,
  what: SearchText,
  ask: Ask,
): Promise<Loaded<ObjectHit[]>> {
  if (what.kind === 'object') return retrieve(upstream, what, ask)
  const answers = await Promise.all(searchesFor(what).map((one) => search(upstream, one, ask)))
  const failed = answers.find((answer) => !answer.ok)
  if (failed && answers.every((answer) => !answer.ok)) return failed
  return { ok: true, value: answers.flatMap((answer) => (answer.ok ? answer.value : [])) }
}
