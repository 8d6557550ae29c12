// The inbox: events that Stripe sent, each once for its account and mode. An event is handed out to handlers and endpoints, which have
// rows of their own, and it ends when the last run of a handler has ended.

import { sql, type ExpressionBuilder, type Insertable, type Selectable } from 'kysely'
import { inState } from './events-in-state.ts'
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
  /** Why it was set aside: a code. */
  error?: string
  /** When it was last put into the queue. */
  queuedAtMs: number
  createdAtMs: number
  endedAtMs?: number
}

/** Payloads may be long, so code that only needs to know the event does not read them. */
export type EventWithoutPayload = Omit<EventRow, 'payload'>

export const columnsWithoutPayload = [
  'id',
  'tenant_id',
  'account_id',
  'account_name',
  'mode',
  'event_id',
  'form',
  'type',
  'object_id',
  'customer_id',
  'occurred_at_ms',
  'came_by',
  'state',
  'error',
  'queued_at_ms',
  'created_at_ms',
  'ended_at_ms',
] as const

type RowWithoutPayload = Pick<Selectable<Schema['events']>, (typeof columnsWithoutPayload)[number]>

export const toEventWithoutPayload = (row: RowWithoutPayload): EventWithoutPayload => ({
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
  state: row.state,
  ...(row.error === null ? {} : { error: row.error }),
  queuedAtMs: Number(row.queued_at_ms),
  createdAtMs: Number(row.created_at_ms),
  ...(row.ended_at_ms === null ? {} : { endedAtMs: Number(row.ended_at_ms) }),
})

const toEventRow = (row: RowWithoutPayload & { payload: string }): EventRow => ({
  ...toEventWithoutPayload(row),
  payload: row.payload,
})

export type NewEvent = Omit<EventRow, 'state' | 'queuedAtMs' | 'createdAtMs' | 'endedAtMs' | 'error'> & {
  atMs: number
  setAside?: string
  /** No handler and no endpoint wants it, so it ends as it is stored. */
  isUnwanted?: boolean
}

/**
 * Stores events. Returns for each whether it is new: of two at once the second waits for the first, and finds it. The order of the
 * rows keeps two batches from waiting for each other.
 */
export async function insertEvents(db: Database, events: readonly NewEvent[]): Promise<boolean[]> {
  const rows = events.map(toNewRow).sort((a, b) => (a.event_id < b.event_id ? -1 : 1))
  const inserted = await db
    .insertInto('events')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'account_id', 'mode', 'event_id']).doNothing())
    .returning('id')
    .execute()
  const ids = new Set(inserted.map(({ id }) => id))
  return events.map(({ id }) => ids.has(id))
}

const toNewRow = ({
  atMs,
  setAside,
  isUnwanted = false,
  ...event
}: NewEvent): Insertable<Schema['events']> & { event_id: string } => ({
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
  state: setAside === undefined ? (isUnwanted ? 'done' : 'waiting') : 'set_aside',
  handed_out: isUnwanted ? 1 : 0,
  error: setAside ?? null,
  queued_at_ms: atMs,
  created_at_ms: atMs,
  updated_at_ms: atMs,
  ended_at_ms: isUnwanted ? atMs : null,
})

type Events = { tenantId: string; ids: readonly string[] }

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

/** The same for many, by their ids. */
export async function findEvents(db: Database, { tenantId, ids }: Events): Promise<Map<string, EventRow>> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, toEventRow(row)]))
}

/** Returns which of these ids are stored, for one account and mode. */
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

/** The columns of an event that is put into the queue. */
export const queued = (nowMs: number) =>
  ({ state: 'waiting', error: null, queued_at_ms: nowMs, updated_at_ms: nowMs }) as const

