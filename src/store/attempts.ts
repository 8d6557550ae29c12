// What came of each attempt at a piece of work, for people who look into it.

import type { Lease, WorkId, WorkIds } from './queues.ts'
import type { Database } from './schema.ts'

export type AttemptRow = {
  number: number
  atMs: number
  tookMs: number
  /** `done`, `dead`, `postponed`, `released`, `lost`. */
  outcome: string
  error?: string
  /** JSON, bounded. */
  note?: string
}

/** Adds an attempt, inside the transaction that ends it. */
export const insertAttempt = (db: Database, lease: Lease, attempt: AttemptRow): Promise<void> =>
  insertAttempts(db, [{ lease, attempt }])

export async function insertAttempts(
  db: Database,
  attempts: readonly { lease: Lease; attempt: AttemptRow }[],
): Promise<void> {
  if (attempts.length === 0) return
  await db
    .insertInto('attempts')
    .values(
      attempts.map(({ lease, attempt }) => ({
        tenant_id: lease.tenantId,
        queue: lease.queue,
        work_id: lease.id,
        lease_id: lease.leaseId,
        number: attempt.number,
        at_ms: attempt.atMs,
        took_ms: attempt.tookMs,
        outcome: attempt.outcome,
        error: attempt.error ?? null,
        note: attempt.note ?? null,
      })),
    )
    .execute()
}

/** Lists the newest attempts, oldest first. */
export async function listAttempts(db: Database, where: WorkId, limit = 100): Promise<AttemptRow[]> {
  const rows = await db
    .selectFrom('attempts')
    .selectAll()
    .where('tenant_id', '=', where.tenantId)
    .where('queue', '=', where.queue)
    .where('work_id', '=', where.id)
    .orderBy('at_ms', 'desc')
    .limit(limit)
    .execute()
  return rows.toReversed().map((row) => ({
    number: row.number,
    atMs: Number(row.at_ms),
    tookMs: Number(row.took_ms),
    outcome: row.outcome,
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.note === null ? {} : { note: row.note }),
  }))
}

/** Erases what the attempts noted; that they were made stays. */
export async function clearAttemptNotes(db: Database, { queue, tenantId, ids }: WorkIds): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('attempts')
    .set({ note: null })
    .where('tenant_id', '=', tenantId)
    .where('queue', '=', queue)
    .where('work_id', 'in', ids)
    .execute()
}

export async function deleteAttempts(db: Database, { queue, tenantId, ids }: WorkIds): Promise<void> {
  if (ids.length === 0) return
  await db
    .deleteFrom('attempts')
    .where('tenant_id', '=', tenantId)
    .where('queue', '=', queue)
    .where('work_id', 'in', ids)
    .execute()
}
