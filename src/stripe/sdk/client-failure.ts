// Turns a failure of Stripe's own client into the gateway's own reasons.

import { Stripe } from 'stripe'
import type { Unavailable } from '#contract/billing.ts'
import { readPermissions } from '../api/refusal.ts'

/** `absent`: Stripe has no such object. `undefined`: not a failure of Stripe's client. */
export function readClientFailure(error: unknown): Unavailable | 'absent' | undefined {
  const { errors } = Stripe
  if (!(error instanceof errors.StripeError)) return undefined
  if (error instanceof errors.StripeConnectionError)
    return { reason: isTimeout(error) ? 'timeout' : 'unreachable' }
  if (error.statusCode === 404 || error.code === 'resource_missing') return 'absent'
  if (error instanceof errors.StripeAuthenticationError) return { reason: 'key_refused' }
  if (error instanceof errors.StripePermissionError) return readPermission(error)
  if (error instanceof errors.StripeRateLimitError) return { reason: 'rate_limited' }
  const { requestId } = error
  return { reason: 'failed', ...(requestId ? { requestId: requestId.slice(0, 100) } : {}) }
}

function readPermission(error: InstanceType<typeof Stripe.errors.StripePermissionError>): Unavailable {
  if (error.code === 'account_invalid') return { reason: 'key_refused' }
  return { reason: 'permission', permissions: readPermissions({ error: { message: error.message } }) }
}

function isTimeout(error: InstanceType<typeof Stripe.errors.StripeConnectionError>): boolean {
  const { detail } = error
  return detail instanceof Error && 'code' in detail && detail.code === 'ETIMEDOUT'
}
