// Durable work in the rows of three queues: runs of handlers, deliveries, jobs. A worker holds the lease of its row, and each of its
// writes names the lease, so that a worker that has lost it changes nothing any more.

import { sql } from 'kysely'
import { commitsOf } from './commits.ts'
import { dueRunIds } from './due-runs.ts'
import { giveBackLost } from './lost-work.ts'
import type { Dialect } from './migrate.ts'
import { laneColumns, tableOf, type ClaimRequest, type Lease, type Queue, type WorkIds } from './queues.ts'
import type { Database } from './schema.ts'

/** A row as the claim loop sees it. */
export type Work = {
  id: string
  tenantId: string
  /** Which kind of job; runs of handlers and deliveries are of one kind each. */
  task: string
  /** Whose work it is, in a queue that has lanes: the handler's, the endpoint's. */
  lane?: string
  /** JSON text of a job; of anything else its task reads what it needs. */
  payload: string
  /** How often it was begun. */
  attempts: number
  /** Why the attempt before failed: a code. */
  error?: string
  nextAttemptAtMs: number
  /** When it was put into the queue. */
  queuedAtMs: number
}

/**
 * Claims due work, oldest first, after giving back work whose lease has run out. It is one statement, so that no two workers get the
 * same row. On Postgres it passes over rows that another claim holds, and a CTE with a lock is never evaluated twice. On SQLite the
 * statement takes the write lock before it reads.
 * All tenants: the worker serves everybody, and each row brings its tenant along.
 */
export async function claimDue(db: Database, dialect: Dialect, request: ClaimRequest): Promise<Work[]> {
  if (request.tasks.length === 0 || request.limit <= 0) return []
  await giveBackLost(db, request)
  if (dialect === 'sqlite') return commitsOf(db).statement((to) => claimIn(to, dialect, request))
  if (request.queue !== 'handler_runs') return claimIn(db, dialect, request)
  return db.transaction().execute(async (transaction) => {
    // Claims of runs go one after the other: two at once might each take a run of the same object.
    await lockRuns(transaction, dialect)
    return claimIn(transaction, dialect, request)
  })
}

/** Any constant does, as long as every version of the gateway uses the same, and nothing else does. */
const runsLockId = 7_455_454

/** Keeps others from claiming or handing out runs of handlers until the transaction ends. On SQLite a transaction is alone anyway. */
export async function lockRuns(transaction: Database, dialect: Dialect): Promise<void> {
  if (dialect === 'postgres')
    await sql`select pg_advisory_xact_lock(${sql.lit(runsLockId)})`.execute(transaction)
}

async function claimIn(db: Database, dialect: Dialect, request: ClaimRequest): Promise<Work[]> {
  const { queue, nowMs } = request
  const rows = await db
    .with('due', () => {
      const due = dueIds(db, request)
      return dialect === 'postgres' ? due.forUpdate().skipLocked() : due
    })
    .updateTable(tableOf(queue))
    .set({
      state: 'running',
      lease_id: request.leaseId,
      lease_until_ms: request.leaseUntilMs,
      attempts: sql<number>`attempts + 1`,
      updated_at_ms: nowMs,
    })
    .where('id', 'in', (from) => from.selectFrom('due').select('due.id'))
    .returning(['id', 'tenant_id', 'attempts', 'error', 'next_attempt_at_ms', ...columnsOf(queue)])
    .execute()
  return rows.map(toWork).sort((a, b) => a.nextAttemptAtMs - b.nextAttemptAtMs)
}

const columnsOf = (queue: Queue) =>
  queue === 'jobs'
    ? [
        sql<string>`task`.as('task'),
        sql<string>`payload`.as('payload'),
        sql<number | string>`created_at_ms`.as('queued_at_ms'),
        sql<string | null>`null`.as('lane'),
      ]
    : [
        sql<string>`${sql.lit(queue)}`.as('task'),
        sql<string>`'null'`.as('payload'),
        sql<number | string>`queued_at_ms`.as('queued_at_ms'),
        sql<string | null>`${sql.ref(laneColumns[queue])}`.as('lane'),
      ]

type Row = {
  id: string
  tenant_id: string
  attempts: number
  error: string | null
  next_attempt_at_ms: number | string
  task: string
  payload: string
  queued_at_ms: number | string
  lane: string | null
}

const toWork = (row: Row): Work => ({
  id: row.id,
  tenantId: row.tenant_id,
  task: row.task,
  ...(row.lane === null ? {} : { lane: row.lane }),
  payload: row.payload,
  attempts: row.attempts,
  ...(row.error === null ? {} : { error: row.error }),
  nextAttemptAtMs: Number(row.next_attempt_at_ms),
  queuedAtMs: Number(row.queued_at_ms),
})

