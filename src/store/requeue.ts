// Puts work that has ended back into its queue, for a replay by hand: as if it had just come, under the same id.

import type { Database } from './schema.ts'
import type { Queue } from './work.ts'

type Ended = 'done' | 'dead' | 'set_aside'

/** False when there is no such row, or it has not ended that way. */
export async function requeueWork(
  db: Database,
  where: { queue: Exclude<Queue, 'jobs'>; tenantId: string; id: string; states: readonly Ended[] },
  nowMs: number,
): Promise<boolean> {
  const table = where.queue as 'events'
  const { numUpdatedRows } = await db
    .updateTable(table)
    .set({
      state: 'waiting',
      attempts: 0,
      error: null,
      next_attempt_at_ms: nowMs,
      queued_at_ms: nowMs,
      updated_at_ms: nowMs,
      ...(where.queue === 'events' ? { ended_at_ms: null } : {}),
    })
    .where('tenant_id', '=', where.tenantId)
    .where('id', '=', where.id)
    .where('state', 'in', where.states)
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}
