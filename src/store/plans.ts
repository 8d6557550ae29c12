// What companies pay for Tillside itself: their plan, who has had a trial, and which notices were given. Only where it is hosted.

import { sql, type Selectable } from 'kysely'
import type { Database, Schema } from './schema.ts'

/** `refused`: the Stripe account or the person had a trial before. */
type Trial =
  | { state: 'not_begun' }
  | { state: 'begun'; endsAtMs: number }
  | { state: 'refused'; by: 'account' | 'person'; atMs: number }

export type PlanRow = {
  tenantId: string
  trial: Trial
  /** `cus_…` in our own Stripe account. */
  customerId?: string
  customerNumber: number
  /** The last Checkout session; without an id Stripe has not answered yet. */
  checkout: { number: number; begunAtMs?: number; id?: string }
  /** JSON: what Stripe said last. */
  billing?: string
  readAtMs?: number
  suspendedSinceMs?: number
  createdAtMs: number
}

const toTrial = (row: Selectable<Schema['plans']>): Trial => {
  if (row.trial_ends_at_ms !== null) return { state: 'begun', endsAtMs: Number(row.trial_ends_at_ms) }
  if (row.trial_refused !== null)
    return { state: 'refused', by: row.trial_refused, atMs: Number(row.trial_refused_at_ms) }
  return { state: 'not_begun' }
}

const toPlan = (row: Selectable<Schema['plans']>): PlanRow => ({
  tenantId: row.tenant_id,
  trial: toTrial(row),
  ...(row.customer_id === null ? {} : { customerId: row.customer_id }),
  customerNumber: row.customer_number,
  checkout: {
    number: row.checkout_number,
    ...(row.checkout_begun_at_ms === null ? {} : { begunAtMs: Number(row.checkout_begun_at_ms) }),
    ...(row.checkout_id === null ? {} : { id: row.checkout_id }),
  },
  ...(row.billing === null ? {} : { billing: row.billing }),
  ...(row.read_at_ms === null ? {} : { readAtMs: Number(row.read_at_ms) }),
  ...(row.suspended_since_ms === null ? {} : { suspendedSinceMs: Number(row.suspended_since_ms) }),
  createdAtMs: Number(row.created_at_ms),
})

export async function findPlan(db: Database, tenantId: string): Promise<PlanRow | undefined> {
  const row = await db.selectFrom('plans').selectAll().where('tenant_id', '=', tenantId).executeTakeFirst()
  return row && toPlan(row)
}

/** Returns the tenant of a customer of our own Stripe account. All tenants: an event of Stripe names the customer only. */
export async function findTenantOfCustomer(db: Database, customerId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('plans')
    .select('tenant_id')
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  return row?.tenant_id
}

/** Returns the plan, made if there is none, and holds it until the transaction ends. */
export async function holdPlan(transaction: Database, tenantId: string, nowMs: number): Promise<PlanRow> {
  const hold = () =>
    transaction
      .updateTable('plans')
      .set({ updated_at_ms: nowMs })
      .where('tenant_id', '=', tenantId)
      .returningAll()
      .executeTakeFirst()
  const held = await hold()
  if (held) return toPlan(held)
  await transaction
    .insertInto('plans')
    .values({
      tenant_id: tenantId,
      customer_number: 1,
      checkout_number: 0,
      reads_begun: 0,
      read_stored: 0,
      created_at_ms: nowMs,
      updated_at_ms: nowMs,
    })
    .onConflict((conflict) => conflict.column('tenant_id').doNothing())
    .execute()
  const made = await hold()
  if (!made) throw new Error('the plan was erased meanwhile')
  return toPlan(made)
}

export type TrialClaim = { kind: 'account' | 'person'; hash: string }

/**
 * Claims hashes of accounts and people for a trial of this tenant, all or none. Returns the kind of the first that was claimed before.
 * The order of the claims is the same everywhere, so that no two sign-ups wait for each other.
 */
export async function claimTrials(
  transaction: Database,
  { tenantId, claims, nowMs }: { tenantId: string; claims: readonly TrialClaim[]; nowMs: number },
): Promise<TrialClaim['kind'] | undefined> {
  const claimed: string[] = []
  for (const { kind, hash } of claims) {
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('trials')
      .values({ hash, tenant_id: tenantId, kind, began_at_ms: nowMs })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .executeTakeFirst()
    if (Number(numInsertedOrUpdatedRows) === 1) {
      claimed.push(hash)
      continue
    }
    if (claimed.length > 0)
      await transaction
        .deleteFrom('trials')
        .where('tenant_id', '=', tenantId)
        .where('hash', 'in', claimed)
        .execute()
    return kind
  }
  return undefined
}

/** Writes down that the trial began, or why there is none. The plan must be held. */
export async function markTrial(
  transaction: Database,
  mark: { tenantId: string; nowMs: number; endsAtMs?: number; refusedBy?: TrialClaim['kind'] },
): Promise<void> {
  const { tenantId, nowMs, endsAtMs, refusedBy } = mark
  await transaction
    .updateTable('plans')
    .set(
      endsAtMs === undefined
        ? { trial_refused: refusedBy ?? null, trial_refused_at_ms: nowMs }
        : { trial_began_at_ms: nowMs, trial_ends_at_ms: endsAtMs },
    )
    .where('tenant_id', '=', tenantId)
    .execute()
}

