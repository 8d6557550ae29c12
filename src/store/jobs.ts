// Durable work as rows. Whoever works on a job holds its lease, and every write of theirs names it: a worker whose lease was
// taken over changes no row any more.

import { sql, type Selectable } from 'kysely'
import type { Dialect } from './migrate.ts'
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

/** A job and the proof of who works on it. */
export type Lease = { tenantId: string; jobId: string; leaseId: string }

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

/** Adds a job; the caller is inside the transaction that makes the work necessary. */
export async function insertJob(
  db: Database,
  job: Pick<Job, 'id' | 'tenantId' | 'task' | 'payload'> & { atMs: number; dueAtMs: number },
): Promise<void> {
  await db
    .insertInto('jobs')
    .values({
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
    .execute()
}

/** Takes back a job that nobody has begun. */
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

export type Claim = {
  tasks: readonly string[]
  nowMs: number
  leaseUntilMs: number
  leaseId: string
  limit: number
  /** This one alone. */
  jobId?: string
}

/**
 * Takes due jobs, oldest first: those that wait, and those whose worker has not renewed its lease. One statement, so no two
 * workers get the same job. Postgres: rows that another claim holds are passed over, and a CTE with a lock is never evaluated
 * twice. SQLite: the statement takes the write lock before it reads.
 * All tenants: the worker serves everybody; each job brings its tenant along.
 */
export async function claimDueJobs(db: Database, dialect: Dialect, claim: Claim): Promise<Job[]> {
  if (claim.tasks.length === 0 || claim.limit <= 0) return []
  const { nowMs, jobId } = claim
  const rows = await db
    .with('due', (from) => {
      let due = from
        .selectFrom('jobs')
        .select('id')
        .where('task', 'in', claim.tasks)
        .where((is) =>
          is.or([
            is.and([is('state', '=', 'waiting'), is('next_attempt_at_ms', '<=', nowMs)]),
            is.and([is('state', '=', 'running'), is('lease_until_ms', '<=', nowMs)]),
          ]),
        )
        .orderBy('next_attempt_at_ms')
        .limit(claim.limit)
      if (jobId !== undefined) due = due.where('id', '=', jobId)
      return dialect === 'postgres' ? due.forUpdate().skipLocked() : due
    })
    .updateTable('jobs')
    .set({
      state: 'running',
      lease_id: claim.leaseId,
      lease_until_ms: claim.leaseUntilMs,
      attempts: sql<number>`attempts + 1`,
      updated_at_ms: nowMs,
    })
    .where('id', 'in', (from) => from.selectFrom('due').select('due.id'))
    .returningAll()
    .execute()
  return rows.map(toJob).sort((a, b) => a.nextAttemptAtMs - b.nextAttemptAtMs)
}

/** Changes the row while this lease holds it. False: the lease was taken over, and nothing was changed. */
async function changeLeased(
  db: Database,
  lease: Lease,
  change: Partial<{
    state: JobState
    result: string | null
    error: string | null
    next_attempt_at_ms: number
    lease_until_ms: number | null
    lease_id: string | null
  }> & { updated_at_ms: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set(change)
    .where('tenant_id', '=', lease.tenantId)
    .where('id', '=', lease.jobId)
    .where('lease_id', '=', lease.leaseId)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

const unleased = { lease_until_ms: null, lease_id: null }

/** Keeps the lease; with it a transaction begins that must not be anybody else's: the row stays locked until its end. */
export const renewLease = (db: Database, lease: Lease, times: { nowMs: number; leaseUntilMs: number }) =>
  changeLeased(db, lease, { lease_until_ms: times.leaseUntilMs, updated_at_ms: times.nowMs })

/** The end: done with a result, or dead with a code and perhaps a result. */
export const endJob = (
  db: Database,
  lease: Lease,
  end: { state: 'done' | 'dead'; result?: string; error?: string; nowMs: number },
) =>
  changeLeased(db, lease, {
    ...unleased,
    state: end.state,
    result: end.result ?? null,
    error: end.error ?? null,
    updated_at_ms: end.nowMs,
  })

/** Back to waiting: to be tried again later. */
export const postponeJob = (
  db: Database,
  lease: Lease,
  until: { nextAttemptAtMs: number; error?: string; nowMs: number },
) =>
  changeLeased(db, lease, {
    ...unleased,
    state: 'waiting',
    next_attempt_at_ms: until.nextAttemptAtMs,
    ...(until.error === undefined ? {} : { error: until.error }),
    updated_at_ms: until.nowMs,
  })
