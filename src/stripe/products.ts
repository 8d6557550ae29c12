// Product names by id: one request for all that are missing, also when several customers are read at the same time.

import type { Unavailable } from '#contract/billing.ts'
import { productAges } from './ages.ts'
import { askAdapting, type ExpandingCall } from './ask-adapting.ts'
import { createCache, type CacheOptions } from './cache.ts'
import type { Ask } from './context.ts'
import { createFlights } from './flights.ts'
import { idOf, listOf, textOf } from './raw.ts'
import type { Upstream } from './upstream.ts'

export type ProductNames = { names: ReadonlyMap<string, string>; why?: Unavailable }

export interface Products {
  /** Names known without asking. */
  known(upstream: Upstream, ids: readonly string[]): Map<string, string>
  load(upstream: Upstream, ids: readonly string[], ask: Ask): Promise<ProductNames>
}

/** Stripe takes a hundred ids at once. */
const idsMax = 100

const productsCall = (ids: readonly string[]): ExpandingCall => ({
  endpoint: 'products.list',
  path: '/v1/products',
  query: { ids, limit: idsMax },
  needs: ['rak_product_read'],
  expansions: [],
})

/** Who asks in the same moment is in the same batch. */
type Batch = { ids: Set<string>; sent: Promise<Unavailable | undefined> }

export function createProducts(options: CacheOptions & { tenantId: string }): Products {
  const { now, tenantId } = options
  const names = createCache<string>(options)
  const flights = createFlights<Unavailable | undefined>(options.invocation)
  const gathering = new Map<string, Batch>()
  const keyOf = (upstream: Upstream, id: string) => [tenantId, upstream.key, upstream.account().mode, id]

  const request = async (upstream: Upstream, ids: readonly string[], ask: Ask) => {
    const answer = await askAdapting(upstream, productsCall(ids), ask)
    if (!answer.ok) return answer.why
    const named = new Map(listOf(answer.body).map((product) => [idOf(product), textOf(product['name'])]))
    // Deleted products do not come back: an empty name keeps us from asking again and again.
    for (const id of ids) names.put(keyOf(upstream, id), named.get(id) ?? '')
    return undefined
  }

  /** Whoever asks in the same moment shares one request; it ends with the last of them. */
  const send = (upstream: Upstream, ids: readonly string[], ask: Ask): Promise<Unavailable | undefined> => {
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
        request(upstream, all, { ...ask, signal }),
      )
    })
    gathering.set(upstream.key, { ids: gathered, sent })
    return sent
  }

  const known = (upstream: Upstream, ids: readonly string[]) => {
    const found = new Map<string, string>()
    for (const id of ids) {
      const kept = names.peek(keyOf(upstream, id))
      if (kept && kept.value !== '') found.set(id, kept.value)
    }
    return found
  }
  const isOlder = (upstream: Upstream, id: string, ageMs: number) => {
    const kept = names.peek(keyOf(upstream, id))
    return kept !== undefined && now() - kept.asOfMs > ageMs
  }

  return {
    known,
    async load(upstream, ids, ask) {
      const missing = ids.filter((id) => names.peek(keyOf(upstream, id)) === undefined)
      if (missing.length > 0) {
        const why = await send(upstream, missing, ask)
        return { names: known(upstream, ids), ...(why ? { why } : {}) }
      }
      const old = ids.filter((id) => isOlder(upstream, id, productAges.freshMs))
      // Behind the scenes and on nobody's account; a failure leaves the old name, which is still right.
      if (old.length > 0)
        send(upstream, old, { mode: ask.mode, tally: { stripeRequests: 0 } }).catch(() => undefined)
      return { names: known(upstream, ids) }
    },
  }
}
