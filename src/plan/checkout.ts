// Buying: one customer for each company, one open Checkout session at a time. Two tabs would otherwise buy two subscriptions.

import { Stripe } from 'stripe'
import { GatewayError } from '#errors.ts'
import {
  beginCheckout,
  findPlan,
  holdPlan,
  storeCheckout,
  storeCustomer,
  type PlanRow,
} from '#store/plans.ts'
import { commitsOf } from '#store/commits.ts'
import { factsOf } from './facts.ts'
import { scheduleLook } from './moments.ts'
import { asking, type PlanDeps } from './plan-deps.ts'
import { isAlive, wayBack } from './plan-state.ts'
import { readPlan } from './read-plan.ts'

const minuteMs = 60_000
/** Stripe wants 30 minutes at least from the creation, which may come this much after its beginning. */
const createWithinMs = 10 * minuteMs
const expiresMs = 45 * minuteMs
/** Whoever is sent to a page has some time left there. */
const usableMs = 35 * minuteMs
/** Stripe accepts no end of a trial that is nearer. */
const trialLeastMs = 48 * 60 * minuteMs

export type CheckoutRequest = {
  tenantId: string
  /** Of who buys; Stripe sends receipts there. */
  email: string
  companyName: string
  /** The same for everybody of the company, or else a repeated request would be another one. */
  successUrl: string
  cancelUrl: string
}

const alreadyBought = () =>
  new GatewayError('not_now', {
    detail: 'There is a subscription already. Open the billing page to change the card or to pay an invoice.',
  })

/** Returns the address of the page where the company pays. Throws `not_now` when there is a subscription that only has to be paid. */
export async function openCheckout(deps: PlanDeps, request: CheckoutRequest): Promise<string> {
  const { db, ports } = deps
  const { tenantId } = request
  await commitsOf(db).transaction((transaction) => holdPlan(transaction, tenantId, ports.now()))
  // What was bought in another tab a moment ago may not have been told by an event yet.
  await asking(readPlan(deps, tenantId))
  await endReplaced(deps, tenantId)
  const customer = await customerOf(deps, request)
  return sessionOf(deps, request, customer)
}

const planOf = async ({ db }: PlanDeps, tenantId: string): Promise<PlanRow> => {
  const row = await findPlan(db, tenantId)
  if (!row) throw new GatewayError('not_found')
  return row
}

/** Ends a subscription that works no more before another is sold. */
async function endReplaced(deps: PlanDeps, tenantId: string): Promise<void> {
  const facts = factsOf(await planOf(deps, tenantId))
  if (wayBack(facts, deps.ports.now()) === 'portal') throw alreadyBought()
  const held = facts.billing?.subscription
  if (!held || !isAlive(held)) return
  await asking(deps.openStripe().subscriptions.cancel(held.id))
  await asking(readPlan(deps, tenantId))
}

/** The customer is made once: by the key that Stripe remembers, and then by the row. */
async function customerOf(
  deps: PlanDeps,
  { tenantId, email, companyName: name }: CheckoutRequest,
): Promise<string> {
  const { customerId, customerNumber: number } = await planOf(deps, tenantId)
  if (customerId !== undefined) return customerId
  const stripe = deps.openStripe()
  const idempotencyKey = `tillside-plan-${tenantId}-customer-${number}`
  // Without the address, which differs between two people who buy at once, while the key allows the same parameters only.
  const made = await asking(stripe.customers.create({ metadata: { tenant: tenantId } }, { idempotencyKey }))
  await commitsOf(deps.db).transaction(async (transaction) => {
    await storeCustomer(transaction, { tenantId, customerId: made.id, number })
    // From now on Stripe is read once a day, even if every event is lost.
    await scheduleLook(transaction, tenantId, deps.ports.now(), deps.plan.erasedAfterDays)
  })
  await asking(stripe.customers.update(made.id, { email, name }))
  return (await planOf(deps, tenantId)).customerId ?? made.id
}

