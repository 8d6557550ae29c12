// Events over time: what came in, what waited, what failed, in lanes of equal length. One row a lane leaves the database,
// however many events there were.

import { sql } from 'kysely'
import type { Database } from './schema.ts'

export type Span = { tenantId: string; fromMs: number; laneMs: number; lanes: number }

export type EventHistory = { intake: number[]; backlog: number[]; failures: number[] }

type Counted = { lane: number | string; count: number | string }

export async function readEventHistory(db: Database, span: Span): Promise<EventHistory> {
  const [intake, failures, backlog] = await Promise.all([
    countByLane(db, span, 'created_at_ms'),
    countFailures(db, span),
    readBacklog(db, span),
  ])
  return { intake, backlog, failures }
}

const toLanes = (rows: readonly Counted[], { lanes }: Span): number[] => {
  const counts = new Map(rows.map(({ lane, count }) => [Number(lane), Number(count)]))
  return Array.from({ length: lanes }, (_, lane) => counts.get(lane) ?? 0)
}

/** Written into the statement: as parameters some drivers hand them over as fractions, and the lanes were fractions too. */
const laneOf = (column: string, { fromMs, laneMs }: Span) =>
  sql<number | string>`(${sql.ref(column)} - ${sql.lit(fromMs)}) / ${sql.lit(laneMs)}`

type Moment = 'created_at_ms' | 'queued_at_ms' | 'ended_at_ms'

async function countByLane(db: Database, span: Span, moment: Moment): Promise<number[]> {
  const isWork = moment !== 'created_at_ms'
  let found = db
    .selectFrom('events')
    .select([laneOf(moment, span).as('lane'), sql<number | string>`count(*)`.as('count')])
    .where('tenant_id', '=', span.tenantId)
    .where(moment, '>=', span.fromMs)
    .groupBy('lane')
  if (isWork) found = found.where('state', '!=', 'set_aside')
  return toLanes(await found.execute(), span)
}

/** How many were in the queue at the end of each lane: those at the beginning, and what came and went since. */
async function readBacklog(db: Database, span: Span): Promise<number[]> {
  const [before, queued, ended] = await Promise.all([
    db
      .selectFrom('events')
      .select(sql<number | string>`count(*)`.as('count'))
      .where('tenant_id', '=', span.tenantId)
      .where('state', '!=', 'set_aside')
      .where('queued_at_ms', '<', span.fromMs)
      .where((is) => is.or([is('ended_at_ms', 'is', null), is('ended_at_ms', '>=', span.fromMs)]))
      .executeTakeFirst(),
    countByLane(db, span, 'queued_at_ms'),
    countByLane(db, span, 'ended_at_ms'),
  ])
  let waiting = Number(before?.count ?? 0)
  return queued.map((came, lane) => (waiting += came - (ended[lane] ?? 0)))
}

/** Attempts at events and at deliveries. */
async function countFailures(db: Database, span: Span): Promise<number[]> {
  const rows = await db
    .selectFrom('attempts')
    .select([laneOf('at_ms', span).as('lane'), sql<number | string>`count(*)`.as('count')])
    .where('tenant_id', '=', span.tenantId)
    .where('queue', 'in', ['events', 'deliveries'])
    .where('at_ms', '>=', span.fromMs)
    .where('error', 'is not', null)
    .groupBy('lane')
    .execute()
  return toLanes(rows, span)
}

export type EventTotals = {
  cameIn: number
  /** Of those: tried or queued more than once. */
  handledAgain: number
  any: boolean
}

export async function readEventTotals(
  db: Database,
  { tenantId, fromMs }: Pick<Span, 'tenantId' | 'fromMs'>,
): Promise<EventTotals> {
  const row = await db
    .selectFrom('events')
    .select([
      sql<number | string>`count(*)`.as('came_in'),
      sql<
        number | string | null
      >`sum(case when attempts > 1 or queued_at_ms > created_at_ms then 1 else 0 end)`.as('again'),
    ]) // prettier-ignore
    .where('tenant_id', '=', tenantId)
    .where('created_at_ms', '>=', fromMs)
    .executeTakeFirst()
  const cameIn = Number(row?.came_in ?? 0)
  const any =
    cameIn > 0 ||
    (await db
      .selectFrom('events')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .limit(1)
      .executeTakeFirst()) !== undefined
  return { cameIn, handledAgain: Number(row?.again ?? 0), any }
}
