// Searches every account of the mode for what was typed, and returns customers with the reason they were found.

import type { Cached, CustomerHit, SearchResult } from '#contract/billing.ts'
import type { ReadRequest } from '../../api/read-request.ts'
import type { Upstream } from '../../api/upstream.ts'
import { customerAges, shortAges } from '../cache/ages.ts'
import { type CacheOptions, createCache } from '../cache/cache.ts'
import { type InAccount, oldestAsOfMs } from '../cache/cached.ts'
import { upstreamKey } from '../cache/key.ts'
import { toHit } from '../customer-record.ts'
import type { Customers } from '../customers.ts'
import type { Guests } from '../guests.ts'
import { type AccountSearchResult, searchAccount } from './account.ts'
import { parseSearchText, type SearchText } from './text.ts'

function hitsOf({ upstream, cached }: InAccount<AccountSearchResult>, text: string): CustomerHit[] {
  if (cached.state === 'unavailable') return []
  const { asOfMs, stale } = cached
  return cached.value.found.map(({ record, field, via }) => {
    const match = { kind: 'found' as const, field, text }
    return toHit(record, { upstream, match, asOfMs, ...(stale ? { stale } : {}), ...(via ? { via } : {}) })
  })
}

function stateOf({ upstream, cached }: InAccount<AccountSearchResult>): SearchResult['accounts'][number] {
  const account = upstream.account()
  if (cached.state === 'unavailable') return { account, unavailable: cached.why }
  const { searchUnavailable } = cached.value
  return { account, ...(searchUnavailable ? { searchUnavailable } : {}) }
}

export type Searcher = (
  upstreams: readonly Upstream[],
  text: string,
  request: ReadRequest,
) => Promise<SearchResult>

export type SearchOptions = CacheOptions & { tenantId: string; customers: Customers; guests: Guests }

export function createSearch(options: SearchOptions): Searcher {
  const { now, tenantId } = options
  const cache = createCache<AccountSearchResult>(options)

  const searchKept = (
    upstream: Upstream,
    what: SearchText,
    request: ReadRequest,
  ): Promise<Cached<AccountSearchResult>> => {
    const ages = ({ found, guests, searchUnavailable }: AccountSearchResult) =>
      found.length + guests.length > 0 && !searchUnavailable
        ? customerAges(upstream.rationLevel())
        : shortAges
    const key = upstreamKey(tenantId, upstream, JSON.stringify(what))
    return cache.get(key, ages, request, (shared) => searchAccount(upstream, what, options, shared))
  }

  return async (upstreams, text, request) => {
    const what = parseSearchText(text)
    if (request.fresh) for (const upstream of upstreams) upstream.forgetMissing()
    const accounts = await Promise.all(
      upstreams.map(async (upstream) => ({
        upstream,
        cached: await searchOrText(upstream, what, text, request),
      })),
    )
    return {
      asOfMs: oldestAsOfMs(
        now(),
        accounts.map(({ cached }) => cached),
      ),
      hits: accounts.flatMap((one) => hitsOf(one, text)),
      guests: accounts.flatMap(({ cached }) => (cached.state === 'read' ? cached.value.guests : [])),
      unowned: accounts.flatMap(({ cached }) => (cached.state === 'read' ? cached.value.unowned : [])),
      hasMore: accounts.some(({ cached }) => cached.state === 'read' && cached.value.hasMore),
      kind: what.kind,
      accounts: accounts.map(stateOf),
    }
  }

  /** Searches again as text when nothing was found: what looked like a number or an id may be a name. */
  async function searchOrText(
    upstream: Upstream,
    what: SearchText,
    text: string,
    request: ReadRequest,
  ): Promise<Cached<AccountSearchResult>> {
    const cached = await searchKept(upstream, what, request)
    const isGuess = what.kind === 'invoice_number' || what.kind === 'metadata' || what.kind === 'phone'
    if (cached.state === 'unavailable' || !isGuess || cached.value.searchUnavailable) return cached
    if (cached.value.found.length + cached.value.guests.length + cached.value.unowned.length > 0)
      return cached
    return searchKept(upstream, { kind: 'text', text: text.trim(), literal: text.trim() }, request)
  }
}
