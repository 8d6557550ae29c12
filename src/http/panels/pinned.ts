// Reads the customer pinned to the conversation from Stripe again: it may be gone or out of reach.

import type { CustomerHit, Mode } from '#contract/billing.ts'
import type { CustomerRef } from '#contract/panel.ts'
import { findPin, type Pin } from '#store/pins.ts'
import type { ReadRequest } from '#stripe/api/read-request.ts'
import type { StripeContext } from '#stripe/customers/context.ts'
import type { Database } from '#store/schema.ts'

/** `gone`: Stripe says there is no such customer. `unread`: a pin may exist, but the database or Stripe did not answer. */
export type Pinned =
  | { state: 'none' }
  | { state: 'found'; hit: CustomerHit }
  | { state: 'gone' }
  | { state: 'unread'; error: unknown }

type Where = { tenantId: string; conversationId: string | undefined; mode: Mode }

/** Never throws: without its pin, a conversation is still answered by address. */
export async function findPinned(
  db: Database,
  where: Where,
  options: { context: StripeContext; ask: ReadRequest },
): Promise<Pinned> {
  const { conversationId } = where
  if (conversationId === undefined) return { state: 'none' }
  try {
    const pin = await findPin(db, { ...where, conversationId })
    if (!pin) return { state: 'none' }
    const hit = await findPinnedCustomer(pin, options)
    return hit && !hit.customer.deleted ? { state: 'found', hit } : { state: 'gone' }
  } catch (error) {
    return { state: 'unread', error }
  }
}

/**
 * An account's key in our tables is derived from its Stripe key, so rotating the Stripe key changes it. Customer ids are unique
 * across all of Stripe, so a pin whose account is unknown is looked up in every account of its mode.
 */
async function findPinnedCustomer(
  pin: Pin,
  { context, ask }: { context: StripeContext; ask: ReadRequest },
): Promise<CustomerHit | undefined> {
  const match = { kind: 'pinned' as const, atMs: pin.atMs, ...(pin.by ? { by: pin.by } : {}) }
  const accounts = context.accounts().filter(({ mode }) => mode === pin.mode)
  const own = accounts.filter(({ key }) => key === pin.accountKey)
  for (const { key } of own.length > 0 ? own : accounts) {
    const ref: CustomerRef = { customerId: pin.customerId, account: key }
    const hit = await context.findCustomer(ref, match, ask)
    if (hit) return hit
  }
  return undefined
}
