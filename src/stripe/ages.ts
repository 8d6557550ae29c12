// How long what was read from Stripe is served: shorter is truer, longer saves reads when the month's ration runs low.

import type { Ages } from './cache.ts'
import type { RationLevel } from './ration.ts'

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

/** For "nobody found" and half answers: a customer may be made any second. */
export const shortAges: Ages = { freshMs: 15_000, usableMs: 15_000 }

/** For products, whose names hardly ever change. */
export const productAges: Ages = { freshMs: 60 * minuteMs, usableMs: 24 * 60 * minuteMs }
