// Erases what is kept about an account: payloads, inputs, results, sign-ins. Ids and times stay, as a record that something happened. It
// works page by page, and the caller gives each page a short transaction of its own.

import { sql } from 'kysely'
import { clearAttemptNotes } from './attempts.ts'
import { listWorkOfEvents, type WorkIds } from './queues.ts'
import type { Database } from './schema.ts'
import { deleteSteps } from './steps.ts'

export type ErasedAccount = { tenantId: string; accountId: string; mode: 'live' | 'test' }

/** `after` is where the previous page ended, absent for the first one. `next` is absent after the last page. */
export type ErasePage = { after?: string; limit: number }
export type ErasedPage = { erased: number; next?: string }

/** Erases payloads, results of steps and responses of endpoints, for events in the order of their ids. */
export async function eraseEvents(
  db: Database,
  { tenantId, accountId, mode }: ErasedAccount,
  { after = '', limit }: ErasePage,
): Promise<ErasedPage> {
  const page = await db
    .selectFrom('events')
    .select(['id', 'event_id'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', '=', accountId)
    .where('mode', '=', mode)
    .where('event_id', '>', after)
    .orderBy('event_id')
    .limit(limit)
    .execute()
  const last = page.at(-1)
  if (!last) return { erased: 0 }
  const ids = page.map(({ id }) => id)
  // Runs come before events, because the end of a run locks them in this order. Running ones are included: the handler has read its
  // event already, and what it writes is erased later.
  for (const queue of ['handler_runs', 'deliveries'] as const)
    await eraseTraces(db, { tenantId, queue, ids: await listWorkOfEvents(db, { tenantId, queue, ids }) })
  await db
    .updateTable('handler_runs')
    .set({ object_id: null, result: null })
    .where('tenant_id', '=', tenantId)
    .where('event_row_id', 'in', ids)
    .execute()
  const { numUpdatedRows } = await db
    .updateTable('events')
    .set({ payload: '', object_id: null, customer_id: null })
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .where('payload', '!=', '')
    .executeTakeFirst()
  return { erased: Number(numUpdatedRows), next: last.event_id }
}

/** Erases results of steps and notes of attempts. */
async function eraseTraces(db: Database, work: WorkIds): Promise<void> {
  await deleteSteps(db, work)
  await clearAttemptNotes(db, work)
}

/** Selects runs of actions for a connected account, which name it in their payload. */
const ofAccount = (db: Database, { tenantId, accountId, mode }: ErasedAccount) =>
  db
    .selectFrom('jobs')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('task', '=', 'action')
    .where('payload', 'like', `%"connected":"${accountId}"%`)
    .where('payload', 'like', `%"mode":"${mode}"%`)

/** Erases runs of actions that have ended, in the order of their ids. Those under way still need their input. */
export async function eraseActions(
  db: Database,
  of: ErasedAccount,
  { after = '', limit }: ErasePage,
): Promise<ErasedPage> {
  const { tenantId } = of
  // The payload has no index, so a page is one of all jobs and not only of those found.
  const page = await db
    .selectFrom('jobs')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  const last = page.at(-1)
  if (!last) return { erased: 0 }
  const found = await ofAccount(db, of)
    .where('id', '>', after)
    .where('id', '<=', last.id)
    .where('state', 'in', ['done', 'dead'])
    .execute()
  const ids = found.map(({ id }) => id)
  if (ids.length > 0) {
    await eraseTraces(db, { tenantId, queue: 'jobs', ids })
    await db.deleteFrom('action_runs').where('tenant_id', '=', tenantId).where('job_id', 'in', ids).execute()
    await db
      .updateTable('jobs')
      .set({ payload: sql.lit('null'), result: null })
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', ids)
      .execute()
  }
  return { erased: ids.length, next: last.id }
}

const keys = {
  object_versions: ['handler', 'account_id', 'mode', 'object_id'],
  sign_in_states: ['state_hash'],
  sealed_secrets: ['purpose', 'account_id', 'mode', 'owner'],
} as const

/** Erases everything else that is kept for the account, one page of each table. Returns how many rows there were. */
export async function eraseRest(
  db: Database,
  { tenantId, accountId, mode }: ErasedAccount,
  limit: number,
): Promise<number> {
  let erased = 0
  for (const table of ['object_versions', 'sign_in_states', 'sealed_secrets'] as const) {
    const key = sql.join(keys[table].map((column) => sql.ref(column)))
    const { numDeletedRows } = await db
      .deleteFrom(table as 'sealed_secrets')
      .where('tenant_id', '=', tenantId)
      .where(
        sql<boolean>`(${key}) in (select ${key} from ${sql.table(table)}
          where tenant_id = ${tenantId} and account_id = ${accountId} and mode = ${mode} limit ${sql.lit(limit)})`,
      )
      .executeTakeFirst()
    erased += Number(numDeletedRows)
  }
  return erased
}

/** Whether work for the account is under way that may still write down what it was given. */
export async function isWorkUnderWay(db: Database, of: ErasedAccount): Promise<boolean> {
  const { tenantId, accountId, mode } = of
  const event = db
    .selectFrom('events')
    .select('events.id')
    .where('events.tenant_id', '=', tenantId)
    .where('events.account_id', '=', accountId)
    .where('events.mode', '=', mode)
  const found = await Promise.all([
    event
      .innerJoin('handler_runs', 'handler_runs.event_row_id', 'events.id')
      .where('handler_runs.tenant_id', '=', tenantId)
      .where('handler_runs.state', '=', 'running')
      .limit(1)
      .executeTakeFirst(),
    event
      .innerJoin('deliveries', 'deliveries.event_row_id', 'events.id')
      .where('deliveries.tenant_id', '=', tenantId)
      .where('deliveries.state', '=', 'running')
      .limit(1)
      .executeTakeFirst(),
    ofAccount(db, of).where('state', 'in', ['waiting', 'running']).limit(1).executeTakeFirst(),
  ])
  return found.some((row) => row !== undefined)
}
