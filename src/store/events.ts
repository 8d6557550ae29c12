// The inbox: what Stripe sent, each event once for its account and mode. Its states and leases are in work.ts.

import type { Selectable } from 'kysely'
import type { Database, Schema } from './schema.ts'

export type EventState = Schema['events']['state']

export type EventRow = {
  /** Ours; `evt_…` may occur once for each account and mode. */
  id: string
  tenantId: string
  /** `acct_…` of a connected account; absent for the tenant's own. */
  accountId?: string
  /** Which of the own accounts, by its name in the settings. */
  accountName?: string
  mode: 'live' | 'test'
  eventId: string
  form: 'snapshot' | 'thin'
  type: string
  objectId?: string
  /** `cus_…` that the object belongs to, or is. */
  customerId?: string
  occurredAtMs: number
  cameBy: Schema['events']['came_by']
  payload: string
  state: EventState
  /** Why the last attempt failed, or why it was set aside: a code. */
  error?: string
  attempts: number
  nextAttemptAtMs: number
  createdAtMs: number
  endedAtMs?: number
}

export const toEventRow = (row: Selectable<Schema['events']>): EventRow => ({
  id: row.id,
  tenantId: row.tenant_id,
  ...(row.account_id === '' ? {} : { accountId: row.account_id }),
  ...(row.account_name === '' ? {} : { accountName: row.account_name }),
  mode: row.mode,
  eventId: row.event_id,
  form: row.form,
  type: row.type,
  ...(row.object_id === null ? {} : { objectId: row.object_id }),
  ...(row.customer_id === null ? {} : { customerId: row.customer_id }),
  occurredAtMs: Number(row.occurred_at_ms),
  cameBy: row.came_by,
  payload: row.payload,
  state: row.state,
  ...(row.error === null ? {} : { error: row.error }),
  attempts: row.attempts,
  nextAttemptAtMs: Number(row.next_attempt_at_ms),
  createdAtMs: Number(row.created_at_ms),
  ...(row.ended_at_ms === null ? {} : { endedAtMs: Number(row.ended_at_ms) }),
})

export type NewEvent = Omit<
  EventRow,
  'state' | 'attempts' | 'nextAttemptAtMs' | 'createdAtMs' | 'endedAtMs' | 'error'
> & { atMs: number; setAside?: string }

/** False when it was there already: of two at once the second waits for the first, and finds it. */
export async function insertEvent(db: Database, event: NewEvent): Promise<boolean> {
  const { atMs, setAside } = event
  const result = await db
    .insertInto('events')
    .values({
      id: event.id,
      tenant_id: event.tenantId,
      account_id: event.accountId ?? '',
      account_name: event.accountName ?? '',
      mode: event.mode,
      event_id: event.eventId,
      form: event.form,
      type: event.type,
      object_id: event.objectId ?? null,
      customer_id: event.customerId ?? null,
      occurred_at_ms: event.occurredAtMs,
      came_by: event.cameBy,
      payload: event.payload,
      state: setAside === undefined ? 'waiting' : 'set_aside',
      error: setAside ?? null,
      attempts: 0,
      next_attempt_at_ms: atMs,
      lease_until_ms: null,
      lease_id: null,
      queued_at_ms: atMs,
      created_at_ms: atMs,
      updated_at_ms: atMs,
      ended_at_ms: null,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'account_id', 'mode', 'event_id']).doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1
}

/** By our own id. */
export async function findEvent(
  db: Database,
  where: { tenantId: string; id: string },
): Promise<EventRow | undefined> {
  const row = await db
    .selectFrom('events')
    .selectAll()
    .where('tenant_id', '=', where.tenantId)
    .where('id', '=', where.id)
    .executeTakeFirst()
  return row && toEventRow(row)
}

/** Which of these ids are there, of one account and mode. */
export async function listKnownEventIds(
  db: Database,
  where: { tenantId: string; accountId?: string; mode: 'live' | 'test'; eventIds: readonly string[] },
): Promise<Set<string>> {
  if (where.eventIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('events')
    .select('event_id')
    .where('tenant_id', '=', where.tenantId)
    .where('account_id', '=', where.accountId ?? '')
    .where('mode', '=', where.mode)
    .where('event_id', 'in', where.eventIds)
    .execute()
  return new Set(rows.map((row) => row.event_id))
}

/** Into the queue with what was set aside before its account was known to have the app. How many there were. */
export async function releaseSetAside(
  db: Database,
  where: { tenantId: string },
  nowMs: number,
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('events')
    .set({
      state: 'waiting',
      error: null,
      queued_at_ms: nowMs,
      next_attempt_at_ms: nowMs,
      updated_at_ms: nowMs,
    })
    .where('tenant_id', '=', where.tenantId)
    .where('state', '=', 'set_aside')
    .where('error', '=', 'unknown_account')
    .where((is) =>
      is.exists(
        is
          .selectFrom('installations')
          .select('installations.state')
          .whereRef('installations.tenant_id', '=', 'events.tenant_id')
          .whereRef('installations.account_id', '=', 'events.account_id')
          .whereRef('installations.mode', '=', 'events.mode')
          .where('installations.state', '=', 'installed'),
      ),
    )
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** The next attempt at one that waits for it is due now. False when it does not wait. */
export async function hurryEvent(
  db: Database,
  where: { tenantId: string; id: string },
  nowMs: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('events')
    .set({ next_attempt_at_ms: nowMs, updated_at_ms: nowMs })
    .where('tenant_id', '=', where.tenantId)
    .where('id', '=', where.id)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}
