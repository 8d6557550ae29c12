// Reads product names by id: one request for all missing names, also when several customers are read at the same time.

import type { Subscription, Unavailable } from '#contract/billing.ts'
import { createFlights } from '../../api/flights.ts'
import { perInvocation } from '#per-invocation.ts'
import { idOf, listOf, textOf } from '../../api/raw.ts'
import type { ReadRequest } from '../../api/read-request.ts'
import { type ExpandingCall, sendWithFallback } from '../../api/send-with-fallback.ts'
import type { Upstream } from '../../api/upstream.ts'
import { productAges } from '../cache/ages.ts'
import { type CacheOptions, createCache } from '../cache/cache.ts'
import { upstreamKey } from '../cache/key.ts'

export type ProductNames = { names: ReadonlyMap<string, string>; why?: Unavailable }

export interface Products {
  /** The cached names. */
  known(upstream: Upstream, ids: readonly string[]): Map<string, string>
  load(upstream: Upstream, ids: readonly string[], request: ReadRequest): Promise<ProductNames>
}

/** Stripe accepts a hundred ids at once. */
const idsMax = 100

const productsCall = (ids: readonly string[]): ExpandingCall => ({
  endpoint: 'products.list',
  path: '/v1/products',
  query: { ids, limit: idsMax },
  needs: ['rak_product_read'],
  expansions: [],
})

/** Callers of the same moment share a batch. */
type Batch = { ids: Set<string>; sent: Promise<Unavailable | undefined> }

export function createProducts(options: CacheOptions & { tenantId: string }): Products {
  const { now, tenantId } = options
  const names = createCache<string>(options)
  const flights = createFlights<Unavailable | undefined>(options.invocation)
  const gatheringOf = perInvocation(options.invocation, () => new Map<string, Batch>())
  const keyOf = (upstream: Upstream, id: string) => upstreamKey(tenantId, upstream, id)

  const fetchNames = async (upstream: Upstream, ids: readonly string[], request: ReadRequest) => {
    const result = await sendWithFallback(upstream, productsCall(ids), request)
    if (!result.ok) return result.why
    const named = new Map(listOf(result.value).map((product) => [idOf(product), textOf(product['name'])]))
    // Deleted products are not returned; an empty name keeps us from requesting them again and again.
    for (const id of ids) names.put(keyOf(upstream, id), named.get(id) ?? '')
    return undefined
  }

  /** Callers of the same moment share one request. */
  const send = (
    upstream: Upstream,
    ids: readonly string[],
    request: ReadRequest,
  ): Promise<Unavailable | undefined> => {
    const gathering = gatheringOf()
    const open = gathering.get(upstream.key)
    if (open) {
      for (const id of ids) open.ids.add(id)
      return open.sent
    }
    const gathered = new Set(ids)
    const sent = Promise.resolve().then(() => {
      gathering.delete(upstream.key)
      const all = [...gathered].sort().slice(0, idsMax)
      return flights.join(JSON.stringify([upstream.key, ...all]), undefined, (signal) =>
        fetchNames(upstream, all, { ...request, signal }),
      )
    })
    gathering.set(upstream.key, { ids: gathered, sent })
    return sent
  }

  const known = (upstream: Upstream, ids: readonly string[]) => {
    const found = new Map<string, string>()
    for (const id of ids) {
      const cached = names.peek(keyOf(upstream, id))
      if (cached && cached.value !== '') found.set(id, cached.value)
    }
    return found
  }
  const isOlder = (upstream: Upstream, id: string, ageMs: number) => {
    const cached = names.peek(keyOf(upstream, id))
    return cached !== undefined && now() - cached.asOfMs > ageMs
  }

  return {
    known,
    async load(upstream, ids, request) {
      const missing = ids.filter((id) => names.peek(keyOf(upstream, id)) === undefined)
      if (missing.length > 0) {
        const why = await send(upstream, missing, request)
        return { names: known(upstream, ids), ...(why ? { why } : {}) }
      }
      const old = ids.filter((id) => isOlder(upstream, id, productAges.freshMs))
      // In the background and not counted for any caller; a failure leaves the old name, which is still right.
      if (old.length > 0)
        send(upstream, old, { mode: request.mode, tally: { stripeRequests: 0 } }).catch(() => undefined)
      return { names: known(upstream, ids) }
    },
  }
}

/** Adds the known product names to a subscription. */
export function withNames(subscription: Subscription, names: ReadonlyMap<string, string>): Subscription {
  const items = subscription.items.map((item) => {
    const name = item.productName ?? (item.productId === undefined ? undefined : names.get(item.productId))
    return name === undefined ? item : { ...item, productName: name }
  })
  return { ...subscription, items }
}
