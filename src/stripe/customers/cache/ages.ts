// Says how long data from Stripe is served from the cache: longer when the month's ration runs low, to save reads.

import type { RationLevel } from '../../api/ration.ts'
import type { Ages } from './cache.ts'

const minuteMs = 60_000

const byLevel: Readonly<Record<RationLevel, Ages>> = {
  ample: { freshMs: minuteMs, usableMs: 10 * minuteMs },
  saving: { freshMs: 5 * minuteMs, usableMs: 60 * minuteMs },
  spent: { freshMs: 60 * minuteMs, usableMs: 24 * 60 * minuteMs },
}

/** For data of a customer. */
export function customerAges(level: RationLevel): Ages {
  return byLevel[level]
}

/** For "nobody found" and partial results: the customer may be created at any moment. */
export const shortAges: Ages = { freshMs: 15_000, usableMs: 15_000 }

/** For products, whose names hardly ever change. */
export const productAges: Ages = { freshMs: 60 * minuteMs, usableMs: 24 * 60 * minuteMs }

/** For what coupons take off, which cannot be changed. */
export const couponAges: Ages = { freshMs: 24 * 60 * minuteMs, usableMs: 24 * 60 * minuteMs }
