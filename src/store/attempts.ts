// What became of each attempt at a piece of work, for people who look into it.

import type { Database } from './schema.ts'
import type { Lease } from './work.ts'

export type AttemptRow = {
  number: number
  atMs: number
  tookMs: number
  /** `done`, `dead`, `postponed`, `released`. */
  outcome: string
  error?: string
  /** JSON, bounded. */
  note?: string
}

/** Adds one; the caller is inside the transaction that ends the attempt. */
export async function insertAttempt(db: Database, lease: Lease, attempt: AttemptRow): Promise<void> {
  await db
    .insertInto('attempts')
    .values({
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
    })
    .execute()
}

/** The newest ones, oldest first. */
export async function listAttempts(
  db: Database,
  where: Pick<Lease, 'queue' | 'tenantId' | 'id'>,
  limit = 100,
): Promise<AttemptRow[]> {
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
