// What selling Tillside needs: our own Stripe account, and where the company's pages are. Only where Tillside is hosted.

import type { Stripe } from 'stripe'
import type { Config } from '#config.ts'
import type { Mode } from '#contract/billing.ts'
import { GatewayError } from '#errors.ts'
import type { Ports } from '#ports.ts'
import type { Database } from '#store/schema.ts'
import { readClientFailure } from '#stripe/sdk/client-failure.ts'
import { UnavailableError } from '#stripe/api/unavailable-error.ts'

export type PlanConfig = NonNullable<Config['plan']>

export type PlanDeps = {
  db: Database
  ports: Ports
  plan: PlanConfig
  /** A client of our own Stripe account; `openStripe` with the key of the settings. */
  openStripe: (signal?: AbortSignal) => Stripe
}

/** Which mode our own key is of: only events of that mode count. */
export const modeOf = ({ stripeKey }: PlanConfig): Mode => stripeKey.mode

/** Says in the gateway's own words why Stripe did not do it. */
export async function asking<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const why = readClientFailure(error)
    if (why === undefined) throw error
    throw why === 'absent'
      ? new GatewayError('stripe_answer_invalid', { cause: error })
      : new UnavailableError(why)
  }
}