/** Stores the customer that Stripe made; one that is there stays. */
export async function storeCustomer(
  db: Database,
  { tenantId, customerId, number }: { tenantId: string; customerId: string; number: number },
): Promise<void> {
  await db
    .updateTable('plans')
    .set({ customer_id: customerId })
    .where('tenant_id', '=', tenantId)
    .where('customer_id', 'is', null)
    .where('customer_number', '=', number)
    .execute()
}

/** Forgets a customer that was deleted in Stripe, so that the next purchase makes another. What Stripe said last stays. */
export async function forgetCustomer(
  db: Database,
  { tenantId, customerId }: { tenantId: string; customerId: string },
): Promise<void> {
  await db
    .updateTable('plans')
    .set({
      customer_id: null,
      customer_number: sql<number>`customer_number + 1`,
      checkout_number: sql<number>`checkout_number + 1`,
      checkout_begun_at_ms: null,
      checkout_id: null,
    })
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .execute()
}

/** Begins the next Checkout session, if the last one is still that of the caller. Of two callers at once one begins it. */
export async function beginCheckout(
  db: Database,
  { tenantId, after, nowMs }: { tenantId: string; after: number; nowMs: number },
): Promise<void> {
  await db
    .updateTable('plans')
    .set({ checkout_number: after + 1, checkout_begun_at_ms: nowMs, checkout_id: null })
    .where('tenant_id', '=', tenantId)
    .where('checkout_number', '=', after)
    .execute()
}

/** Stores the id of the session that has this number. */
export async function storeCheckout(
  db: Database,
  { tenantId, number, id }: { tenantId: string; number: number; id: string },
): Promise<void> {
  await db
    .updateTable('plans')
    .set({ checkout_id: id })
    .where('tenant_id', '=', tenantId)
    .where('checkout_number', '=', number)
    .execute()
}

/** Begins a read of Stripe. Returns its number, and the customer. */
export async function beginRead(
  db: Database,
  tenantId: string,
): Promise<{ number: number; customerId: string } | undefined> {
  const row = await db
    .updateTable('plans')
    .set({ reads_begun: sql<number>`reads_begun + 1` })
    .where('tenant_id', '=', tenantId)
    .where('customer_id', 'is not', null)
    .returning(['reads_begun', 'customer_id'])
    .executeTakeFirst()
  return row?.customer_id ? { number: row.reads_begun, customerId: row.customer_id } : undefined
}

/** Stores what a read found, unless a read that was begun later is stored already. */
export async function storeRead(
  db: Database,
  read: { tenantId: string; number: number; customerId: string; billing: string; nowMs: number },
): Promise<void> {
  await db
    .updateTable('plans')
    .set({ billing: read.billing, read_at_ms: read.nowMs, read_stored: read.number })
    .where('tenant_id', '=', read.tenantId)
    .where('customer_id', '=', read.customerId)
    .where('read_stored', '<', read.number)
    .execute()
}

/** Remembers since when the plan is suspended, or that it works again. */
export async function storeSuspension(
  db: Database,
  { tenantId, sinceMs }: { tenantId: string; sinceMs: number | undefined },
): Promise<void> {
  await db
    .updateTable('plans')
    .set({ suspended_since_ms: sinceMs ?? null })
    .where('tenant_id', '=', tenantId)
    .execute()
}

type Notice = { tenantId: string; kind: string; occasion: string }

/** Notes a notice; the caller adds its job in the same transaction. False when it was given before. */
export async function insertNotice(
  transaction: Database,
  { tenantId, kind, occasion, atMs }: Notice & { atMs: number },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('plan_notices')
    .values({ tenant_id: tenantId, kind, occasion, at_ms: atMs })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'kind', 'occasion']).doNothing())
    .executeTakeFirst()
  return Number(numInsertedOrUpdatedRows) === 1
}

/** When a notice was given. */
export async function findNotice(
  db: Database,
  { tenantId, kind, occasion }: Notice,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('plan_notices')
    .select('at_ms')
    .where('tenant_id', '=', tenantId)
    .where('kind', '=', kind)
    .where('occasion', '=', occasion)
    .executeTakeFirst()
  return row && Number(row.at_ms)
}

/** Whether a job of this task is due and nobody has begun it. What is found so begins after now. */
export async function hasDueJob(
  db: Database,
  { tenantId, task, nowMs }: { tenantId: string; task: string; nowMs: number },
): Promise<boolean> {
  const row = await db
    .selectFrom('jobs')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('task', '=', task)
    .where('state', '=', 'waiting')
    .where('next_attempt_at_ms', '<=', nowMs)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Erases a company's plan. The hashes of its trial stay, so that it cannot have another. */
export async function erasePlan(transaction: Database, tenantId: string): Promise<void> {
  for (const table of ['plan_notices', 'plans'] as const)
    await transaction
      .deleteFrom(table as 'plans')
      .where('tenant_id', '=', tenantId)
      .execute()
}
