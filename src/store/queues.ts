// The queues of durable work: jobs, runs of handlers, deliveries. Each is a table, and the tables share the columns that the claim
// loop needs. Two of them have lanes, one for each handler or endpoint, which do not wait for one another.

import { sql, type RawBuilder } from 'kysely'
import type { Database } from './schema.ts'

export type Queue = 'jobs' | 'handler_runs' | 'deliveries'

/** Lets one statement serve all tables: Kysely's types know one table a statement, so `jobs` stands for each of them. */
export const tableOf = (queue: Queue) => queue as 'jobs'

/** The column that names the lane. */
export const laneColumns = { handler_runs: 'handler', deliveries: 'endpoint_id' } as const

/** One lane of a queue that has lanes. */
export type LaneId = { tenantId: string; id: string }

/** A row of one of the queues. */
export type WorkId = { queue: Queue; tenantId: string; id: string }

/** Rows of one of the queues. */
export type WorkIds = { queue: Queue; tenantId: string; ids: readonly string[] }

/** A piece of work, and the proof of who works on it. */
export type Lease = WorkId & { leaseId: string }

export type ClaimRequest = {
  queue: Queue
  /** Jobs of these tasks alone. */
  tasks: readonly string[]
  nowMs: number
  leaseUntilMs: number
  leaseId: string
  limit: number
  /** How long work waits after its worker was lost this many times. */
  lossDelayMs: (losses: number) => number
  /** This piece of work alone. */
  id?: string
  /** Work of this lane alone. */
  lane?: LaneId
  /** Work that was never tried comes first. */
  newFirst?: boolean
}

/** Ids of the runs or deliveries of these events. */
export async function listWorkOfEvents(
  db: Database,
  { tenantId, queue, ids }: { tenantId: string; queue: keyof typeof laneColumns; ids: readonly string[] },
): Promise<string[]> {
  const rows = await db
    .selectFrom(queue as 'deliveries')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('event_row_id', 'in', ids)
    .execute()
  return rows.map(({ id }) => id)
}

/** Work that waits, or that a lost worker left behind. */
export const isUnfinished = (nowMs: number): RawBuilder<boolean> =>
  sql<boolean>`(state = 'waiting' or (state = 'running' and lease_until_ms <= ${nowMs}))`

/** The columns of work that is ended without another attempt. */
export const endedAsDead = ({ error, nowMs }: { error: string; nowMs: number }) =>
  ({ state: 'dead', error, lease_id: null, lease_until_ms: null, updated_at_ms: nowMs }) as const
