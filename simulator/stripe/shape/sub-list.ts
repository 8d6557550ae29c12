// A list inside an object: at most ten items, its URL, and `has_more`.

import type { JsonObject } from '../json.ts'

/** Stripe's sub-list of drawn objects. */
export const subList = (url: string, drawn: JsonObject[], most = 10): JsonObject => ({
  object: 'list',
  data: drawn.slice(0, most),
  has_more: drawn.length > most,
  url,
})

/** Sorts newest first, as top-level lists do. */
export const newestFirst = <T extends { id: string; created: number }>(entities: T[]): T[] =>
  [...entities].sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))
