// How much durable work is waiting and since when, and how much was given up.

import { sql } from 'kysely'
import { inState } from './events-in-state.ts'
import { tableOf, type Queue } from './queues.ts'
import type { Database } from './schema.ts'

export type Backlog = {
  /** `events`: each counts until its last handler has ended. */
  queue: 'events' | Queue
  waiting: number
  running: number
  dead: number
  /** How long the oldest due work has been waiting; for events, to be handed out. 0 when nothing is due. */
  lagMs: number
}

type BacklogRequest = { tenantId: string; nowMs: number }
type Row = { state: string; count: number | string; oldest_ms: number | string | null }

const countOf = sql<number | string>`count(*)`

/** Reads the backlog of events, then that of every queue. */
export async function readBacklogs(db: Database, request: BacklogRequest): Promise<Backlog[]> {
  const queues = ['handler_runs', 'deliveries', 'jobs'] as const
  return Promise.all([readEvents(db, request), ...queues.map((queue) => readQueue(db, queue, request))])
}

async function readEvents(db: Database, { tenantId, nowMs }: BacklogRequest): Promise<Backlog> {
  const [rows, running] = await Promise.all([
    db
      .selectFrom('events')
      .select(['state', countOf.as('count')])
      .select(
        sql<number | string | null>`min(case when handed_out = 0 then queued_at_ms end)`.as('oldest_ms'),
      )
      .where(inState(tenantId, ['waiting', 'dead']))
      .groupBy('state')
      .execute(),
    db
      .selectFrom('handler_runs')
      .select(sql<number | string>`count(distinct event_row_id)`.as('count'))
      .where('tenant_id', '=', tenantId)
      .where('state', '=', 'running')
      .executeTakeFirst(),
  ])
  const counts = toBacklog('events', rows, nowMs)
  const isWorkedOn = Number(running?.count ?? 0)
  return { ...counts, waiting: Math.max(0, counts.waiting - isWorkedOn), running: isWorkedOn }
}

async function readQueue(db: Database, queue: Queue, { tenantId, nowMs }: BacklogRequest): Promise<Backlog> {
  const rows = await db
    .selectFrom(tableOf(queue))
    .select(['state', countOf.as('count')])
    .select(sql<number | string | null>`min(next_attempt_at_ms)`.as('oldest_ms'))
    .where('tenant_id', '=', tenantId)
    .where('state', 'in', ['waiting', 'running', 'dead'])
    .groupBy('state')
    .execute()
  return toBacklog(queue, rows, nowMs)
}

function toBacklog(queue: Backlog['queue'], rows: readonly Row[], nowMs: number): Backlog {
  const of = (state: string) => rows.find((row) => row.state === state)
  const oldestMs = Number(of('waiting')?.oldest_ms ?? nowMs)
  return {
    queue,
    waiting: Number(of('waiting')?.count ?? 0),
    running: Number(of('running')?.count ?? 0),
    dead: Number(of('dead')?.count ?? 0),
    lagMs: Math.max(0, nowMs - oldestMs),
  }
}
