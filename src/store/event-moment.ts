// Orders events by when they happened. Stripe's times are whole seconds; within a second, an object is created before it is changed, and
// changed before it is deleted.

export type EventMoment = { occurredAtMs: number; rank: number }

/** 0 for what created an object, 2 for what deleted it, 1 for all else. */
const rankOf = (type: string): number => (type.endsWith('.created') ? 0 : type.endsWith('.deleted') ? 2 : 1)

export const momentOf = ({ occurredAtMs, type }: { occurredAtMs: number; type: string }): EventMoment => ({
  occurredAtMs,
  rank: rankOf(type),
})

/** Of two events of the same moment neither is before the other, so the one that arrived first counts. */
export const isBefore = (one: EventMoment, other: EventMoment): boolean =>
  one.occurredAtMs < other.occurredAtMs || (one.occurredAtMs === other.occurredAtMs && one.rank < other.rank)
