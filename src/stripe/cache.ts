// What was read from Stripe, kept for a while in memory: bounded in bytes, served at once while fresh, served at once and
// renewed behind the scenes while usable, and the fallback (with its age and the reason) when Stripe cannot be read.

import { LRUCache } from 'lru-cache'
import type { Unavailable } from '#contract/billing.ts'
import type { Ports } from '#ports.ts'
import type { Ask } from './context.ts'
import { createFlights } from './flights.ts'

export type Loaded<T> = { ok: true; value: T } | { ok: false; why: Unavailable }
export type Kept<T> =
  { ok: true; value: T; asOfMs: number; stale?: Unavailable } | { ok: false; why: Unavailable }
export type Ages = { freshMs: number; usableMs: number }

/** `isOld`: an event said so; only for when Stripe cannot be read. */
type Entry<T> = { value: T; asOfMs: number; isOld?: boolean; failed?: { why: Unavailable; atMs: number } }

export interface Cache<T> {
  /** From the cache or by `load`. `ask.fresh` passes the cache but joins a load that is under way. */
  get(
    key: readonly string[],
    agesOf: (value: T) => Ages,
    ask: Ask,
    load: (ask: Ask) => Promise<Loaded<T>>,
  ): Promise<Kept<T>>
  peek(key: readonly string[]): { value: T; asOfMs: number } | undefined
  put(key: readonly string[], value: T): void
  /** Something changed at Stripe: what is kept, or just being read, is asked for again by the next who wants it. */
  expire(key: readonly string[]): void
  /** The same for every value that is meant. */
  expireWhere(means: (value: T) => boolean): void
}

/** Kept this long as a fallback for when Stripe does not answer. */
const keptMs = 24 * 3_600_000
/** After a failed renewal nobody tries again behind the scenes for this long. */
const renewPauseMs = 5_000
/** Map entry, key and object headers, roughly. */
const entryOverheadBytes = 200

/** A key whose parts cannot run into each other: `["a,b"]` is not `["a","b"]`. */
const encodeKey = (parts: readonly string[]) => JSON.stringify(parts)

/** No longer ours to show: the key was taken back or lost the permission. */
const isForbidden = (why: Unavailable) => why.reason === 'key_refused' || why.reason === 'permission'

export type CacheOptions = Pick<Ports, 'now' | 'invocation'> & { bytesMax: number }

export function createCache<T extends object | string>(options: CacheOptions): Cache<T> {
  const { bytesMax, now, invocation } = options
  const entries = new LRUCache<string, Entry<T>>({
    maxSize: bytesMax,
    // Two bytes a character of its JSON: close to what the objects take, and never far below.
    sizeCalculation: ({ value }, key) => 2 * (JSON.stringify(value).length + key.length) + entryOverheadBytes,
  })
  const flights = createFlights<Kept<T>>(invocation)
  /** Keys that expired while they were being read: the answer may be from before. */
  const expiredInFlight = new Set<string>()

  const find = (key: string) => {
    const entry = entries.get(key)
    if (entry && now() - entry.asOfMs <= keptMs) return entry
    entries.delete(key)
    return undefined
  }
  const load = async (key: string, ask: Ask, loader: (ask: Ask) => Promise<Loaded<T>>): Promise<Kept<T>> => {
    let isOld = false
    const loaded = await loader(ask).finally(() => (isOld = expiredInFlight.delete(key)))
    if (loaded.ok) {
      const asOfMs = now()
      entries.set(key, { value: loaded.value, asOfMs, isOld })
      return { ok: true, value: loaded.value, asOfMs }
    }
    const entry = find(key)
    if (!entry || isForbidden(loaded.why)) {
      entries.delete(key)
      return loaded
    }
    entry.failed = { why: loaded.why, atMs: now() }
    return { ok: true, value: entry.value, asOfMs: entry.asOfMs, stale: loaded.why }
  }
  const fly = (key: string, ask: Ask, loader: (ask: Ask) => Promise<Loaded<T>>) =>
    flights.join(key, ask.signal, (signal) => load(key, { ...ask, signal }, loader))

  const renew = (key: string, ask: Ask, loader: (ask: Ask) => Promise<Loaded<T>>) => {
    const failedAtMs = entries.peek(key)?.failed?.atMs ?? -Infinity
    if (flights.isFlying(key) || now() - failedAtMs < renewPauseMs) return
    // Nobody waits for this: its requests are not the asker's, and a thrown failure leaves the entry as it was.
    const { mode } = ask
    fly(key, { mode, tally: { stripeRequests: 0 } }, loader).catch(() => undefined)
  }

  return {
    async get(parts, agesOf, ask, loader) {
      const key = encodeKey(parts)
      const entry = ask.fresh ? undefined : find(key)
      if (!entry || entry.isOld) return fly(key, ask, loader)
      const ageMs = now() - entry.asOfMs
      const ages = agesOf(entry.value)
      if (ageMs > ages.usableMs) return fly(key, ask, loader)
      const kept = { ok: true as const, value: entry.value, asOfMs: entry.asOfMs }
      if (ageMs <= ages.freshMs) return kept
      renew(key, ask, loader)
      return entry.failed ? { ...kept, stale: entry.failed.why } : kept
    },
    peek: (parts) => find(encodeKey(parts)),
    put: (parts, value) => void entries.set(encodeKey(parts), { value, asOfMs: now() }),
    expire(parts) {
      const key = encodeKey(parts)
      const entry = entries.peek(key)
      if (entry) entry.isOld = true
      if (flights.isFlying(key)) expiredInFlight.add(key)
    },
    expireWhere(means) {
      for (const entry of entries.values()) if (means(entry.value)) entry.isOld = true
    },
  }
}
