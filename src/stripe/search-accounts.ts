// The search box: what was typed, asked in every account of the mode, as customers with the reason they were found.

import type { CustomerHit } from '#contract/billing.ts'
import { customerAges, shortAges } from './ages.ts'
import { createCache, type CacheOptions, type Kept } from './cache.ts'
import type { Ask, SearchResult } from './context.ts'
import { toHit } from './customer-record.ts'
import type { Customers } from './customers.ts'
import { searchAccount, type Outcome } from './search-account.ts'
import { parseSearchText, type SearchText } from './search-text.ts'
import type { Upstream } from './upstream.ts'

type Asked = { upstream: Upstream; kept: Kept<Outcome> }

function hitsOf({ upstream, kept }: Asked, text: string): CustomerHit[] {
  if (!kept.ok) return []
  const { asOfMs, stale } = kept
  return kept.value.found.map(({ record, field, via }) => {
    const match = { kind: 'found' as const, field, text }
    return toHit(record, { upstream, match, asOfMs, ...(stale ? { stale } : {}), ...(via ? { via } : {}) })
  })
}

function stateOf({ upstream, kept }: Asked): SearchResult['accounts'][number] {
  const account = upstream.account()
  if (!kept.ok) return { account, unavailable: kept.why }
  const { searchUnavailable } = kept.value
  return { account, ...(searchUnavailable ? { searchUnavailable } : {}) }
}

export type Searcher = (upstreams: readonly Upstream[], text: string, ask: Ask) => Promise<SearchResult>

export type SearchOptions = CacheOptions & { tenantId: string; customers: Customers }

export function createSearch(options: SearchOptions): Searcher {
  const { now, tenantId, customers } = options
  const cache = createCache<Outcome>(options)

  const searchKept = (upstream: Upstream, what: SearchText, ask: Ask): Promise<Kept<Outcome>> => {
    const ages = ({ found, searchUnavailable }: Outcome) =>
      found.length > 0 && !searchUnavailable ? customerAges(upstream.rationLevel()) : shortAges
    const key = [tenantId, upstream.key, upstream.account().mode, JSON.stringify(what)]
    return cache.get(key, ages, ask, (asked) => searchAccount(upstream, what, customers, asked))
  }

  return async (upstreams, text, ask) => {
    const what = parseSearchText(text)
    const asked = await Promise.all(
      upstreams.map(async (upstream) => ({ upstream, kept: await searchOrText(upstream, what, text, ask) })),
    )
    return {
      asOfMs: Math.min(now(), ...asked.map(({ kept }) => (kept.ok ? kept.asOfMs : Infinity))),
      hits: asked.flatMap((one) => hitsOf(one, text)),
      accounts: asked.map(stateOf),
    }
  }

  /** What looked like a number or an id may be a name after all. */
  async function searchOrText(
    upstream: Upstream,
    what: SearchText,
    text: string,
    ask: Ask,
  ): Promise<Kept<Outcome>> {
    const kept = await searchKept(upstream, what, ask)
    const isGuess = what.kind === 'invoice_number' || what.kind === 'metadata' || what.kind === 'phone'
    if (!kept.ok || !isGuess || kept.value.found.length > 0 || kept.value.searchUnavailable) return kept
    return searchKept(upstream, { kind: 'text', text: text.trim(), literal: text.trim() }, ask)
  }
}
