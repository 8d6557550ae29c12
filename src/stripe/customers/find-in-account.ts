// Finds customers by email address in one Stripe account: an exact list per spelling, which is immediate but case-sensitive, and one
// Search over all of them, which ignores case but lags. Every hit is compared again here, because Search matches words.

import type { Unavailable } from '#contract/billing.ts'
import { buildAnyOf, type Clause, clausesMax, isSearchable } from '../api/query.ts'
import { hasMoreOf, listOf, type Raw } from '../api/raw.ts'
import type { ReadRequest } from '../api/read-request.ts'
import { type ExpandingCall, sendWithFallback } from '../api/send-with-fallback.ts'
import type { StripeResult } from '../api/stripe-result.ts'
import type { Upstream } from '../api/upstream.ts'
import { type AddressRules, companyDomain, domainOf, foldAddress, spellingsOf } from './addresses.ts'
import { customerExpansions, type CustomerRecord, readCustomerRecord } from './customer-record.ts'

export type FoundInAccount = {
  /** By folded address. */
  people: Record<string, { records: CustomerRecord[]; hasMore: boolean }>
  similar: { domain: string; record: CustomerRecord }[]
  searchUnavailable?: Unavailable
  /** Why an address without a hit may still belong to a customer. */
  incomplete?: Unavailable
}

const listed = 10
const similarMax = 20
const searchEndpoint = 'customers.search'

const listCall = (email: string): ExpandingCall => ({
  endpoint: 'customers.list',
  path: '/v1/customers',
  query: { email, limit: listed },
  needs: ['rak_customer_read'],
  expansions: customerExpansions('data.'),
})

/** Searches customers, with everything that a hit shows. */
export const searchCall = (query: string, limit: number): ExpandingCall => ({
  endpoint: searchEndpoint,
  path: '/v1/customers/search',
  query: { query, limit },
  needs: ['rak_customer_read'],
  expansions: customerExpansions('data.'),
})

async function search(
  upstream: Upstream,
  clauses: Clause[],
  limit: number,
  request: ReadRequest,
): Promise<StripeResult<Raw> | undefined> {
  const query = buildAnyOf(clauses)
  if (!query) return undefined
  return sendWithFallback(upstream, searchCall(query, limit), request)
}

/** Adds other spellings (accents as one character or two, Unicode or ASCII domains) as far as there is room. */
const searchAddresses = (upstream: Upstream, addresses: readonly string[], request: ReadRequest) => {
  const others = addresses
    .flatMap((address) => [...spellingsOf(address), ...spellingsOf(foldAddress(address))])
    .filter((address) => !addresses.some((one) => one.toLowerCase() === address.toLowerCase()))
  const values = [...addresses, ...new Set(others)].filter(isSearchable).slice(0, clausesMax)
  const clauses = values.map((value) => ({ field: 'email', value }))
  return search(upstream, clauses, 100, request)
}

/** Collects records by looked-up address, newest customer first, deduplicated. */
function createCollection(addresses: readonly string[], upstream: Upstream) {
  const people = new Map(
    addresses.map((address) => [
      foldAddress(address),
      { records: new Map<string, CustomerRecord>(), hasMore: false },
    ]),
  )
  return {
    add(result: StripeResult<Raw> | undefined) {
      if (!result?.ok) return
      for (const raw of listOf(result.value)) {
        const record = readCustomerRecord(raw, upstream)
        const records = record?.customer.email && people.get(foldAddress(record.customer.email))?.records
        if (record && records && !records.has(record.customer.id)) records.set(record.customer.id, record)
      }
    },
    markMore(address: string, result: StripeResult<Raw>) {
      const person = people.get(foldAddress(address))
      if (person && result.ok && hasMoreOf(result.value)) person.hasMore = true
    },
    isEmpty: (address: string) => people.get(foldAddress(address))?.records.size === 0,
    people: () =>
      Object.fromEntries(
        [...people].map(([address, { records, hasMore }]) => {
          const newestFirst = [...records.values()].sort(
            (one, other) => (other.customer.createdAtMs ?? 0) - (one.customer.createdAtMs ?? 0),
          )
          return [address, { records: newestFirst, hasMore }]
        }),
      ),
  }
}

type Listed = { address: string; result: StripeResult<Raw> }
const listAll = (upstream: Upstream, addresses: readonly string[], request: ReadRequest): Promise<Listed[]> =>
  Promise.all(
    addresses.flatMap(spellingsOf).map(async (address) => ({
      address,
      result: await sendWithFallback(upstream, listCall(address), request),
    })),
  )

async function findSimilar(
  upstream: Upstream,
  addresses: readonly string[],
  rules: AddressRules,
  request: ReadRequest,
): Promise<FoundInAccount['similar']> {
  const domains = [...new Set(addresses.map((address) => companyDomain(address, rules)))]
    .filter((domain) => domain !== undefined)
    .filter((domain) => isSearchable(`@${domain}`))
  const clauses = domains.map((domain) => ({
    field: 'email',
    value: `@${domain}`,
    match: 'contains' as const,
  }))
  const result = await search(upstream, clauses, similarMax, request)
  if (!result?.ok) return []
  return listOf(result.value).flatMap((raw) => {
    const record = readCustomerRecord(raw, upstream)
    // `~` also finds "x@acme.com.evil.example", so the domain is compared again.
    const domain = record?.customer.email && domainOf(record.customer.email)
    return record && domain && domains.includes(domain) ? [{ domain, record }] : []
  })
}

/** Lists in parallel with Search. While reads are scarce, Search comes first and lists only look up what it did not find. */
export async function findInAccount(
  upstream: Upstream,
  addresses: readonly string[],
  options: { rules: AddressRules; domainMatch: boolean },
  request: ReadRequest,
): Promise<StripeResult<FoundInAccount>> {
  const collection = createCollection(addresses, upstream)
  const searching = searchAddresses(upstream, addresses, request)
  const economical = upstream.savesReads() && !upstream.lacks(searchEndpoint)
  if (economical) collection.add(await searching)
  const toList = economical ? addresses.filter(collection.isEmpty) : addresses
  const [searched, lists] = await Promise.all([searching, listAll(upstream, toList, request)])
  if (searched && !searched.ok) {
    // Without Search nothing ignores case, and most addresses are stored in lower case.
    const lower = addresses.filter((address) => address !== foldAddress(address)).map(foldAddress)
    lists.push(...(await listAll(upstream, lower, request)))
  }
  for (const { address, result } of lists) {
    collection.add(result)
    collection.markMore(address, result)
  }
  collection.add(searched)

  const failed = lists.filter(({ result }) => !result.ok)
  const [first] = failed
  const nothing = !searched?.ok && failed.length === lists.length
  if (first && !first.result.ok && nothing) return { ok: false, why: first.result.why }
  const unsure = failed.find(({ address }) => collection.isEmpty(address))
  const strangers = options.domainMatch ? addresses.filter(collection.isEmpty) : []
  return {
    ok: true,
    value: {
      people: collection.people(),
      similar: strangers.length > 0 ? await findSimilar(upstream, strangers, options.rules, request) : [],
      ...(searched && !searched.ok ? { searchUnavailable: searched.why } : {}),
      ...(unsure && !unsure.result.ok ? { incomplete: unsure.result.why } : {}),
    },
  }
}
