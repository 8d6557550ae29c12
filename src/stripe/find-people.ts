// Whom the people of a conversation are in Stripe: all accounts of the mode at once, failing one by one.

import type { CustomerHit, Lookup } from '#contract/billing.ts'
import { choosePeople, foldAddress, type AddressRules } from './addresses.ts'
import type { Kept } from './cache.ts'
import type { Ask } from './context.ts'
import type { Customers } from './customers.ts'
import { toHit } from './customer-record.ts'
import type { FoundInAccount } from './find-in-account.ts'
import type { Upstream } from './upstream.ts'

type Asked = { upstream: Upstream; kept: Kept<FoundInAccount> }

function hitsFor(address: string, asked: readonly Asked[]): { hits: CustomerHit[]; hasMore: boolean } {
  const match = { kind: 'address' as const, address }
  let hasMore = false
  const hits = asked.flatMap(({ upstream, kept }) => {
    const person = kept.ok ? kept.value.people[foldAddress(address)] : undefined
    if (!kept.ok || !person) return []
    hasMore ||= person.hasMore
    const { asOfMs, stale } = kept
    return person.records.map((record) =>
      toHit(record, { upstream, match, asOfMs, ...(stale ? { stale } : {}) }),
    )
  })
  return { hits, hasMore }
}

function similarHits(asked: readonly Asked[]): CustomerHit[] {
  return asked.flatMap(({ upstream, kept }) =>
    kept.ok
      ? kept.value.similar.map(({ domain, record }) =>
          toHit(record, { upstream, match: { kind: 'domain', domain }, asOfMs: kept.asOfMs }),
        )
      : [],
  )
}

function stateOf({ upstream, kept }: Asked): Lookup['accounts'][number] {
  const account = upstream.account()
  if (!kept.ok) return { account, unavailable: kept.why }
  const { incomplete, searchUnavailable } = kept.value
  return {
    account,
    ...(incomplete ? { unavailable: incomplete } : {}),
    ...(searchUnavailable ? { searchUnavailable } : {}),
  }
}

/** Looks every address up in every account given. */
export async function findPeople(
  from: { upstreams: readonly Upstream[]; customers: Customers; rules: AddressRules; now: () => number },
  people: readonly { address: string; name?: string }[],
  ask: Ask,
): Promise<Lookup> {
  const chosen = choosePeople(people, from.rules)
  const addresses = chosen.filter(({ skipped }) => !skipped).map(({ address }) => address)
  const asked: Asked[] = await Promise.all(
    from.upstreams.map(async (upstream) => ({
      upstream,
      kept:
        addresses.length === 0
          ? { ok: true as const, value: { people: {}, similar: [] }, asOfMs: from.now() }
          : await from.customers.byAddresses(upstream, addresses, ask),
    })),
  )
  return {
    asOfMs: Math.min(from.now(), ...asked.map(({ kept }) => (kept.ok ? kept.asOfMs : Infinity))),
    people: chosen.map((person) => {
      const { hits, hasMore } = person.skipped ? { hits: [], hasMore: false } : hitsFor(person.address, asked)
      return { ...person, hits, ...(hasMore ? { hasMore } : {}) }
    }),
    similar: similarHits(asked),
    accounts: asked.map(stateOf),
  }
}
