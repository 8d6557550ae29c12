// How Stripe is read on behalf of one request to the gateway.

import type { Mode } from '#contract/billing.ts'

/** The mode, whether caches are skipped, when the caller has gone, and how many requests to Stripe it has cost. */
export type ReadRequest = {
  mode: Mode
  /** Skips every cache. */
  fresh?: boolean
  signal?: AbortSignal
  /** Counts the requests made to Stripe. */
  tally: { stripeRequests: number }
}
