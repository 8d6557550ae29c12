// Whom some addresses lead to in one account: an exact list per address, which is immediate but case-sensitive, and one
// Search over all of them, which ignores case but lags. Every hit is compared again here, because Search matches words.

import type { Unavailable } from '#contract/billing.ts'
import { askAdapting, type ExpandingCall } from './ask-adapting.ts'
import { companyDomain, domainOf, foldAddress, type AddressRules } from './addresses.ts'
import type { Loaded } from './cache.ts'
import type { Ask } from './context.ts'
import { customerExpansions, readCustomerRecord, type CustomerRecord } from './customer-record.ts'
import { buildAnyOf, clausesMax, isSearchable, type Clause } from './query.ts'
import { hasMoreOf, listOf } from './raw.ts'
import type { Answer, Upstream } from './upstream.ts'

export type FoundInAccount = {
  /** By folded address. */
  people: Record<string, { records: CustomerRecord[]; hasMore: boolean }>
  similar: { domain: string; record: CustomerRecord }[]
  searchUnavailable?: Unavailable
  /** An address without a hit could not be looked up for certain. */
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

/** One Search for customers by these clauses, with everything a hit shows. */
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
  ask: Ask,
): Promise<Answer | undefined> {
  const query = buildAnyOf(clauses)
  if (!query) return undefined
  return askAdapting(upstream, searchCall(query, limit), ask)
}

/** A domain in letters of its own is asked for in both spellings, as far as there is room. */
const searchAddresses = (upstream: Upstream, addresses: readonly string[], ask: Ask) => {
  const folded = addresses
    .map(foldAddress)
    .filter((address) => !addresses.some((one) => one.toLowerCase() === address))
  const values = [...addresses, ...folded].filter(isSearchable).slice(0, clausesMax)
  const clauses = values.map((value) => ({ field: 'email', value }))
  return search(upstream, clauses, 100, ask)
}

/** Collects records by the address they were looked up under; the newest customer comes first, each one once. */
function createCollection(addresses: readonly string[], upstream: Upstream) {
  const people = new Map(
    addresses.map((address) => [
      foldAddress(address),
      { records: new Map<string, CustomerRecord>(), hasMore: false },
    ]),
  )
  return {
    add(answer: Answer | undefined) {
      if (!answer?.ok) return
      for (const raw of listOf(answer.body)) {
        const record = readCustomerRecord(raw, upstream)
        const records = record?.customer.email && people.get(foldAddress(record.customer.email))?.records
        if (record && records && !records.has(record.customer.id)) records.set(record.customer.id, record)
      }
    },
    markMore(address: string, answer: Answer) {
      const person = people.get(foldAddress(address))
      if (person && answer.ok && hasMoreOf(answer.body)) person.hasMore = true
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

type Listed = { address: string; answer: Answer }
const listAll = (upstream: Upstream, addresses: readonly string[], ask: Ask): Promise<Listed[]> =>
  Promise.all(
    addresses.map(async (address) => ({
      address,
      answer: await askAdapting(upstream, listCall(address), ask),
    })),
  )

async function findSimilar(
  upstream: Upstream,
  addresses: readonly string[],
  rules: AddressRules,
  ask: Ask,
): Promise<FoundInAccount['similar']> {
  const domains = [...new Set(addresses.map((address) => companyDomain(address, rules)))]
    .filter((domain) => domain !== undefined)
    .filter((domain) => isSearchable(`@${domain}`))
  const clauses = domains.map((domain) => ({
    field: 'email',
    value: `@${domain}`,
    match: 'contains' as const,
  }))
  const answer = await search(upstream, clauses, similarMax, ask)
  if (!answer?.ok) return []
  return listOf(answer.body).flatMap((raw) => {
    const record = readCustomerRecord(raw, upstream)
    // `~` also finds "x@acme.com.evil.example": only what ends with the domain counts.
    const domain = record?.customer.email && domainOf(record.customer.email)
    return record && domain && domains.includes(domain) ? [{ domain, record }] : []
  })
}

/** Lists in parallel with Search; in economy mode Search first and lists only for what it did not find. */
export async function findInAccount(
  upstream: Upstream,
  addresses: readonly string[],
  options: { rules: AddressRules; domainMatch: boolean },
  ask: Ask,
): Promise<Loaded<FoundInAccount>> {
  const collection = createCollection(addresses, upstream)
  const searching = searchAddresses(upstream, addresses, ask)
  const economical = upstream.savesReads() && !upstream.lacks(searchEndpoint)
  if (economical) collection.add(await searching)
  const toList = economical ? addresses.filter(collection.isEmpty) : addresses
  const [searched, lists] = await Promise.all([searching, listAll(upstream, toList, ask)])
  if (searched && !searched.ok) {
    // Without Search nothing ignores case; lower case is how most addresses are stored.
    const lower = addresses.filter((address) => address !== foldAddress(address)).map(foldAddress)
    lists.push(...(await listAll(upstream, lower, ask)))
  }
  for (const { address, answer } of lists) {
    collection.add(answer)
    collection.markMore(address, answer)
  }
  collection.add(searched)

  const failed = lists.filter(({ answer }) => !answer.ok)
  const [first] = failed
  const nothing = !searched?.ok && failed.length === lists.length
  if (first && !first.answer.ok && nothing) return { ok: false, why: first.answer.why }
  const unsure = failed.find(({ address }) => collection.isEmpty(address))
  const strangers = options.domainMatch ? addresses.filter(collection.isEmpty) : []
  return {
    ok: true,
    value: {
      people: collection.people(),
      similar: strangers.length > 0 ? await findSimilar(upstream, strangers, options.rules, ask) : [],
      ...(searched && !searched.ok ? { searchUnavailable: searched.why } : {}),
      ...(unsure && !unsure.answer.ok ? { incomplete: unsure.answer.why } : {}),
    },
  }
}
