// Lists events for people: filtered, newest first, page by page, without payloads. The state that is shown follows from the runs of
// handlers.

import { sql } from 'kysely'
import { inState } from './events-in-state.ts'
import {
  columnsWithoutPayload,
  toEventWithoutPayload,
  type EventRow,
  type EventState,
  type EventWithoutPayload,
} from './events.ts'
import { listHandlerRuns, type HandlerRun } from './handler-runs.ts'
import type { Database, Schema } from './schema.ts'

type DeliveryState = Schema['deliveries']['state']

/** `running`: a handler works on it. `waiting`: no handler works on it, and at least one has not ended. */
export type ShownState = EventState | 'running'

export type EventFilter = {
  tenantId: string
  id?: string
  states?: readonly ShownState[]
  /** What the type begins with, or a pattern as in the configuration: `charge.*`. */
  type?: string
  mode?: EventRow['mode']
  /** `acct_…`, the name of an own account, or `own` for all that are not connected ones. */
  account?: string
  /** The id of its object or its customer. */
  objectId?: string
  /** `evt_…`. */
  eventId?: string
  /** Events with a delivery that matches this. */
  delivery?: { endpointId?: string; state?: DeliveryState }
  /** Stored at that moment or later. */
  fromMs?: number
  /** Stored before that moment. */
  toMs?: number
}

export type EventPlace = Pick<EventRow, 'id' | 'createdAtMs'>

export type EventSummary = Omit<EventWithoutPayload, 'state'> & {
  state: ShownState
  /** Why a handler failed, or why it was set aside: a code, with the handler. */
  error?: string
  /** The highest number among its handlers; while the event waits, among those that have not ended. */
  attempts: number
  /** Of an event that waits for one. */
  nextAttemptAtMs?: number
  /** All attempts of all handlers together. */
  tookMs?: number
  /** A handler wanted it, or it was passed on to an endpoint. */
  isWanted: boolean
  runs: readonly HandlerRun[]
  deliveries: { all: number; waiting: number; dead: number }
}

