// The pages of the simulated Stripe that people see in a browser. Whoever has an address may use it, as at Stripe.

import type { Stage } from '../happen.ts'
import type { Compartment, World } from '../store.ts'
import { answerCheckout } from './checkout.ts'
import { htmlPage } from './page.ts'
import { answerPortal } from './portal.ts'

const address = /^\/(c\/pay|p\/session)\/([A-Za-z0-9_]+)$/

/** Answers a page, or nothing if the path is none. */
export async function answerPage(
  request: Request,
  world: World,
  stageIn: (store: Compartment) => Stage,
): Promise<Response | undefined> {
  const [, , id] = address.exec(new URL(request.url).pathname) ?? []
  if (id === undefined || (request.method !== 'GET' && request.method !== 'POST')) return undefined
  for (const store of world.compartments()) {
    const found = store.findById(id)
    if (found?.object === 'checkout.session') return answerCheckout(request, stageIn(store), found)
    if (found?.object === 'billing_portal.session') return answerPortal(request, stageIn(store), found)
  }
  return htmlPage('There is no such page', '<p>Go back, and begin again from there.</p>', 404)
}
