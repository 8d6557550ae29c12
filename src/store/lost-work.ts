// Gives back work whose worker died, or stood still until its lease ran out. It waits longer each time, so that work that crashes its
// process leaves room for the rest.

import { sql } from 'kysely'
import { insertAttempt } from './attempts.ts'
import { commitsOf } from './commits.ts'
import { laneColumns, tableOf, type ClaimRequest, type Lease, type WorkId } from './queues.ts'
import type { Database } from './schema.ts'

/** The error in the row of the work and of the attempt. */
export const lostCode = 'worker_lost'

/** Gives back the lost work that a claim could take. All tenants, like the claim; each row brings its tenant along. */
export async function giveBackLost(db: Database, request: ClaimRequest): Promise<void> {
  const rows = await findLost(db, request)
  for (const row of rows) {
    const { id, attempts } = row
    const lease: Lease = { queue: request.queue, tenantId: row.tenant_id, id, leaseId: row.lease_id ?? '' }
    await commitsOf(db).transaction(async (transaction) => {
      const losses = 1 + (await countLosses(transaction, lease, Number(row.queued_at_ms)))
      if (!(await giveBack(transaction, lease, request, losses))) return
      const heardOfMs = Number(row.updated_at_ms)
      const attempt = { number: attempts, atMs: heardOfMs, tookMs: request.nowMs - heardOfMs }
      await insertAttempt(transaction, lease, { ...attempt, outcome: 'lost', error: lostCode })
    })
  }
}

function findLost(db: Database, { queue, tasks, nowMs, id, lane }: ClaimRequest) {
  let lost = db
    .selectFrom(tableOf(queue))
    .select(['id', 'tenant_id', 'lease_id', 'attempts', 'updated_at_ms'])
    .select(
      sql<number | string>`${sql.ref(queue === 'jobs' ? 'created_at_ms' : 'queued_at_ms')}`.as(
        'queued_at_ms',
      ),
    )
    .where('state', '=', 'running')
    .where('lease_until_ms', '<=', nowMs)
    .$if(queue === 'jobs', (only) => only.where('task', 'in', tasks))
    .$if(id !== undefined, (only) => only.where('id', '=', id ?? ''))
  if (queue !== 'jobs' && lane !== undefined)
    lost = lost.where('tenant_id', '=', lane.tenantId).where(sql.ref(laneColumns[queue]), '=', lane.id)
  return lost.execute()
}

/** False when another worker was faster. */
async function giveBack(
  transaction: Database,
  { queue, tenantId, id, leaseId }: Lease,
  { nowMs, lossDelayMs }: ClaimRequest,
  losses: number,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable(tableOf(queue))
    .set({
      state: 'waiting',
      error: lostCode,
      next_attempt_at_ms: nowMs + lossDelayMs(losses),
      lease_id: null,
      lease_until_ms: null,
      updated_at_ms: nowMs,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('lease_id', '=', leaseId)
    .where('state', '=', 'running')
    .where('lease_until_ms', '<=', nowMs)
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** Counts how often a worker was lost over it since then. */
export async function countLosses(
  db: Database,
  { queue, tenantId, id }: WorkId,
  sinceMs: number,
): Promise<number> {
  const row = await db
    .selectFrom('attempts')
    .select((of) => of.fn.countAll<number | string>().as('count'))
    .where('tenant_id', '=', tenantId)
    .where('queue', '=', queue)
    .where('work_id', '=', id)
    .where('outcome', '=', 'lost')
    .where('at_ms', '>=', sinceMs)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
