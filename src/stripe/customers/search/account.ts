// Searches one account for the text of the search box: customers, directly or through another object, and payments of guests.

import type { CustomerHit, GuestPayment, SearchResult, Unavailable } from '#contract/billing.ts'
import { buildAnyOf, type Clause, metadataField } from '../../api/query.ts'
import { hasMoreOf, listOf, type Raw, rawOf, textOf } from '../../api/raw.ts'
import type { ReadRequest } from '../../api/read-request.ts'
import { sendWithFallback } from '../../api/send-with-fallback.ts'
import type { StripeResult } from '../../api/stripe-result.ts'
import type { Upstream } from '../../api/upstream.ts'
import { spellingsOf } from '../addresses.ts'
import { type CustomerRecord, readCustomerRecord } from '../customer-record.ts'
import type { Customers } from '../customers.ts'
import { searchCall } from '../find-in-account.ts'
import type { Guests } from '../guests.ts'
import { searchObjects } from './objects.ts'
import type { SearchText } from './text.ts'

type Found = { record: CustomerRecord; field: string; via?: NonNullable<CustomerHit['via']> }
/** What was found in one account. */
export type AccountSearchResult = {
  found: Found[]
  guests: GuestPayment[]
  unowned: SearchResult['unowned']
  /** Stripe has more than was read. */
  hasMore: boolean
  searchUnavailable?: Unavailable
}

const nothing: AccountSearchResult = { found: [], guests: [], unowned: [], hasMore: false }

export type SearchDeps = { customers: Customers; guests: Guests; now: () => number }

const shownMax = 20
/** The most customers read one by one through other objects. */
const followedMax = 8

/** Ignores case and how accented letters are encoded. */
const fold = (text: string) => text.normalize('NFC').toLowerCase()
const includes = (whole: string | undefined, part: string) =>
  whole !== undefined && fold(whole).includes(fold(part))
const digitsOf = (text: string | undefined) => text?.replace(/\D/g, '')

