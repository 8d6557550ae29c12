// Events on their way to endpoints: one row for each event and endpoint. Claims and ends of attempts are in work.ts.

import { endedAsDead, isUnfinished } from './queues.ts'
import type { Database, Schema } from './schema.ts'

export type DeliveryState = Schema['deliveries']['state']

export type DeliveryRow = {
  /** Its `webhook-id`. */
  id: string
  endpointId: string
  /** Of the inbox. */
  eventRowId: string
  /** Stripe's: `evt_…`. */
  eventId: string
  type: string
  mode: 'live' | 'test'
  accountId?: string
  state: DeliveryState
  /** Why the last attempt failed, or why there was none: a code. */
  error?: string
  attempts: number
  nextAttemptAtMs: number
  createdAtMs: number
  updatedAtMs: number
}

export type NewDelivery = {
  id: string
  endpointId: string
  /** The code of a delivery that is dead from the start. */
  dead?: string
}

/** Adds deliveries that are not there yet, so that an event that is planned twice is sent once. Returns how many were added. */
export async function insertDeliveries(
  db: Database,
  of: { tenantId: string; eventRowId: string; nowMs: number },
  deliveries: readonly NewDelivery[],
): Promise<number> {
  if (deliveries.length === 0) return 0
  const { tenantId, eventRowId, nowMs } = of
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('deliveries')
    .values(
      deliveries.map(({ id, endpointId, dead }) => ({
        id,
        tenant_id: tenantId,
        endpoint_id: endpointId,
        event_row_id: eventRowId,
        state: dead === undefined ? ('waiting' as const) : ('dead' as const),
        error: dead ?? null,
        attempts: 0,
        next_attempt_at_ms: nowMs,
        lease_until_ms: null,
        lease_id: null,
        queued_at_ms: nowMs,
        created_at_ms: nowMs,
        updated_at_ms: nowMs,
      })),
    )
    .onConflict((conflict) => conflict.columns(['event_row_id', 'endpoint_id']).doNothing())
    .executeTakeFirst()
  return Number(numInsertedOrUpdatedRows ?? 0)
}

/** Joins deliveries with their events; both rows belong to the tenant. */
const withEvents = (db: Database, tenantId: string) =>
  db
    .selectFrom('deliveries')
    .innerJoin('events', 'events.id', 'deliveries.event_row_id')
    .select([
      'deliveries.id',
      'deliveries.endpoint_id',
      'deliveries.event_row_id',
      'deliveries.state',
      'deliveries.error',
      'deliveries.attempts',
      'deliveries.next_attempt_at_ms',
      'deliveries.created_at_ms',
      'deliveries.updated_at_ms',
      'events.event_id',
      'events.type',
      'events.mode',
      'events.account_id',
    ])
    .where('deliveries.tenant_id', '=', tenantId)
    .where('events.tenant_id', '=', tenantId)

type JoinedRow = Awaited<ReturnType<ReturnType<typeof withEvents>['execute']>>[number]

const toDeliveryRow = (row: JoinedRow): DeliveryRow => ({
  id: row.id,
  endpointId: row.endpoint_id,
  eventRowId: row.event_row_id,
  eventId: row.event_id,
  type: row.type,
  mode: row.mode,
  ...(row.account_id === '' ? {} : { accountId: row.account_id }),
  state: row.state,
  ...(row.error === null ? {} : { error: row.error }),
  attempts: row.attempts,
  nextAttemptAtMs: Number(row.next_attempt_at_ms),
  createdAtMs: Number(row.created_at_ms),
  updatedAtMs: Number(row.updated_at_ms),
})

export async function findDelivery(
  db: Database,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<DeliveryRow | undefined> {
  const row = await withEvents(db, tenantId).where('deliveries.id', '=', id).executeTakeFirst()
  return row && toDeliveryRow(row)
}

export type DeliveryFilter = {
  tenantId: string
  endpointId?: string
  eventRowId?: string
  states?: readonly DeliveryState[]
  /** Made at that moment or later. */
  fromMs?: number
  /** Made before that moment. */
  toMs?: number
  /** The page after the one that ended with this delivery. */
  after?: Pick<DeliveryRow, 'id' | 'createdAtMs'>
}

/** Selects the deliveries that match a filter. */
const matching = (db: Database, filter: DeliveryFilter) => {
  const { tenantId, endpointId, eventRowId, states, fromMs, toMs, after } = filter
  let found = withEvents(db, tenantId)
  if (endpointId !== undefined) found = found.where('deliveries.endpoint_id', '=', endpointId)
  if (eventRowId !== undefined) found = found.where('deliveries.event_row_id', '=', eventRowId)
  if (states !== undefined) found = found.where('deliveries.state', 'in', states)
  if (fromMs !== undefined) found = found.where('deliveries.created_at_ms', '>=', fromMs)
  if (toMs !== undefined) found = found.where('deliveries.created_at_ms', '<', toMs)
  if (after === undefined) return found
  return found.where((is) =>
    is.or([
      is('deliveries.created_at_ms', '<', after.createdAtMs),
      is.and([is('deliveries.created_at_ms', '=', after.createdAtMs), is('deliveries.id', '<', after.id)]),
    ]),
  )
}

/** Newest first. */
export async function listDeliveries(
  db: Database,
  filter: DeliveryFilter,
  limit: number,
): Promise<DeliveryRow[]> {
  const rows = await matching(db, filter)
    .orderBy('deliveries.created_at_ms', 'desc')
    .orderBy('deliveries.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toDeliveryRow)
}

export async function countDeliveries(db: Database, filter: DeliveryFilter): Promise<number> {
  const row = await matching(db, filter)
    .clearSelect()
    .select((of) => of.fn.countAll<number | string>().as('count'))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** How many deliveries are ended in one statement. */
export const endedAtOnce = 500

/** Ends one page of deliveries to an endpoint that nothing is sent to. Returns how many there were. */
export async function endWaitingDeliveries(
  db: Database,
  where: { tenantId: string; endpointId: string; queuedBeforeMs?: number; limit: number },
  end: { error: string; nowMs: number },
): Promise<number> {
  const { tenantId, endpointId, queuedBeforeMs, limit } = where
  const isLeft = isUnfinished(end.nowMs)
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set(endedAsDead(end))
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', (from) =>
      from
        .selectFrom('deliveries')
        .select('id')
        .where('tenant_id', '=', tenantId)
        .where('endpoint_id', '=', endpointId)
        .where(isLeft)
        .$if(queuedBeforeMs !== undefined, (old) => old.where('queued_at_ms', '<', queuedBeforeMs ?? 0))
        .limit(limit),
    )
    .where(isLeft)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
