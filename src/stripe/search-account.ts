// What one account has for a text of the search box: customers, directly or through another object that was hit.

import type { CustomerHit, Unavailable } from '#contract/billing.ts'
import { askAdapting } from './ask-adapting.ts'
import type { Loaded } from './cache.ts'
import type { Ask } from './context.ts'
import type { CustomerRecord } from './customer-record.ts'
import { readCustomerRecord } from './customer-record.ts'
import type { Customers } from './customers.ts'
import { searchCall } from './find-in-account.ts'
import { buildAnyOf, metadataField, type Clause } from './query.ts'
import { listOf, rawOf, textOf, type Raw } from './raw.ts'
import { searchObjects } from './search-objects.ts'
import type { SearchText } from './search-text.ts'
import type { Upstream } from './upstream.ts'

type Found = { record: CustomerRecord; field: string; via?: NonNullable<CustomerHit['via']> }
/** What was found in one account. */
export type Outcome = { found: Found[]; searchUnavailable?: Unavailable }

const shownMax = 20
/** Customers read one by one after an object led to them. */
const followedMax = 8

const includes = (whole: string | undefined, part: string) =>
  whole?.toLowerCase().includes(part.toLowerCase()) === true
const digitsOf = (text: string | undefined) => text?.replace(/\D/g, '')

/** Clauses over customers, and which field of a hit really holds what was typed. */
function customerSearch(
  what: SearchText,
): { clauses: Clause[]; fieldOf: (raw: Raw) => string | undefined } | undefined {
  if (what.kind === 'text') {
    const at = (field: string): Clause => ({ field, value: what.literal, match: 'contains' })
    const fieldOf = (raw: Raw) => ['name', 'email'].find((field) => includes(textOf(raw[field]), what.text))
    return { clauses: [at('name'), at('email')], fieldOf }
  }
  if (what.kind === 'phone') {
    const wanted = digitsOf(what.spellings[0])
    const clauses = what.spellings.map((value) => ({ field: 'phone', value }))
    return { clauses, fieldOf: (raw) => (digitsOf(textOf(raw['phone'])) === wanted ? 'phone' : undefined) }
  }
  const field = what.kind === 'metadata' ? metadataField(what.key) : undefined
  if (what.kind !== 'metadata' || !field) return undefined
  const fits = (raw: Raw) =>
    textOf(rawOf(raw['metadata'])[what.key])?.toLowerCase() === what.value.toLowerCase()
  return {
    clauses: [{ field, value: what.value }],
    fieldOf: (raw) => (fits(raw) ? `metadata ${what.key}` : undefined),
  }
}

async function searchCustomers(upstream: Upstream, what: SearchText, ask: Ask): Promise<Loaded<Found[]>> {
  const search = customerSearch(what)
  const query = search && buildAnyOf(search.clauses)
  if (!query) return { ok: true, value: [] }
  const answer = await askAdapting(upstream, searchCall(query, shownMax), ask)
  if (!answer.ok) return answer
  const found = listOf(answer.body).flatMap((raw) => {
    const field = search.fieldOf(raw)
    const record = readCustomerRecord(raw, upstream)
    return field && record ? [{ record, field }] : []
  })
  return { ok: true, value: found }
}

/** Objects first, then the customers they belong to. */
async function follow(
  upstream: Upstream,
  what: SearchText,
  customers: Customers,
  ask: Ask,
): Promise<Loaded<Found[]>> {
  const objects = await searchObjects(upstream, what, ask)
  if (!objects.ok) return objects
  const first = new Map(objects.value.toReversed().map((hit) => [hit.customerId, hit]))
  const wanted = [...first.values()].toReversed().slice(0, followedMax)
  const found = await Promise.all(
    wanted.map(async ({ customerId, field, via }) => {
      const kept = await customers.byId(upstream, customerId, ask)
      return kept.ok && kept.value !== 'absent' ? [{ record: kept.value, field, via }] : []
    }),
  )
  return { ok: true, value: found.flat() }
}

async function byAddress(
  upstream: Upstream,
  address: string,
  customers: Customers,
  ask: Ask,
): Promise<Loaded<Outcome>> {
  const kept = await customers.byAddresses(upstream, [address], ask)
  if (!kept.ok) return kept
  const records = Object.values(kept.value.people).flatMap((person) => person.records)
  const { searchUnavailable } = kept.value
  return {
    ok: true,
    value: {
      found: records.map((record) => ({ record, field: 'email' })),
      ...(searchUnavailable ? { searchUnavailable } : {}),
    },
  }
}

async function byId(
  upstream: Upstream,
  id: string,
  customers: Customers,
  ask: Ask,
): Promise<Loaded<Outcome>> {
  const kept = await customers.byId(upstream, id, ask)
  if (!kept.ok) return kept
  return { ok: true, value: { found: kept.value === 'absent' ? [] : [{ record: kept.value, field: 'id' }] } }
}

/** Everything one account has for what was typed. */
export async function searchAccount(
  upstream: Upstream,
  what: SearchText,
  customers: Customers,
  ask: Ask,
): Promise<Loaded<Outcome>> {
  if (what.kind === 'nothing') return { ok: true, value: { found: [] } }
  if (what.kind === 'address') return byAddress(upstream, what.address, customers, ask)
  if (what.kind === 'customer') return byId(upstream, what.id, customers, ask)
  const [direct, objects] = await Promise.all([
    searchCustomers(upstream, what, ask),
    follow(upstream, what, customers, ask),
  ])
  if (direct.ok) for (const { record } of direct.value) customers.remember(upstream, record)
  const failed = [direct, objects].find((answer) => !answer.ok)
  const found = [...(direct.ok ? direct.value : []), ...(objects.ok ? objects.value : [])]
  const once = [
    ...new Map(found.toReversed().map((one) => [one.record.customer.id, one])).values(),
  ].toReversed()
  return {
    ok: true,
    value: {
      found: once.slice(0, shownMax),
      ...(failed && !failed.ok ? { searchUnavailable: failed.why } : {}),
    },
  }
}