const attemptsMax = 3

async function sessionOf(deps: PlanDeps, request: CheckoutRequest, customer: string): Promise<string> {
  const { tenantId } = request
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const row = await planOf(deps, tenantId)
    const url = await usableSession(deps, request, { row, customer })
    if (url !== undefined) return url
    const { number: after } = row.checkout
    await beginCheckout(deps.db, { tenantId, after, nowMs: deps.ports.now() })
  }
  throw new GatewayError('not_now', { detail: 'Try again in a moment.' })
}

/** The address of the session that was begun last, if it can still be used. If not, it is expired. */
async function usableSession(
  deps: PlanDeps,
  request: CheckoutRequest,
  { row, customer }: { row: PlanRow; customer: string },
): Promise<string | undefined> {
  const { number, begunAtMs, id } = row.checkout
  if (begunAtMs === undefined) return undefined
  const { tenantId } = request
  const ageMs = deps.ports.now() - begunAtMs
  const stripe = deps.openStripe()
  if (id === undefined) {
    if (ageMs > createWithinMs) return undefined
    const made = await createSession(deps, request, { row, customer, begunAtMs })
    if (made === undefined) return undefined
    await storeCheckout(deps.db, { tenantId, number, id: made.id })
    return made.url ?? undefined
  }
  const held = await asking(stripe.checkout.sessions.retrieve(id))
  if (held.status === 'complete') return checkBought(deps, tenantId)
  if (held.status !== 'open') return undefined
  if (ageMs <= usableMs && held.customer === customer && held.url) return held.url
  // If somebody pays there at this moment, Stripe refuses to expire it.
  const expired = await stripe.checkout.sessions.expire(id).catch(() => undefined)
  return expired ? undefined : checkBought(deps, tenantId)
}

/** Something was bought with the last session: it may be what counts now, or be over long since. */
async function checkBought(deps: PlanDeps, tenantId: string): Promise<undefined> {
  await asking(readPlan(deps, tenantId))
  if (wayBack(factsOf(await planOf(deps, tenantId)), deps.ports.now()) === 'portal') throw alreadyBought()
}

/** Creates the session with this number. Everybody who does so at once gets the same one. */
async function createSession(
  { plan, openStripe }: PlanDeps,
  { tenantId, successUrl, cancelUrl }: CheckoutRequest,
  { row, customer, begunAtMs }: { row: PlanRow; customer: string; begunAtMs: number },
): Promise<Stripe.Checkout.Session | undefined> {
  const { trial } = row
  const isLong = trial.state === 'begun' && trial.endsAtMs - begunAtMs >= trialLeastMs + createWithinMs
  try {
    return await asking(
      openStripe().checkout.sessions.create(
        {
          mode: 'subscription',
          customer,
          client_reference_id: tenantId,
          line_items: [{ price: plan.price, quantity: 1 }],
          subscription_data: {
            metadata: { tenant: tenantId },
            // What is left of the trial is not lost by paying early.
            ...(isLong ? { trial_end: Math.floor(trial.endsAtMs / 1000) } : {}),
          },
          payment_method_collection: 'always',
          customer_update: { address: 'auto', name: 'auto' },
          tax_id_collection: { enabled: true },
          ...(plan.automaticTax ? { automatic_tax: { enabled: true } } : {}),
          expires_at: Math.floor((begunAtMs + expiresMs) / 1000),
          success_url: successUrl,
          cancel_url: cancelUrl,
        },
        { idempotencyKey: `tillside-plan-${tenantId}-checkout-${row.checkout.number}` },
      ),
    )
  } catch (error) {
    // The settings have changed since a first try, so the next number begins anew.
    if (isOtherParameters(error)) return undefined
    throw error
  }
}

const isOtherParameters = (error: unknown): boolean => error instanceof Stripe.errors.StripeIdempotencyError