/** Releases one page of events that were set aside before their account had the app. Returns how many there were. */
export async function releaseSetAside(
  db: Database,
  { tenantId, limit }: { tenantId: string; limit: number },
  nowMs: number,
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('events')
    .set(queued(nowMs))
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', (from) =>
      from
        .selectFrom('events')
        .innerJoin('installations', (on) =>
          on
            .onRef('installations.tenant_id', '=', 'events.tenant_id')
            .onRef('installations.account_id', '=', 'events.account_id')
            .onRef('installations.mode', '=', 'events.mode'),
        )
        .select('events.id')
        .where(inState(tenantId, ['set_aside']))
        .where('events.error', '=', 'unknown_account')
        .where('installations.state', '=', 'installed')
        .limit(limit),
    )
    .where('state', '=', 'set_aside')
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** An event that was not handed out yet. */
export type FreshEvent = Pick<
  EventRow,
  'id' | 'tenantId' | 'accountId' | 'mode' | 'type' | 'objectId' | 'occurredAtMs' | 'queuedAtMs'
> & { isErased: boolean }

const isErased = (is: ExpressionBuilder<Schema, 'events'>) =>
  is.case().when('payload', '=', '').then(1).else(0).end().as('is_erased')

/** Lists events that were not handed out yet, in the order in which they arrived, without payloads. */
export async function listFreshEvents(db: Database, tenantId: string, limit: number): Promise<FreshEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select(['id', 'tenant_id', 'account_id', 'mode', 'type', 'object_id', 'occurred_at_ms', 'queued_at_ms'])
    .select(isErased)
    .where(inState(tenantId, ['waiting']))
    .where('handed_out', '=', 0)
    .orderBy('queued_at_ms')
    .orderBy('created_at_ms')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    ...(row.account_id === '' ? {} : { accountId: row.account_id }),
    mode: row.mode,
    type: row.type,
    ...(row.object_id === null ? {} : { objectId: row.object_id }),
    occurredAtMs: Number(row.occurred_at_ms),
    queuedAtMs: Number(row.queued_at_ms),
    isErased: row.is_erased === 1,
  }))
}

export async function markHandedOut(db: Database, { tenantId, ids }: Events, nowMs: number): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('events')
    .set({ handed_out: 1, updated_at_ms: nowMs })
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .execute()
}

/** Ends events without unfinished runs: as dead if one of the runs is dead, otherwise as done. */
export async function endEvents(db: Database, { tenantId, ids }: Events, nowMs: number): Promise<void> {
  if (ids.length === 0) return
  const waiting = () =>
    db
      .updateTable('events')
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', ids)
      .where('state', '=', 'waiting')
  // This comes first because it locks the rows: of two runs that end at once the second one sees that the first has ended.
  await waiting().set({ updated_at_ms: nowMs }).execute()
  const runs = db
    .selectFrom('handler_runs')
    .select('handler_runs.id')
    .where('handler_runs.tenant_id', '=', tenantId)
    .where(sql<boolean>`handler_runs.event_row_id = events.id`)
  await waiting()
    .set((is) => ({
      state: is
        .case()
        .when(is.exists(runs.where('handler_runs.state', '=', 'dead')))
        .then(sql.lit('dead' as const))
        .else(sql.lit('done' as const))
        .end(),
      ended_at_ms: nowMs,
    }))
    .where('handed_out', '=', 1)
    .where((is) => is.not(is.exists(runs.where('handler_runs.state', 'in', ['waiting', 'running']))))
    .execute()
}

export type LockedEvent = EventWithoutPayload & { isErased: boolean }

/** Locks events, so that no run ends any of them until the transaction ends. Returns those that exist. */
export async function lockEvents(
  transaction: Database,
  { tenantId, ids }: Events,
  nowMs: number,
): Promise<LockedEvent[]> {
  const rows = await transaction
    .updateTable('events')
    .set({ updated_at_ms: nowMs })
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .returning(columnsWithoutPayload)
    .returning(isErased)
    .execute()
  return rows.map((row) => ({ ...toEventWithoutPayload(row), isErased: row.is_erased === 1 }))
}

/** Puts events that have ended back into the queue; `handOut`: also for handlers and endpoints that did not want them before. */
export async function reopenEvents(
  transaction: Database,
  { tenantId, ids }: Events,
  { nowMs, handOut }: { nowMs: number; handOut: boolean },
): Promise<void> {
  if (ids.length === 0) return
  await transaction
    .updateTable('events')
    .set({
      ...queued(nowMs),
      ...(handOut ? { handed_out: 0 } : {}),
      ended_at_ms: null,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .execute()
}
