// Events as people look through them: filtered, newest first, page by page. Payloads stay where they are.

import { sql } from 'kysely'
import { inState } from './events-in-state.ts'
import { toEventRow, type EventRow, type EventState } from './events.ts'
import type { Database, Schema } from './schema.ts'

type DeliveryState = Schema['deliveries']['state']

export type EventFilter = {
  tenantId: string
  id?: string
  states?: readonly EventState[]
  /** What the type begins with. */
  type?: string
  mode?: EventRow['mode']
  /** `acct_…`, the name of an own account, or `own` for all that are not connected ones. */
  account?: string
  /** What it is about, or the customer. */
  objectId?: string
  /** `evt_…`. */
  eventId?: string
  /** With a delivery that is like this. */
  delivery?: { endpointId?: string; state?: DeliveryState }
  /** Stored at that moment or later. */
  fromMs?: number
  /** Stored before that moment. */
  toMs?: number
}

export type EventPlace = Pick<EventRow, 'id' | 'createdAtMs'>

export type EventSummary = Omit<EventRow, 'payload'> & {
  /** All attempts together. */
  tookMs?: number
  /** A handler has seen it, or it was passed on to an endpoint. */
  isWanted: boolean
  deliveries: { all: number; waiting: number; dead: number }
}

const columns = [
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
  'attempts',
  'next_attempt_at_ms',
  'lease_until_ms',
  'lease_id',
  'queued_at_ms',
  'created_at_ms',
  'updated_at_ms',
  'ended_at_ms',
] as const

/** Those that a filter means. */
function matching(db: Database, filter: EventFilter) {
  const { tenantId, id, states, type, mode, account, objectId, eventId, delivery, fromMs, toMs } = filter
  const rare = states?.filter((state) => state !== 'done')
  const isRare = rare !== undefined && rare.length === states?.length
  let found = db
    .selectFrom('events')
    .where(isRare ? inState(tenantId, rare) : sql<boolean>`events.tenant_id = ${tenantId}`)
  if (id !== undefined) found = found.where('events.id', '=', id)
  if (states !== undefined && !isRare) found = found.where('events.state', 'in', states)
  // Nothing in a text that is compared like this has a meaning of its own, as `_` has in a LIKE.
  if (type) found = found.where(sql`substr(events.type, 1, ${sql.lit(type.length)})`, '=', type)
  if (mode !== undefined) found = found.where('events.mode', '=', mode)
  if (eventId !== undefined) found = found.where('events.event_id', '=', eventId)
  if (fromMs !== undefined) found = found.where('events.created_at_ms', '>=', fromMs)
  if (toMs !== undefined) found = found.where('events.created_at_ms', '<', toMs)
  if (account === 'own') found = found.where('events.account_id', '=', '')
  else if (account !== undefined)
    found = found.where((is) =>
      is.or([is('events.account_id', '=', account), is('events.account_name', '=', account)]),
    )
  if (objectId !== undefined)
    found = found.where((is) =>
      is.or([is('events.object_id', '=', objectId), is('events.customer_id', '=', objectId)]),
    )
  return delivery === undefined ? found : found.where((is) => is.exists(like(db, tenantId, delivery)))
}

/** A delivery of the event in question. */
function like(db: Database, tenantId: string, { endpointId, state }: NonNullable<EventFilter['delivery']>) {
  let found = db
    .selectFrom('deliveries')
    .select('deliveries.id')
    .where('deliveries.tenant_id', '=', tenantId)
    .where(sql<boolean>`deliveries.event_row_id = events.id`)
  if (endpointId !== undefined) found = found.where('deliveries.endpoint_id', '=', endpointId)
  return state === undefined ? found : found.where('deliveries.state', '=', state)
}

type Found = ReturnType<typeof matching>

/** With what other tables know about each. */
const summarized = (found: Found) =>
  found.select(columns.map((column) => `events.${column}` as const)).select((row) => {
    const steps = row
      .selectFrom('steps')
      .select('steps.name')
      .where('steps.queue', '=', 'events')
      .whereRef('steps.work_id', '=', 'events.id')
      .whereRef('steps.tenant_id', '=', 'events.tenant_id')
    const deliveries = row
      .selectFrom('deliveries')
      .select(sql<number | string>`count(*)`.as('count'))
      .whereRef('deliveries.event_row_id', '=', 'events.id')
      .whereRef('deliveries.tenant_id', '=', 'events.tenant_id')
    return [
      row
        .selectFrom('attempts')
        .select(sql<number | string | null>`sum(attempts.took_ms)`.as('took'))
        .where('attempts.queue', '=', 'events')
        .whereRef('attempts.work_id', '=', 'events.id')
        .whereRef('attempts.tenant_id', '=', 'events.tenant_id')
        .as('took_ms'),
      row.case().when(row.exists(steps)).then(1).else(0).end().as('has_steps'),
      deliveries.as('deliveries_all'),
      deliveries.where('deliveries.state', 'in', ['waiting', 'running']).as('deliveries_waiting'),
      deliveries.where('deliveries.state', '=', 'dead').as('deliveries_dead'),
    ]
  })

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summarized>['execute']>>[number]

function toSummary(row: SummaryRow): EventSummary {
  const { payload: _none, ...event } = toEventRow({ ...row, payload: '' })
  const all = Number(row.deliveries_all)
  return {
    ...event,
    ...(row.took_ms === null ? {} : { tookMs: Number(row.took_ms) }),
    isWanted: all > 0 || row.has_steps === 1,
    deliveries: { all, waiting: Number(row.deliveries_waiting), dead: Number(row.deliveries_dead) },
  }
}

/** Newest first; `after` is where the page before ended. */
export async function listEvents(
  db: Database,
  filter: EventFilter & { after?: EventPlace },
  limit: number,
): Promise<EventSummary[]> {
  const { after } = filter
  let found = matching(db, filter)
  if (after)
    found = found.where((is) =>
      is.or([
        is('events.created_at_ms', '<', after.createdAtMs),
        is.and([is('events.created_at_ms', '=', after.createdAtMs), is('events.id', '<', after.id)]),
      ]),
    )
  const rows = await summarized(found)
    .orderBy('events.created_at_ms', 'desc')
    .orderBy('events.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toSummary)
}

/** Oldest first, as they are to be worked on again. */
export async function listEventPlaces(
  db: Database,
  filter: EventFilter & { after?: EventPlace },
  limit: number,
): Promise<EventPlace[]> {
  const { after } = filter
  let found = matching(db, filter)
  if (after)
    found = found.where((is) =>
      is.or([
        is('events.created_at_ms', '>', after.createdAtMs),
        is.and([is('events.created_at_ms', '=', after.createdAtMs), is('events.id', '>', after.id)]),
      ]),
    )
  const rows = await found
    .select(['events.id', 'events.created_at_ms'])
    .orderBy('events.created_at_ms')
    .orderBy('events.id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ id: row.id, createdAtMs: Number(row.created_at_ms) }))
}

export async function countEvents(db: Database, filter: EventFilter): Promise<number> {
  const row = await matching(db, filter)
    .select(sql<number | string>`count(*)`.as('count'))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
