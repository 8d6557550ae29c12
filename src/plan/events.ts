// Takes in events of our own Stripe account. They are hints: what is stored is a job that reads everything about the customer again.
// Then order, repetition and loss cannot matter. The tenant is found by the customer, never by what an event says of itself: metadata
// can be written by whoever can write to the object (T51).

import { z } from 'zod'
import { insertJobOnce } from '#store/jobs.ts'
import { findPlan, findTenantOfCustomer, hasDueJob } from '#store/plans.ts'
import type { Database } from '#store/schema.ts'
import { commitsOf } from '#store/commits.ts'
import { AttemptFailed, type Task } from '#jobs/task.ts'
import type { Worker } from '#jobs/worker.ts'
import type { Arrival, Accepted } from '#webhooks/accept-event.ts'
import { lookTask } from './moments.ts'
import { modeOf, type PlanDeps } from './plan-deps.ts'

export const disputeTask = 'plan_dispute'

/** The types to choose for the endpoint in Stripe. */
export const planEvents: readonly string[] = [
  'checkout.session.completed',
  'checkout.session.expired',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'customer.subscription.trial_will_end',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.payment_action_required',
  'invoice.finalization_failed',
  'charge.dispute.created',
  'charge.dispute.closed',
  'customer.deleted',
]

export type IntakeDeps = Pick<PlanDeps, 'db' | 'ports' | 'plan'> & {
  /** The tenant that carries work which belongs to no company yet. */
  ownTenantId: string
  worker: Pick<Worker, 'wake'>
}

/** Stores that there is something to read, once for each event. Rejects with what the database throws; Stripe then comes again. */
export async function acceptPlanEvent(
  { db, ports, plan, ownTenantId, worker }: IntakeDeps,
  { event }: Pick<Arrival, 'event'>,
): Promise<Accepted> {
  const { type, mode, eventId, customerId, objectId } = event
  if (mode !== modeOf(plan) || !planEvents.includes(type)) return 'set_aside'
  const nowMs = ports.now()
  const isDispute = type.startsWith('charge.dispute.')
  const accepted = await commitsOf(db).transaction(async (transaction): Promise<Accepted> => {
    const job = { id: `job_plan_${eventId}`, atMs: nowMs, dueAtMs: nowMs }
    // A dispute names its charge and no customer, so Stripe has to be asked whose it is.
    if (isDispute) {
      if (objectId === undefined) return 'set_aside'
      const payload = JSON.stringify({ disputeId: objectId })
      await insertJobOnce(transaction, { ...job, tenantId: ownTenantId, task: disputeTask, payload })
      return 'new'
    }
    const tenantId = customerId && (await findTenantOfCustomer(transaction, customerId))
    return tenantId ? enqueueLook(transaction, { ...job, tenantId }) : 'set_aside'
  })
  if (accepted === 'new') worker.wake()
  return accepted
}

/** A job that nobody has begun reads Stripe after this moment anyway, so one serves the five events of a purchase. */
async function enqueueLook(
  transaction: Database,
  job: { id: string; tenantId: string; atMs: number; dueAtMs: number },
): Promise<Accepted> {
  const due = { tenantId: job.tenantId, task: lookTask, nowMs: job.atMs }
  if (await hasDueJob(transaction, due)) return 'known'
  await insertJobOnce(transaction, { ...job, task: lookTask, payload: 'null' })
  return 'new'
}

const disputeSchema = z.object({ disputeId: z.string() })

/** Finds out whose charge is disputed, and has that company's plan read. */
export const createDisputeTask = ({ db, ports, openStripe }: PlanDeps): Task => ({
  async run({ id, payload, signal }) {
    const { disputeId } = disputeSchema.parse(payload)
    const stripe = openStripe(signal)
    const customer = await customerOfDispute(stripe, disputeId).catch((cause: unknown) => {
      throw new AttemptFailed('stripe_unread', { cause })
    })
    const tenantId = customer && (await findTenantOfCustomer(db, customer))
    if (!tenantId || !(await findPlan(db, tenantId))) return { found: false }
    const nowMs = ports.now()
    await insertJobOnce(db, {
      id: `${id}_look`,
      tenantId,
      task: lookTask,
      payload: 'null',
      atMs: nowMs,
      dueAtMs: nowMs,
    })
    return { found: true }
  },
})

async function customerOfDispute(
  stripe: ReturnType<PlanDeps['openStripe']>,
  disputeId: string,
): Promise<string | undefined> {
  const { charge } = await stripe.disputes.retrieve(disputeId)
  const { customer } = await stripe.charges.retrieve(typeof charge === 'string' ? charge : charge.id)
  return typeof customer === 'string' ? customer : customer?.id
}