function dueIds(db: Database, request: ClaimRequest) {
  const { queue, nowMs, lane } = request
  if (queue === 'handler_runs') return dueRunIds(db, request)
  let due = db
    .selectFrom(tableOf(queue))
    .select('id')
    .where('state', '=', 'waiting')
    .where('next_attempt_at_ms', '<=', nowMs)
    .$if(request.newFirst === true, (ordered) =>
      ordered.orderBy(sql`case when attempts = 0 then 0 else 1 end`),
    )
    .orderBy('next_attempt_at_ms')
    .orderBy('id')
    .limit(request.limit)
  if (request.id !== undefined) due = due.where('id', '=', request.id)
  if (queue === 'jobs') return due.where('task', 'in', request.tasks)
  return lane === undefined
    ? due
    : due.where('tenant_id', '=', lane.tenantId).where(sql.ref(laneColumns[queue]), '=', lane.id)
}

/** Returns which of these lanes have work that is due, or that a lost worker left behind. */
export async function findDueLanes(
  db: Database,
  {
    queue,
    tenantId,
    nowMs,
    ids,
  }: Pick<ClaimRequest, 'queue' | 'nowMs'> & { tenantId: string; ids: readonly string[] },
): Promise<Set<string>> {
  if (queue === 'jobs' || ids.length === 0) return new Set()
  const rowsOf = (id: string) =>
    db
      .selectFrom(tableOf(queue))
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where(sql.ref(laneColumns[queue]), '=', id)
  const lanes = ids.map((id) => {
    const due = rowsOf(id).where('state', '=', 'waiting').where('next_attempt_at_ms', '<=', nowMs)
    const lost = rowsOf(id).where('state', '=', 'running').where('lease_until_ms', '<=', nowMs)
    return sql`select ${sql.lit(id)} as id where exists ${due} or exists ${lost}`
  })
  const { rows } = await sql<{ id: string }>`${sql.join(lanes, sql` union all `)}`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

type Change = Partial<{
  state: 'waiting' | 'done' | 'dead'
  error: string | null
  next_attempt_at_ms: number
  lease_until_ms: number | null
  lease_id: string | null
}> & { updated_at_ms: number }

/** Changes the rows that this lease still holds, and returns their ids. A row whose lease was taken over is not changed. */
async function changeLeased(
  db: Database,
  { queue, tenantId, ids, leaseId }: WorkIds & Pick<Lease, 'leaseId'>,
  change: Change & { result?: string | null },
): Promise<string[]> {
  const rows = await db
    .updateTable(tableOf(queue))
    .set(change)
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .where('lease_id', '=', leaseId)
    .where('state', '=', 'running')
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** False when the lease was taken over, and nothing was changed. */
const changeOne = async (db: Database, { id, ...lease }: Lease, change: Change): Promise<boolean> =>
  (await changeLeased(db, { ...lease, ids: [id] }, change)).length === 1

const unleased = { lease_until_ms: null, lease_id: null }

/** Renews the lease. At the beginning of a transaction this also locks the row until the end. */
export const renewLease = (db: Database, lease: Lease, times: { nowMs: number; leaseUntilMs: number }) =>
  changeOne(db, lease, { lease_until_ms: times.leaseUntilMs, updated_at_ms: times.nowMs })

/** The end of a piece of work: as done, with a result where the queue keeps them, or as dead with a code. */
export type WorkEnd = { lease: Lease; state: 'done' | 'dead'; result?: string; error?: string }

/** Ends pieces of work. Returns the ids of those whose lease still held. */
export async function endWorks(
  db: Database,
  ends: readonly WorkEnd[],
  nowMs: number,
): Promise<ReadonlySet<string>> {
  // Work that was claimed together mostly ends alike, and then one statement ends it.
  const alike = Map.groupBy(ends, ({ lease: { queue, tenantId, leaseId }, state, result, error }) =>
    JSON.stringify([queue, tenantId, leaseId, state, result, error]),
  )
  const ended = new Set<string>()
  for (const [first, ...others] of alike.values()) {
    if (!first) continue
    const { lease, state, result = null, error = null } = first
    const ids = [lease.id, ...others.map((other) => other.lease.id)]
    const change = { ...unleased, state, error, updated_at_ms: nowMs }
    const withResult = lease.queue === 'deliveries' ? change : { ...change, result }
    for (const id of await changeLeased(db, { ...lease, ids }, withResult)) ended.add(id)
  }
  return ended
}

/** Puts the work back, to be tried again later. */
export const postponeWork = (
  db: Database,
  lease: Lease,
  until: { nextAttemptAtMs: number; error?: string; nowMs: number },
) =>
  changeOne(db, lease, {
    ...unleased,
    state: 'waiting',
    next_attempt_at_ms: until.nextAttemptAtMs,
    ...(until.error === undefined ? {} : { error: until.error }),
    updated_at_ms: until.nowMs,
  })
