// The error for when a single customer was requested and Stripe could not say whether it exists. Carries the reason for drawing.

import type { Unavailable } from '#contract/billing.ts'
import { type ErrorCode, GatewayError } from '#errors.ts'

const codes: Readonly<Record<Unavailable['reason'], ErrorCode>> = {
  permission: 'forbidden',
  key_refused: 'forbidden',
  rate_limited: 'too_many_requests',
  ration_spent: 'too_many_requests',
  timeout: 'stripe_timeout',
  unreachable: 'stripe_unreachable',
  failed: 'stripe_answer_invalid',
}

/** A failure with a reason that a panel can show. */
export class UnavailableError extends GatewayError {
  readonly why: Unavailable

  constructor(why: Unavailable) {
    super(codes[why.reason])
    this.why = why
  }
}
