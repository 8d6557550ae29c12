// Counts events over time, in lanes of equal length: how many arrived, how many waited, how many failed. The database returns one row a
// lane, however many events there were.

import { sql, type RawBuilder } from 'kysely'
import { inState } from './events-in-state.ts'
import type { Database } from './schema.ts'

export type Span = { tenantId: string; fromMs: number; laneMs: number; lanes: number }

export type EventHistory = { intake: number[]; backlog: number[]; failures: number[] }

type LaneCount = { lane: number | string; count: number | string }

export async function readEventHistory(db: Database, span: Span): Promise<EventHistory> {
  const [intake, failures, backlog] = await Promise.all([
    countIntake(db, span),
    countFailures(db, span),
    readBacklog(db, span),
  ])
  return { intake, backlog, failures }
}

const toLanes = (rows: readonly LaneCount[], { lanes }: Span): number[] => {
  const counts = new Map(rows.map(({ lane, count }) => [Number(lane), Number(count)]))
  return Array.from({ length: lanes }, (_, lane) => counts.get(lane) ?? 0)
}

/** The numbers are literals: some drivers pass parameters as fractions, and then the lanes would be fractions too. */
const laneOf = (column: string, { fromMs, laneMs }: Span) =>
  sql<number | string>`(${sql.ref(column)} - ${sql.lit(fromMs)}) / ${sql.lit(laneMs)}`

async function countIntake(db: Database, span: Span): Promise<number[]> {
  const rows = await db
    .selectFrom('events')
    .select([laneOf('created_at_ms', span).as('lane'), sql<number | string>`count(*)`.as('count')])
    .where('tenant_id', '=', span.tenantId)
    .where('created_at_ms', '>=', span.fromMs)
    .groupBy('lane')
    .execute()
  return toLanes(rows, span)
}

/**
 * How many events were in the queue at the end of each lane: those at the beginning, plus those that came, minus those that went. An
 * event that was in the queue within the span has ended within it or is still there, so nothing else is read.
 */
async function readBacklog(db: Database, span: Span): Promise<number[]> {
  const { tenantId, fromMs } = span
  const ended = db
    .selectFrom('events')
    .where('tenant_id', '=', tenantId)
    .where('ended_at_ms', 'is not', null)
    .where('ended_at_ms', '>=', fromMs)
  const open = db.selectFrom('events').where(inState(tenantId, ['waiting']))
  const counted = (lane: RawBuilder<number | string>) =>
    [lane.as('lane'), sql<number | string>`count(*)`.as('count')] as const
  // Lane -1 is any time before the span.
  const queuedLane = sql<
    number | string
  >`case when queued_at_ms < ${sql.lit(fromMs)} then -1 else ${laneOf('queued_at_ms', span)} end`
  const [came, cameAndIsThere, went] = await Promise.all([
    ended.select(counted(queuedLane)).groupBy('lane').execute(),
    open.select(counted(queuedLane)).groupBy('lane').execute(),
    ended
      .select(counted(laneOf('ended_at_ms', span)))
      .groupBy('lane')
      .execute(),
  ])
  const all = [...came, ...cameAndIsThere]
  const queued = all.map(({ lane, count }) => [Number(lane), Number(count)] as const)
  const at = (lane: number) => queued.reduce((sum, [one, count]) => (one === lane ? sum + count : sum), 0)
  const wentAway = toLanes(went, span)
  let waiting = at(-1)
  return wentAway.map((gone, lane) => (waiting += at(lane) - gone))
}

/** Attempts of handlers, and at deliveries. */
async function countFailures(db: Database, span: Span): Promise<number[]> {
  const rows = await db
    .selectFrom('attempts')
    .select([laneOf('at_ms', span).as('lane'), sql<number | string>`count(*)`.as('count')])
    .where('tenant_id', '=', span.tenantId)
    .where('queue', 'in', ['handler_runs', 'deliveries'])
    .where('at_ms', '>=', span.fromMs)
    .where('error', 'is not', null)
    .groupBy('lane')
    .execute()
  return toLanes(rows, span)
}

export type EventTotals = {
  cameIn: number
  /** Events with several attempts of one handler within the span. */
  handledAgain: number
  any: boolean
}

export async function readEventTotals(
  db: Database,
  { tenantId, fromMs }: Pick<Span, 'tenantId' | 'fromMs'>,
): Promise<EventTotals> {
  const counted = sql<number | string>`count(*)`.as('count')
  const triedAgain = db
    .selectFrom('attempts')
    .select('work_id')
    .where('tenant_id', '=', tenantId)
    .where('at_ms', '>=', fromMs)
    .where('queue', '=', 'handler_runs')
    .groupBy('work_id')
    .having(sql`count(*)`, '>', 1)
  const [came, again, one] = await Promise.all([
    db
      .selectFrom('events')
      .select(counted)
      .where('tenant_id', '=', tenantId)
      .where('created_at_ms', '>=', fromMs)
      .executeTakeFirst(),
    db
      .selectFrom('handler_runs')
      .select(sql<number | string>`count(distinct event_row_id)`.as('count'))
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', triedAgain)
      .executeTakeFirst(),
    db.selectFrom('events').select('id').where('tenant_id', '=', tenantId).limit(1).executeTakeFirst(),
  ])
  return {
    cameIn: Number(came?.count ?? 0),
    handledAgain: Number(again?.count ?? 0),
    any: one !== undefined,
  }
}
