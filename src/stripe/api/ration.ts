// Counts an account's reads against Stripe's ration: 500 per transaction over 30 days, at least 10,000 a month. The count is kept in
// memory since the start, so it is a lower bound. Without a configured ration the minimum is assumed, which leads to saving reads but
// never to refusing them: a busy shop has far more than the minimum.
// https://docs.stripe.com/rate-limits

const dayMs = 86_400_000
const days = 30
const minimumReads = 10_000

/**
 * `saving` (from 70 %): Search before lists, longer cache times. `spent` (from 95 % of a configured ration): cached data
 * as long as it is kept.
 */
export type RationLevel = 'ample' | 'saving' | 'spent'

export interface Ration {
  count(): void
  /** Reads over the last 30 days, as far as this process has seen them. */
  reads(): number
  level(): RationLevel
  /** Whether only explicit refreshes may still read, because the configured ration is nearly used up. */
  refuses(): boolean
}

export function createRation(options: { now: () => number; readsPerMonth?: number }): Ration {
  const { now, readsPerMonth } = options
  const byDay = new Map<number, number>()
  const today = () => Math.floor(now() / dayMs)
  const reads = () => {
    const oldest = today() - days + 1
    let total = 0
    for (const [day, count] of byDay) {
      if (day < oldest) byDay.delete(day)
      else total += count
    }
    return total
  }
  const share = () => reads() / (readsPerMonth ?? minimumReads)
  const isSpent = () => readsPerMonth !== undefined && share() >= 0.95
  return {
    count: () => void byDay.set(today(), (byDay.get(today()) ?? 0) + 1),
    reads,
    level: () => (isSpent() ? 'spent' : share() >= 0.7 ? 'saving' : 'ample'),
    refuses: isSpent,
  }
}
