// Finds the people of a conversation in all Stripe accounts of the mode; each account may fail on its own. If nobody is a customer,
// the likely sender may have paid as a guest.

import type { CustomerHit, Lookup } from '#contract/billing.ts'
import type { ReadRequest } from '../api/read-request.ts'
import type { Upstream } from '../api/upstream.ts'
import { type AddressRules, choosePeople, foldAddress } from './addresses.ts'
import { type InAccount, oldestAsOfMs } from './cache/cached.ts'
import { toHit } from './customer-record.ts'
import type { Customers } from './customers.ts'
import type { FoundInAccount } from './find-in-account.ts'
import type { Guests } from './guests.ts'

function hitsFor(
  address: string,
  accounts: readonly InAccount<FoundInAccount>[],
): { hits: CustomerHit[]; hasMore: boolean } {
  const match = { kind: 'address' as const, address }
  let hasMore = false
  const hits = accounts.flatMap(({ upstream, cached }) => {
    const person = cached.state === 'read' ? cached.value.people[foldAddress(address)] : undefined
    if (cached.state === 'unavailable' || !person) return []
    hasMore ||= person.hasMore
    const { asOfMs, stale } = cached
    return person.records.map((record) =>
      toHit(record, { upstream, match, asOfMs, ...(stale ? { stale } : {}) }),
    )
  })
  return { hits, hasMore }
}

function similarHits(accounts: readonly InAccount<FoundInAccount>[]): CustomerHit[] {
  return accounts.flatMap(({ upstream, cached }) =>
    cached.state === 'read'
      ? cached.value.similar.map(({ domain, record }) =>
          toHit(record, { upstream, match: { kind: 'domain', domain }, asOfMs: cached.asOfMs }),
        )
      : [],
  )
}

function stateOf({ upstream, cached }: InAccount<FoundInAccount>): Lookup['accounts'][number] {
  const account = upstream.account()
  if (cached.state === 'unavailable') return { account, unavailable: cached.why }
  const { incomplete, searchUnavailable } = cached.value
  return {
    account,
    ...(incomplete ? { unavailable: incomplete } : {}),
    ...(searchUnavailable ? { searchUnavailable } : {}),
  }
}

type FindDeps = {
  upstreams: readonly Upstream[]
  customers: Customers
  guests: Guests
  rules: AddressRules
  now: () => number
}

/** One request per account, and none while reads are scarce. The guests of an account that does not answer are left out. */
async function findGuests(
  { upstreams, guests }: FindDeps,
  address: string,
  request: ReadRequest,
): Promise<Lookup['guests']> {
  const searched = upstreams.filter((upstream) => request.fresh === true || !upstream.savesReads())
  const found = await Promise.all(
    searched.map(async (upstream) => {
      const cached = await guests.byAddress(upstream, address, request)
      if (cached.state === 'unavailable') return { payments: [], hasMore: false }
      const { value, asOfMs } = cached
      return {
        payments: await guests.complete(upstream, { ...value, asOfMs }, request),
        hasMore: value.hasMore,
      }
    }),
  )
  const payments = found
    .flatMap((one) => one.payments)
    .toSorted((one, other) => other.payment.createdAtMs - one.payment.createdAtMs)
  return payments.length > 0 ? { payments, hasMore: found.some(({ hasMore }) => hasMore) } : undefined
}

/** Looks up every address in every account. */
export async function findPeople(
  deps: FindDeps,
  people: readonly { address: string; name?: string }[],
  request: ReadRequest,
): Promise<Lookup> {
  const chosen = choosePeople(people, deps.rules)
  const addresses = chosen.filter(({ skipped }) => !skipped).map(({ address }) => address)
  const accounts: InAccount<FoundInAccount>[] = await Promise.all(
    deps.upstreams.map(async (upstream) => ({
      upstream,
      cached:
        addresses.length === 0
          ? { state: 'read' as const, value: { people: {}, similar: [] }, asOfMs: deps.now() }
          : await deps.customers.byAddresses(upstream, addresses, request),
    })),
  )
  const looked = chosen.map((person) => {
    const { hits, hasMore } = person.skipped
      ? { hits: [], hasMore: false }
      : hitsFor(person.address, accounts)
    return { ...person, hits, ...(hasMore ? { hasMore } : {}) }
  })
  const [sender] = addresses
  const nobody = looked.every(({ hits }) => hits.length === 0)
  const guests = nobody && sender !== undefined ? await findGuests(deps, sender, request) : undefined
  return {
    asOfMs: oldestAsOfMs(
      deps.now(),
      accounts.map(({ cached }) => cached),
    ),
    people: looked,
    ...(guests ? { guests } : {}),
    similar: similarHits(accounts),
    accounts: accounts.map(stateOf),
  }
}
