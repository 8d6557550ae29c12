// Jobs: durable work that is neither an event nor a delivery. Claims, leases and ends are in work.ts.

import type { Selectable } from 'kysely'
import type { Database, Schema } from './schema.ts'

type JobState = Schema['jobs']['state']

export type Job = {
  id: string
  tenantId: string
  task: string
  state: JobState
  /** JSON text, as it was put in. */
  payload: string
  result?: string
  error?: string
  /** How often it was begun. */
  attempts: number
  nextAttemptAtMs: number
  createdAtMs: number
  updatedAtMs: number
}

const toJob = (row: Selectable<Schema['jobs']>): Job => ({
  id: row.id,
  tenantId: row.tenant_id,
  task: row.task,
  state: row.state,
  payload: row.payload,
  ...(row.result === null ? {} : { result: row.result }),
  ...(row.error === null ? {} : { error: row.error }),
  attempts: row.attempts,
  nextAttemptAtMs: Number(row.next_attempt_at_ms),
  createdAtMs: Number(row.created_at_ms),
  updatedAtMs: Number(row.updated_at_ms),
})

type NewJob = Pick<Job, 'id' | 'tenantId' | 'task' | 'payload'> & { atMs: number; dueAtMs: number }

const insertion = (db: Database, job: NewJob) =>
  db.insertInto('jobs').values({
    id: job.id,
    tenant_id: job.tenantId,
    task: job.task,
    state: 'waiting',
    payload: job.payload,
    result: null,
    error: null,
    attempts: 0,
    next_attempt_at_ms: job.dueAtMs,
    lease_until_ms: null,
    lease_id: null,
    created_at_ms: job.atMs,
    updated_at_ms: job.atMs,
  })

/** Adds a job, inside the transaction that makes the work necessary. */
export async function insertJob(db: Database, job: NewJob): Promise<void> {
  await insertion(db, job).execute()
}

/** Adds a job unless there is one with that id. */
export async function insertJobOnce(db: Database, job: NewJob): Promise<void> {
  await insertion(db, job)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** Whether a job of this task is waiting. */
export async function hasWaitingJob(
  db: Database,
  where: { tenantId: string; task: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('jobs')
    .select('id')
    .where('tenant_id', '=', where.tenantId)
    .where('task', '=', where.task)
    .where('state', '=', 'waiting')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Deletes a job that nobody has begun. */
export async function deleteWaitingJob(
  db: Database,
  where: { tenantId: string; jobId: string },
): Promise<void> {
  await db
    .deleteFrom('jobs')
    .where('tenant_id', '=', where.tenantId)
    .where('id', '=', where.jobId)
    .where('state', '=', 'waiting')
    .execute()
}

export async function findJob(
  db: Database,
  where: { tenantId: string; jobId: string },
): Promise<Job | undefined> {
  const row = await db
    .selectFrom('jobs')
    .selectAll()
    .where('tenant_id', '=', where.tenantId)
    .where('id', '=', where.jobId)
    .executeTakeFirst()
  return row && toJob(row)
}

/** Empties what jobs of a tenant carried, once it is of no more use. */
export async function emptyJobs(
  transaction: Database,
  where: { tenantId: string; ids: readonly string[] },
): Promise<void> {
  await transaction
    .updateTable('jobs')
    .set({ payload: 'null' })
    .where('tenant_id', '=', where.tenantId)
    .where('id', 'in', where.ids)
    .execute()
}
