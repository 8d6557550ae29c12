// How much durable work waits, for how long already, and how much was given up.

import { sql } from 'kysely'
import { inState } from './events-in-state.ts'
import type { Database } from './schema.ts'
import type { Queue } from './work.ts'

export type Backlog = {
  queue: Queue
  waiting: number
  running: number
  dead: number
  /** How long the oldest that is due has been waiting; 0 when nothing is. */
  lagMs: number
}

const counted = ['waiting', 'running', 'dead'] as const

/** Of every queue. */
export async function readBacklogs(
  db: Database,
  where: { tenantId: string; nowMs: number },
): Promise<Backlog[]> {
  return Promise.all((['events', 'deliveries', 'jobs'] as const).map((queue) => readOne(db, queue, where)))
}

async function readOne(
  db: Database,
  queue: Queue,
  { tenantId, nowMs }: { tenantId: string; nowMs: number },
): Promise<Backlog> {
  const rows = await db
    .selectFrom(queue as 'jobs')
    .select([
      'state',
      sql<number | string>`count(*)`.as('count'),
      sql<number | string | null>`min(next_attempt_at_ms)`.as('oldest_ms'),
    ])
    .where((is) =>
      queue === 'events'
        ? inState(tenantId, counted)
        : is.and([is('tenant_id', '=', tenantId), is('state', 'in', counted)]),
    )
    .groupBy('state')
    .execute()
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
