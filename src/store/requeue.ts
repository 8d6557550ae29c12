// Puts work that has ended back into its queue, for a replay by hand. It keeps its id and is otherwise like new work.

import type { Queue } from './queues.ts'
import type { Database } from './schema.ts'

/** How work ends. */
export type EndedState = 'done' | 'dead'

type Where = {
  queue: Exclude<Queue, 'jobs'>
  tenantId: string
  ids: readonly string[]
  states: readonly EndedState[]
  /** Leaves out work that was put into its queue at this time or later: somebody else has replayed it meanwhile. */
  queuedBeforeMs?: number
}

/** Requeues those of the rows that have ended in one of the states, and were put into their queue before `queuedBeforeMs`. Returns their ids. */
export async function requeueWork(
  db: Database,
  { queue, tenantId, ids, states, queuedBeforeMs }: Where,
  nowMs: number,
): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .updateTable(queue as 'deliveries')
    .set({
      state: 'waiting',
      attempts: 0,
      error: null,
      next_attempt_at_ms: nowMs,
      queued_at_ms: nowMs,
      updated_at_ms: nowMs,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .where('state', 'in', states)
    .$if(queuedBeforeMs !== undefined, (only) => only.where('queued_at_ms', '<', queuedBeforeMs ?? 0))
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
