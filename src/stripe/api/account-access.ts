// A Stripe account with the key that reads it.

import type { StripeAccount } from '#contract/billing.ts'
import type { Secret } from '#secret.ts'

/** An account and the opened key to ask it with. */
export type AccountAccess = {
  account: StripeAccount
  key: Secret
  /** Sent as `Stripe-Context`: an organization's key belongs to none of its accounts. https://docs.stripe.com/context */
  context?: string
}
