// Works on cached values: maps them and finds the age of several.

import type { Cached } from '#contract/billing.ts'
import type { Upstream } from '../../api/upstream.ts'

/** A value of one account. */
export type InAccount<T> = { upstream: Upstream; cached: Cached<T> }

/** The cached value with `map` applied; unavailable stays unavailable. */
export const mapCached = <T, U>(cached: Cached<T>, map: (value: T) => U): Cached<U> =>
  cached.state === 'read' ? { ...cached, value: map(cached.value) } : cached

/** When the oldest of them was read; now, when none could be read. */
export const oldestAsOfMs = (nowMs: number, all: readonly Cached<unknown>[]): number =>
  Math.min(nowMs, ...all.map((one) => (one.state === 'read' ? one.asOfMs : Infinity)))
