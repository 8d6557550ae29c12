// Takes away what is kept of an account: payloads, inputs, results, sign-ins. That something happened stays, as ids and times.

import { sql } from 'kysely'
import type { Database } from './schema.ts'

export type ErasedAccount = { tenantId: string; accountId: string; mode: 'live' | 'test' }

/** The caller is inside a transaction. How many events there were. */
export async function eraseAccount(db: Database, of: ErasedAccount): Promise<number> {
  const { tenantId, accountId, mode } = of
  const { numUpdatedRows } = await db
    .updateTable('events')
    .set({ payload: '', object_id: null, customer_id: null })
    .where('tenant_id', '=', tenantId)
    .where('account_id', '=', accountId)
    .where('mode', '=', mode)
    .where('state', '!=', 'running')
    .executeTakeFirst()
  const eventIds = db
    .selectFrom('events')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('account_id', '=', accountId)
    .where('mode', '=', mode)
  const deliveryIds = db
    .selectFrom('deliveries')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('event_row_id', 'in', eventIds)
  for (const [queue, ids] of [
    ['events', eventIds],
    ['deliveries', deliveryIds],
  ] as const) {
    await db
      .deleteFrom('steps')
      .where('tenant_id', '=', tenantId)
      .where('queue', '=', queue)
      .where('work_id', 'in', ids)
      .execute()
    await db
      .updateTable('attempts')
      .set({ note: null })
      .where('tenant_id', '=', tenantId)
      .where('queue', '=', queue)
      .where('work_id', 'in', ids)
      .execute()
  }
  await eraseJobs(db, of)
  for (const table of ['object_versions', 'sign_in_states', 'sealed_secrets'] as const) {
    await db
      .deleteFrom(table as 'sealed_secrets')
      .where('tenant_id', '=', tenantId)
      .where('account_id', '=', accountId)
      .where('mode', '=', mode)
      .execute()
  }
  return Number(numUpdatedRows)
}

/** Runs of actions for a connected account name it in their payload; those under way are let go on. */
async function eraseJobs(db: Database, { tenantId, accountId, mode }: ErasedAccount): Promise<void> {
  const jobIds = db
    .selectFrom('jobs')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('task', '=', 'action')
    .where('state', 'in', ['done', 'dead'])
    .where('payload', 'like', `%"connected":"${accountId}"%`)
    .where('payload', 'like', `%"mode":"${mode}"%`)
  const found = (await jobIds.execute()).map(({ id }) => id)
  if (found.length === 0) return
  await db
    .deleteFrom('steps')
    .where('tenant_id', '=', tenantId)
    .where('queue', '=', 'jobs')
    .where('work_id', 'in', found)
    .execute()
  await db.deleteFrom('action_runs').where('tenant_id', '=', tenantId).where('job_id', 'in', found).execute()
  await db
    .updateTable('jobs')
    .set({ payload: sql.lit('null'), result: null })
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', found)
    .execute()
}
