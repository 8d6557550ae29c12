// Reads a company's plan from Stripe and stores what was found.

import { forgetCustomer, beginRead, storeRead } from '#store/plans.ts'
import type { PlanDeps } from './plan-deps.ts'
import { readBilling } from './read-billing.ts'

/**
 * Reads and stores; a company without a customer has nothing to read. Reads are numbered: of two at once the one that was begun later
 * stays, and whatever changed after that one began sends an event of its own. Throws what Stripe's client throws, and then what was
 * known stays.
 */
export async function readPlan(
  { db, ports, openStripe }: PlanDeps,
  tenantId: string,
  signal?: AbortSignal,
): Promise<void> {
  const read = await beginRead(db, tenantId)
  if (read === undefined) return
  const { number, customerId } = read
  const billing = await readBilling(openStripe(signal), customerId)
  const stored = { tenantId, number, customerId, billing: JSON.stringify(billing), nowMs: ports.now() }
  await storeRead(db, stored)
  if (billing.customerIsGone) await forgetCustomer(db, { tenantId, customerId })
}