/** The clauses to search customers with, and a function that tells which field of a hit matches. */
function customerSearch(
  what: SearchText,
): { clauses: Clause[]; fieldOf: (raw: Raw) => string | undefined } | undefined {
  if (what.kind === 'text') {
    const spelled = spellingsOf(what.literal)
    const clauses = ['name', 'email'].flatMap((field) =>
      spelled.map((value): Clause => ({ field, value, match: 'contains' })),
    )
    const fieldOf = (raw: Raw) => ['name', 'email'].find((field) => includes(textOf(raw[field]), what.text))
    return { clauses, fieldOf }
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

async function searchCustomers(
  upstream: Upstream,
  what: SearchText,
  request: ReadRequest,
): Promise<StripeResult<{ found: Found[]; hasMore: boolean }>> {
  const search = customerSearch(what)
  const query = search && buildAnyOf(search.clauses)
  if (!query) return { ok: true, value: { found: [], hasMore: false } }
  const result = await sendWithFallback(upstream, searchCall(query, shownMax), request)
  if (!result.ok) return result
  const found = listOf(result.value).flatMap((raw) => {
    const field = search.fieldOf(raw)
    const record = readCustomerRecord(raw, upstream)
    return field && record ? [{ record, field }] : []
  })
  return { ok: true, value: { found, hasMore: hasMoreOf(result.value) } }
}

/** Finds objects, then the customers they belong to, and the payments of guests. */
async function follow(
  upstream: Upstream,
  what: SearchText,
  { customers, guests, now }: SearchDeps,
  request: ReadRequest,
): Promise<StripeResult<AccountSearchResult>> {
  const objects = await searchObjects(upstream, what, request)
  if (!objects.ok) return objects
  const { hits, unowned, hasMore } = objects.value
  const first = new Map(hits.toReversed().map((hit) => [hit.customerId, hit]))
  const wanted = [...first.values()].toReversed().slice(0, followedMax)
  const shownGuests = objects.value.guests.slice(0, shownMax)
  const [found, payments] = await Promise.all([
    Promise.all(
      wanted.map(async ({ customerId, field, via }) => {
        const cached = await customers.byId(upstream, customerId, request)
        return cached.state === 'read' && cached.value !== 'absent'
          ? [{ record: cached.value, field, via }]
          : []
      }),
    ),
    guests.complete(upstream, { guests: shownGuests, asOfMs: now() }, request),
  ])
  const leftOut = first.size > wanted.length || objects.value.guests.length > shownGuests.length
  return {
    ok: true,
    value: { found: found.flat(), guests: payments, unowned, hasMore: hasMore || leftOut },
  }
}

/** Finds customers with this address, or else payments made with it at Checkout. */
async function byAddress(
  upstream: Upstream,
  address: string,
  { customers, guests }: SearchDeps,
  request: ReadRequest,
): Promise<StripeResult<AccountSearchResult>> {
  const cached = await customers.byAddresses(upstream, [address], request)
  if (cached.state === 'unavailable') return { ok: false, why: cached.why }
  const people = Object.values(cached.value.people)
  const records = people.flatMap((person) => person.records)
  const { searchUnavailable, incomplete } = cached.value
  const base: AccountSearchResult = {
    ...nothing,
    found: records.map((record) => ({ record, field: 'email' })),
    hasMore: people.some(({ hasMore }) => hasMore),
  }
  const paid = records.length > 0 ? undefined : await guests.byAddress(upstream, address, request)
  const why = incomplete ?? searchUnavailable ?? (paid?.state === 'unavailable' ? paid.why : undefined)
  const unsearched = why ? { searchUnavailable: why } : {}
  if (paid?.state !== 'read') return { ok: true, value: { ...base, ...unsearched } }
  const payments = await guests.complete(
    upstream,
    { guests: paid.value.guests, asOfMs: paid.asOfMs },
    request,
  )
  return {
    ok: true,
    value: { ...base, guests: payments, hasMore: base.hasMore || paid.value.hasMore, ...unsearched },
  }
}

async function byId(
  upstream: Upstream,
  id: string,
  customers: Customers,
  request: ReadRequest,
): Promise<StripeResult<AccountSearchResult>> {
  const cached = await customers.byId(upstream, id, request)
  if (cached.state === 'unavailable') return { ok: false, why: cached.why }
  const found = cached.value === 'absent' ? [] : [{ record: cached.value, field: 'id' }]
  return { ok: true, value: { ...nothing, found } }
}

/** Searches everything in one account. */
export async function searchAccount(
  upstream: Upstream,
  what: SearchText,
  deps: SearchDeps,
  request: ReadRequest,
): Promise<StripeResult<AccountSearchResult>> {
  const { customers } = deps
  // Stripe's API cannot look up guests.
  if (what.kind === 'nothing' || what.kind === 'guest_customer') return { ok: true, value: nothing }
  if (what.kind === 'address') return byAddress(upstream, what.address, deps, request)
  if (what.kind === 'customer') return byId(upstream, what.id, customers, request)
  const [direct, objects] = await Promise.all([
    searchCustomers(upstream, what, request),
    follow(upstream, what, deps, request),
  ])
  if (direct.ok) for (const { record } of direct.value.found) customers.remember(upstream, record)
  const failed = [direct, objects].find((result) => !result.ok)
  const found = [...(direct.ok ? direct.value.found : []), ...(objects.ok ? objects.value.found : [])]
  const once = [
    ...new Map(found.toReversed().map((one) => [one.record.customer.id, one])).values(),
  ].toReversed()
  const hasMore = (direct.ok && direct.value.hasMore) || (objects.ok && objects.value.hasMore)
  return {
    ok: true,
    value: {
      ...(objects.ok ? objects.value : nothing),
      found: once.slice(0, shownMax),
      hasMore: hasMore || once.length > shownMax,
      ...(failed && !failed.ok ? { searchUnavailable: failed.why } : {}),
    },
  }
}
