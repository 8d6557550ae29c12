// Removes what has ended long ago, a bounded number of rows at a time, so that no statement holds up the others.

import type { Database } from './schema.ts'
import type { Queue } from './work.ts'

export type Purge = { tenantId: string; beforeMs: number; limit: number }

/** Events that ended or were set aside, with their deliveries, steps and attempts. One with a delivery under way stays. */
export async function purgeEvents(db: Database, { tenantId, beforeMs, limit }: Purge): Promise<number> {
  const rows = await db
    .selectFrom('events')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('state', 'in', ['done', 'dead', 'set_aside'])
    .where('updated_at_ms', '<', beforeMs)
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
    .limit(limit)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return 0
  return db.transaction().execute(async (transaction) => {
    const deliveries = await transaction
      .selectFrom('deliveries')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('event_row_id', 'in', ids)
      .execute()
    await forgetWork(transaction, { tenantId, queue: 'deliveries', ids: deliveries.map(({ id }) => id) })
    await transaction
      .deleteFrom('deliveries')
      .where('tenant_id', '=', tenantId)
      .where('event_row_id', 'in', ids)
      .execute()
    await forgetWork(transaction, { tenantId, queue: 'events', ids })
    await transaction.deleteFrom('events').where('tenant_id', '=', tenantId).where('id', 'in', ids).execute()
    return ids.length
  })
}

/** Jobs that ended, with what stands on them: the runs of actions, the ticks of schedules. */
export async function purgeJobs(db: Database, { tenantId, beforeMs, limit }: Purge): Promise<number> {
  const rows = await db
    .selectFrom('jobs')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('state', 'in', ['done', 'dead'])
    .where('updated_at_ms', '<', beforeMs)
    .limit(limit)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return 0
  await db.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom('action_runs')
      .where('tenant_id', '=', tenantId)
      .where('job_id', 'in', ids)
      .execute()
    await transaction
      .deleteFrom('ticks')
      .where('tenant_id', '=', tenantId)
      .where('job_id', 'in', ids)
      .execute()
    await forgetWork(transaction, { tenantId, queue: 'jobs', ids })
    await transaction.deleteFrom('jobs').where('tenant_id', '=', tenantId).where('id', 'in', ids).execute()
  })
  return ids.length
}

async function forgetWork(
  db: Database,
  { tenantId, queue, ids }: { tenantId: string; queue: Queue; ids: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return
  for (const table of ['steps', 'attempts'] as const) {
    await db
      .deleteFrom(table)
      .where('tenant_id', '=', tenantId)
      .where('queue', '=', queue)
      .where('work_id', 'in', ids)
      .execute()
  }
}
