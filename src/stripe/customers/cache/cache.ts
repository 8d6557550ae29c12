// Keeps what was read from Stripe in memory, bounded in bytes. A fresh value is served at once; an older one is served at once
// and renewed in the background; when Stripe cannot be read, the last value is served with its age and the reason.

import { LRUCache } from 'lru-cache'
import type { Cached, Unavailable } from '#contract/billing.ts'
import type { Ports } from '#ports.ts'
import { createFlights } from '../../api/flights.ts'
import type { ReadRequest } from '../../api/read-request.ts'
import type { StripeResult } from '../../api/stripe-result.ts'

/** How long a value is served without asking Stripe, and how long it is served while it is renewed. */
export type Ages = { freshMs: number; usableMs: number }

/** `isExpired`: an event said that it changed; still served when Stripe cannot be read. */
type Entry<T> = { value: T; asOfMs: number; isExpired?: boolean; failed?: { why: Unavailable; atMs: number } }

/** A value that is being read, and what expired meanwhile. */
type PendingLoad<T> = { key: string; isExpired: boolean; expiredWhere: ((value: T) => boolean)[] }

type Loader<T> = (request: ReadRequest) => Promise<StripeResult<T>>

export interface Cache<T> {
  /** Returns the cached value or loads it. `request.fresh` skips the cache but joins a load that has already started. */
  get(
    key: readonly string[],
    agesOf: (value: T) => Ages,
    request: ReadRequest,
    load: Loader<T>,
  ): Promise<Cached<T>>
  /** The value of any age, without loading it. */
  peek(key: readonly string[]): { value: T; asOfMs: number } | undefined
  /** The value that `get` would return without loading it first. */
  current(key: readonly string[], agesOf: (value: T) => Ages): T | undefined
  put(key: readonly string[], value: T): void
  /** Stripe's data changed: the next caller loads it again, also when it is being loaded right now. */
  expire(key: readonly string[]): void
  /** The same for every value that matches. */
  expireWhere(matches: (value: T) => boolean): void
}

/** How long a value is kept as a fallback for when Stripe does not respond. */
const keptMs = 24 * 3_600_000
/** After a failed renewal in the background, the next one waits this long. */
const renewPauseMs = 5_000
/** Roughly the size of a map entry, its key and the object headers. */
const entryOverheadBytes = 200

/** A key whose parts cannot run into each other: `["a,b"]` is not `["a","b"]`. */
const encodeKey = (parts: readonly string[]) => JSON.stringify(parts)

/** The key was revoked or lost the permission, so a cached value must not be shown any more. */
const isForbidden = (why: Unavailable) => why.reason === 'key_refused' || why.reason === 'permission'

export type CacheOptions = Pick<Ports, 'now' | 'invocation'> & { bytesMax: number }

export function createCache<T extends object | string>(options: CacheOptions): Cache<T> {
  const { bytesMax, now, invocation } = options
  const entries = new LRUCache<string, Entry<T>>({
    maxSize: bytesMax,
    // Two bytes per character of the JSON: close to the size of the objects, and never far below it.
    sizeCalculation: ({ value }, key) => 2 * (JSON.stringify(value).length + key.length) + entryOverheadBytes,
  })
  const flights = createFlights<Cached<T>>(invocation)
  /** The loads of every invocation: what expires meanwhile may be in their response as it was before. */
  const pendingLoads = new Set<PendingLoad<T>>()

  const find = (key: string) => {
    const entry = entries.get(key)
    if (entry && now() - entry.asOfMs <= keptMs) return entry
    entries.delete(key)
    return undefined
  }
  const load = async (key: string, request: ReadRequest, loader: Loader<T>): Promise<Cached<T>> => {
    const pending: PendingLoad<T> = { key, isExpired: false, expiredWhere: [] }
    pendingLoads.add(pending)
    const result = await loader(request).finally(() => pendingLoads.delete(pending))
    if (result.ok) {
      const asOfMs = now()
      const { value } = result
      const isExpired = pending.isExpired || pending.expiredWhere.some((matches) => matches(value))
      // A load that started after the expiry may have finished before this one.
      const known = isExpired ? entries.peek(key) : undefined
      if (!known || known.isExpired) entries.set(key, { value, asOfMs, isExpired })
      return { state: 'read', value, asOfMs }
    }
    const { why } = result
    const entry = find(key)
    if (!entry || isForbidden(why)) {
      entries.delete(key)
      return { state: 'unavailable', why }
    }
    entry.failed = { why, atMs: now() }
    return { state: 'read', value: entry.value, asOfMs: entry.asOfMs, stale: why }
  }
  const loadOnce = (key: string, request: ReadRequest, loader: Loader<T>) =>
    flights.join(key, request.signal, (signal) => load(key, { ...request, signal }, loader))

  const renew = (key: string, { mode }: ReadRequest, loader: Loader<T>) => {
    const failedAtMs = entries.peek(key)?.failed?.atMs ?? -Infinity
    if (flights.isFlying(key) || now() - failedAtMs < renewPauseMs) return
    // Nobody waits for this: its requests are not counted as the caller's, and a failure leaves the entry as it was.
    loadOnce(key, { mode, tally: { stripeRequests: 0 } }, loader).catch(() => undefined)
  }

  return {
    async get(parts, agesOf, request, loader) {
      const key = encodeKey(parts)
      const entry = request.fresh ? undefined : find(key)
      if (!entry || entry.isExpired) return loadOnce(key, request, loader)
      const ageMs = now() - entry.asOfMs
      const ages = agesOf(entry.value)
      if (ageMs > ages.usableMs) return loadOnce(key, request, loader)
      const cached = { state: 'read' as const, value: entry.value, asOfMs: entry.asOfMs }
      if (ageMs <= ages.freshMs) return cached
      renew(key, request, loader)
      return entry.failed ? { ...cached, stale: entry.failed.why } : cached
    },
    peek: (parts) => find(encodeKey(parts)),
    current(parts, agesOf) {
      const entry = find(encodeKey(parts))
      if (!entry || entry.isExpired || now() - entry.asOfMs > agesOf(entry.value).usableMs) return undefined
      return entry.value
    },
    put: (parts, value) => void entries.set(encodeKey(parts), { value, asOfMs: now() }),
    expire(parts) {
      const key = encodeKey(parts)
      const entry = entries.peek(key)
      if (entry) entry.isExpired = true
      for (const pending of pendingLoads) if (pending.key === key) pending.isExpired = true
      flights.detach(key)
    },
    expireWhere(matches) {
      for (const entry of entries.values()) if (matches(entry.value)) entry.isExpired = true
      // The value of a pending load is not known yet: it is checked when it arrives, and nobody new joins the load.
      for (const pending of pendingLoads) {
        pending.expiredWhere.push(matches)
        flights.detach(pending.key)
      }
    },
  }
}
