// Removes rows that ended long ago, one page in each short transaction, so that nobody else waits for the database longer than a page
// takes.

import { deleteAttempts } from './attempts.ts'
import { commitsOf } from './commits.ts'
import { inState } from './events-in-state.ts'
import { listWorkOfEvents, type WorkIds } from './queues.ts'
import type { Database } from './schema.ts'
import { deleteSteps } from './steps.ts'

export type Purge = { tenantId: string; beforeMs: number; limit: number }

/**
 * Removes one page of events that ended or were set aside, with their runs of handlers, deliveries, steps and attempts. An event with
 * an unfinished delivery stays.
 */
export async function purgeEvents(db: Database, { tenantId, beforeMs, limit }: Purge): Promise<number> {
  return commitsOf(db).transaction(async (transaction) => {
    const idle = transaction
      .selectFrom('events')
      .select('id')
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom('deliveries')
              .select('deliveries.id')
              .whereRef('deliveries.event_row_id', '=', 'events.id')
              .where('deliveries.state', 'in', ['waiting', 'running']),
          ),
        ),
      )
    // Two statements, so that each finds its rows in an index.
    const ended = await idle
      .where('tenant_id', '=', tenantId)
      .where('ended_at_ms', 'is not', null)
      .where('ended_at_ms', '<', beforeMs)
      .orderBy('ended_at_ms')
      .limit(limit)
      .execute()
    const setAside = await idle
      .where(inState(tenantId, ['set_aside']))
      .where('updated_at_ms', '<', beforeMs)
      .limit(limit - ended.length)
      .execute()
    const ids = [...ended, ...setAside].map(({ id }) => id)
    if (ids.length === 0) return 0
    for (const queue of ['handler_runs', 'deliveries'] as const) {
      const work = { tenantId, queue, ids: await listWorkOfEvents(transaction, { tenantId, queue, ids }) }
      await forgetWork(transaction, work)
      await transaction
        .deleteFrom(queue as 'deliveries')
        .where('tenant_id', '=', tenantId)
        .where('event_row_id', 'in', ids)
        .execute()
    }
    await transaction.deleteFrom('events').where('tenant_id', '=', tenantId).where('id', 'in', ids).execute()
    return ids.length
  })
}

/** Removes one page of jobs that ended, with the runs of actions and ticks of schedules that belong to them. */
export async function purgeJobs(db: Database, { tenantId, beforeMs, limit }: Purge): Promise<number> {
  return commitsOf(db).transaction(async (transaction) => {
    const rows = await transaction
      .selectFrom('jobs')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('state', 'in', ['done', 'dead'])
      .where('updated_at_ms', '<', beforeMs)
      .limit(limit)
      .execute()
    const ids = rows.map(({ id }) => id)
    if (ids.length === 0) return 0
    for (const table of ['action_runs', 'ticks'] as const)
      await transaction
        .deleteFrom(table as 'ticks')
        .where('tenant_id', '=', tenantId)
        .where('job_id', 'in', ids)
        .execute()
    await forgetWork(transaction, { tenantId, queue: 'jobs', ids })
    await transaction.deleteFrom('jobs').where('tenant_id', '=', tenantId).where('id', 'in', ids).execute()
    return ids.length
  })
}

/** Deletes runs of handlers that are not wanted any more, with their steps and attempts. */
export async function deleteHandlerRuns(
  db: Database,
  { tenantId, ids }: { tenantId: string; ids: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return
  await forgetWork(db, { tenantId, queue: 'handler_runs', ids })
  await db.deleteFrom('handler_runs').where('tenant_id', '=', tenantId).where('id', 'in', ids).execute()
}

async function forgetWork(db: Database, work: WorkIds): Promise<void> {
  await deleteSteps(db, work)
  await deleteAttempts(db, work)
}
