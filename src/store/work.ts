// Durable work as rows of three queues: events, deliveries, jobs. Whoever works on a row holds its lease, and every write of
// theirs names it: a worker whose lease was taken over changes no row any more.

import { sql } from 'kysely'
import { commitsOf } from './commits.ts'
import { dueEventIds } from './due-events.ts'
import type { Dialect } from './migrate.ts'
import type { Database } from './schema.ts'

export type Queue = 'jobs' | 'events' | 'deliveries'

/** A row as the claim loop sees it. */
export type Work = {
  id: string
  tenantId: string
  /** Which kind of job; events and deliveries are of one kind each. */
  task: string
  /** JSON text of a job; of an event or a delivery its task reads what it needs. */
  payload: string
  /** How often it was begun. */
  attempts: number
  nextAttemptAtMs: number
  /** When it was put into the queue. */
  queuedAtMs: number
}

/** A piece of work and the proof of who works on it. */
export type Lease = { queue: Queue; tenantId: string; id: string; leaseId: string }

export type Claim = {
  queue: Queue
  /** Of jobs: those of these kinds alone. */
  tasks: readonly string[]
  nowMs: number
  leaseUntilMs: number
  leaseId: string
  limit: number
  /** This one alone. */
  id?: string
  /** Of deliveries: those to this endpoint alone. */
  endpoint?: { tenantId: string; id: string }
}

/**
 * The three tables have these columns in common, so one set of statements serves them all; Kysely's types know one table a
 * statement, and `jobs` stands for each.
 */
const tableOf = (queue: Queue) => queue as 'jobs'

/**
 * Takes due work, oldest first: what waits, and what its worker has not renewed the lease of. One statement, so no two workers
 * get the same row. Postgres: rows that another claim holds are passed over, and a CTE with a lock is never evaluated twice.
 * SQLite: the statement takes the write lock before it reads.
 * All tenants: the worker serves everybody; each row brings its tenant along.
 */
export async function claimDue(db: Database, dialect: Dialect, claim: Claim): Promise<Work[]> {
  if (claim.tasks.length === 0 || claim.limit <= 0) return []
  if (dialect === 'sqlite') return commitsOf(db).statement((to) => claimIn(to, dialect, claim))
  if (claim.queue !== 'events') return claimIn(db, dialect, claim)
  return db.transaction().execute(async (transaction) => {
    // One claim of events after the other: two at once might each take one of the same object.
    await sql`select pg_advisory_xact_lock(${sql.lit(claimLockId)})`.execute(transaction)
    return claimIn(transaction, dialect, claim)
  })
}

/** Any constant does, as long as every version of the gateway uses the same, and nothing else does. */
const claimLockId = 7_455_454

async function claimIn(db: Database, dialect: Dialect, claim: Claim): Promise<Work[]> {
  const { queue, nowMs } = claim
  const rows = await db
    .with('due', () => {
      const due = dueIds(db, claim)
      return dialect === 'postgres' ? due.forUpdate().skipLocked() : due
    })
    .updateTable(tableOf(queue))
    .set({
      state: 'running',
      lease_id: claim.leaseId,
      lease_until_ms: claim.leaseUntilMs,
      attempts: sql<number>`attempts + 1`,
      updated_at_ms: nowMs,
    })
    .where('id', 'in', (from) => from.selectFrom('due').select('due.id'))
    .returning(['id', 'tenant_id', 'attempts', 'next_attempt_at_ms', ...columnsOf(queue)])
    .execute()
  return rows.map(toWork).sort((a, b) => a.nextAttemptAtMs - b.nextAttemptAtMs)
}

const columnsOf = (queue: Queue) =>
  queue === 'jobs'
    ? [
        sql<string>`task`.as('task'),
        sql<string>`payload`.as('payload'),
        sql<number | string>`created_at_ms`.as('queued_at_ms'),
      ]
    : [
        sql<string>`${sql.lit(queue)}`.as('task'),
        sql<string>`'null'`.as('payload'),
        sql<number | string>`queued_at_ms`.as('queued_at_ms'),
      ]

type Row = {
  id: string
  tenant_id: string
  attempts: number
  next_attempt_at_ms: number | string
  task: string
  payload: string
  queued_at_ms: number | string
}

const toWork = (row: Row): Work => ({
  id: row.id,
  tenantId: row.tenant_id,
  task: row.task,
  payload: row.payload,
  attempts: row.attempts,
  nextAttemptAtMs: Number(row.next_attempt_at_ms),
  queuedAtMs: Number(row.queued_at_ms),
})

function dueIds(db: Database, claim: Claim) {
  const { queue, nowMs } = claim
  if (queue === 'events') return dueEventIds(db, claim)
  let due = db
    .selectFrom(tableOf(queue))
    .select('id')
    .where((is) =>
      is.or([
        is.and([is('state', '=', 'waiting'), is('next_attempt_at_ms', '<=', nowMs)]),
        is.and([is('state', '=', 'running'), is('lease_until_ms', '<=', nowMs)]),
      ]),
    )
    .orderBy('next_attempt_at_ms')
    .limit(claim.limit)
  if (queue === 'jobs') due = due.where('task', 'in', claim.tasks)
  if (claim.id !== undefined) due = due.where('id', '=', claim.id)
  const { endpoint } = claim
  return endpoint === undefined
    ? due
    : due.where(sql`tenant_id`, '=', endpoint.tenantId).where(sql`endpoint_id`, '=', endpoint.id)
}

type Change = Partial<{
  state: 'waiting' | 'done' | 'dead'
  error: string | null
  next_attempt_at_ms: number
  lease_until_ms: number | null
  lease_id: string | null
}> & { updated_at_ms: number }

/** Changes the row while this lease holds it. False: the lease was taken over, and nothing was changed. */
async function changeLeased(
  db: Database,
  { queue, tenantId, id, leaseId }: Lease,
  change: Change & { result?: string | null; ended_at_ms?: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable(tableOf(queue))
    .set(change)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('lease_id', '=', leaseId)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

const unleased = { lease_until_ms: null, lease_id: null }

/** Keeps the lease; with it a transaction begins that must not be anybody else's: the row stays locked until its end. */
export const renewLease = (db: Database, lease: Lease, times: { nowMs: number; leaseUntilMs: number }) =>
  changeLeased(db, lease, { lease_until_ms: times.leaseUntilMs, updated_at_ms: times.nowMs })

/** The end: done, of a job with a result, or dead with a code. */
export const endWork = (
  db: Database,
  lease: Lease,
  end: { state: 'done' | 'dead'; result?: string; error?: string; nowMs: number },
) =>
  changeLeased(db, lease, {
    ...unleased,
    state: end.state,
    ...(lease.queue === 'jobs' ? { result: end.result ?? null } : {}),
    ...(lease.queue === 'events' ? { ended_at_ms: end.nowMs } : {}),
    error: end.error ?? null,
    updated_at_ms: end.nowMs,
  })

/** Back to waiting: to be tried again later. */
export const postponeWork = (
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