/** Selects the events that match a filter. */
function matching(db: Database, filter: EventFilter) {
  const { tenantId, id, states, type, mode, account, objectId, eventId, delivery, fromMs, toMs } = filter
  const stored = states && [...new Set(states.map((state) => (state === 'running' ? 'waiting' : state)))]
  const rare = stored?.filter((state) => state !== 'done')
  const isRare = rare !== undefined && rare.length === stored?.length
  let found = db
    .selectFrom('events')
    .where(isRare ? inState(tenantId, rare) : sql<boolean>`events.tenant_id = ${tenantId}`)
  if (id !== undefined) found = found.where('events.id', '=', id)
  if (stored !== undefined && !isRare) found = found.where('events.state', 'in', stored)
  const [mayWait, mayRun] = [states?.includes('waiting'), states?.includes('running')]
  if (mayWait !== mayRun)
    found = found.where((is) => {
      const isWorkedOn = is.exists(workedOn(db, tenantId))
      return is.or([is('events.state', '!=', 'waiting'), mayRun === true ? isWorkedOn : is.not(isWorkedOn)])
    })
  // Unlike LIKE, this comparison gives no character a meaning of its own.
  if (type)
    found = found.where((is) =>
      is.or(
        beginningsOf(type).map((beginning) =>
          is(sql`substr(events.type, 1, ${sql.lit(beginning.length)})`, '=', beginning),
        ),
      ),
    )
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

/** `v2.core.account.*` also means `v2.core.account[requirements].updated`, as in the configuration. */
function beginningsOf(type: string): string[] {
  const beginning = type.replace(/\*$/, '')
  return type.endsWith('.*') ? [beginning, `${beginning.slice(0, -1)}[`] : [beginning]
}

/** Selects the running handlers of the event in question. */
const workedOn = (db: Database, tenantId: string) =>
  db
    .selectFrom('handler_runs')
    .select('handler_runs.id')
    .where('handler_runs.tenant_id', '=', tenantId)
    .where(sql<boolean>`handler_runs.event_row_id = events.id`)
    .where('handler_runs.state', '=', 'running')

/** Selects deliveries of the event in question. */
function like(db: Database, tenantId: string, { endpointId, state }: NonNullable<EventFilter['delivery']>) {
  let found = db
    .selectFrom('deliveries')
    .select('deliveries.id')
    .where('deliveries.tenant_id', '=', tenantId)
    .where(sql<boolean>`deliveries.event_row_id = events.id`)
  if (endpointId !== undefined) found = found.where('deliveries.endpoint_id', '=', endpointId)
  return state === undefined ? found : found.where('deliveries.state', '=', state)
}

type EventQuery = ReturnType<typeof matching>

/** Adds what other tables know about each event. */
const summarized = (found: EventQuery) =>
  found.select(columnsWithoutPayload.map((column) => `events.${column}` as const)).select((row) => {
    const deliveries = row
      .selectFrom('deliveries')
      .select(sql<number | string>`count(*)`.as('count'))
      .whereRef('deliveries.event_row_id', '=', 'events.id')
      .whereRef('deliveries.tenant_id', '=', 'events.tenant_id')
    return [
      row
        .selectFrom('handler_runs')
        .innerJoin('attempts', 'attempts.work_id', 'handler_runs.id')
        .select(sql<number | string | null>`sum(attempts.took_ms)`.as('took'))
        .where('attempts.queue', '=', 'handler_runs')
        .whereRef('handler_runs.event_row_id', '=', 'events.id')
        .whereRef('handler_runs.tenant_id', '=', 'events.tenant_id')
        .whereRef('attempts.tenant_id', '=', 'events.tenant_id')
        .as('took_ms'),
      deliveries.as('deliveries_all'),
      deliveries.where('deliveries.state', 'in', ['waiting', 'running']).as('deliveries_waiting'),
      deliveries.where('deliveries.state', '=', 'dead').as('deliveries_dead'),
    ]
  })

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summarized>['execute']>>[number]

function toSummary(row: SummaryRow, runs: readonly HandlerRun[]): EventSummary {
  const event = toEventWithoutPayload(row)
  const all = Number(row.deliveries_all)
  return {
    ...event,
    ...ofRuns(event, runs),
    ...(row.took_ms === null ? {} : { tookMs: Number(row.took_ms) }),
    isWanted: all > 0 || runs.length > 0,
    runs,
    deliveries: { all, waiting: Number(row.deliveries_waiting), dead: Number(row.deliveries_dead) },
  }
}

/** Derives state, attempts and error of an event from its runs. */
function ofRuns({ state }: Pick<EventRow, 'state'>, runs: readonly HandlerRun[]) {
  const open = runs.filter((run) => run.state === 'waiting' || run.state === 'running')
  const isOpen = state === 'waiting'
  const isWorkedOn = isOpen && open.some((run) => run.state === 'running')
  const next = open.filter((run) => run.state === 'waiting').map((run) => run.nextAttemptAtMs)
  // Runs that go on come first, because they decide what comes of the event; a dead run is shown once they have ended.
  const failed = [...open, ...runs.filter((run) => run.state === 'dead')].find(
    (run) => run.error !== undefined,
  )
  return {
    state: isWorkedOn ? ('running' as const) : state,
    attempts: Math.max(0, ...(isOpen ? open : runs).map((run) => run.attempts)),
    ...(isOpen && !isWorkedOn && next.length > 0 ? { nextAttemptAtMs: Math.min(...next) } : {}),
    ...(failed?.error === undefined ? {} : { error: errorOf(failed.handler, failed.error) }),
  }
}

/** Some codes name the handler already. */
const errorOf = (handler: string, code: string) => (code.includes(':') ? code : `${code}:${handler}`)

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
  const eventRowIds = rows.map((row) => row.id)
  const runs = await listHandlerRuns(db, { tenantId: filter.tenantId, eventRowIds })
  const runsOf = Map.groupBy(runs, ({ eventRowId }) => eventRowId)
  return rows.map((row) => toSummary(row, runsOf.get(row.id) ?? []))
}

/** Oldest first, for working on them again. */
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
