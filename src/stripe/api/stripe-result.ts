// What came of asking Stripe: a value, or the reason why there is none.

import type { Unavailable } from '#contract/billing.ts'

export type StripeResult<T> =
  | { ok: true; value: T }
  /** `status` is absent when Stripe did not respond. */
  | { ok: false; why: Unavailable; status?: number; /** Stripe's error code. */ code?: string }
