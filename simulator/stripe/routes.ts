// Finds the endpoint of a request. Fixed words win over ids: `/v1/customers/search` is not a customer.

import type { Endpoint } from './call.ts'
import { refusals } from '../../dashboard/stripe/errors.ts'
import { billingEndpoints } from './resources/billing.ts'
import { portalEndpoints } from './resources/billing-portal.ts'
import { catalogueEndpoints } from './resources/catalogue.ts'
import { checkoutEndpoints } from './resources/checkout.ts'
import { customerEndpoints } from './resources/customers.ts'
import { eventEndpoints } from './resources/events.ts'
import { paymentEndpoints } from './resources/payments.ts'
import { secretEndpoints } from './resources/secrets.ts'
import { subscriptionEndpoints } from './resources/subscriptions.ts'

type Route = { endpoint: Endpoint; steps: string[] }

const routes: Route[] = [
  ...customerEndpoints,
  ...billingEndpoints,
  ...paymentEndpoints,
  ...catalogueEndpoints,
  ...secretEndpoints,
  ...eventEndpoints,
  ...checkoutEndpoints,
  ...portalEndpoints,
  ...subscriptionEndpoints,
]
  .map((endpoint) => ({ endpoint, steps: endpoint.path.split('/') }))
  .sort((a, b) => a.endpoint.path.split(':').length - b.endpoint.path.split(':').length)

const fits = (steps: string[], path: string[]): boolean =>
  steps.length === path.length &&
  steps.every((step, index) => (step.startsWith(':') ? path[index] !== '' : step === path[index]))

/** The endpoint of a request and the id in its path. Throws Stripe's 404. */
export function routeOf(method: string, path: string): { endpoint: Endpoint; id: string } {
  const steps = path.split('/')
  const route = routes.find((each) => each.endpoint.method === method && fits(each.steps, steps))
  if (route === undefined) throw refusals.unknownUrl(method, path)
  const at = route.steps.indexOf(':id')
  return { endpoint: route.endpoint, id: decodeURIComponent(steps[at] ?? '') }
}
