// The simulated Stripe as the upstream of an extension's calls.

import { requestTo, type StripeUpstream } from '../../../dashboard/stripe/upstream.ts'
import type { EnvironmentName } from '../../../dashboard/facts.ts'
import type { StripeSimulator } from '../../stripe/simulator.ts'

/** Wraps the simulator as an upstream for all three environments. */
export function simulatedUpstream(simulator: StripeSimulator): StripeUpstream {
  const keyFor = (environment: EnvironmentName): string =>
    environment === 'live' ? simulator.keys.secret : simulator.keys.secretTest
  return {
    environments: ['live', 'test', 'sandbox'],
    keyFor,
    send: (environment, request) =>
      simulator.handle(requestTo('https://api.stripe.com', keyFor(environment), request)),
  }
}
