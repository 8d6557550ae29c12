// Idempotency keys of actions: which job does the work of a key, and which request it belongs to.

import type { Database } from './schema.ts'

export type ActionRun = {
  tenantId: string
  key: string
  action: string
  /** `Caller` as one text: the same key from somebody else is a conflict. */
  caller: string
  /** `subjectKey` with account. */
  subject: string
  /** Hex SHA-256 of what was entered. */
  inputHash: string
  jobId: string
  createdAtMs: number
}

/** Claims the key, inside the transaction that adds the job. False: it was claimed before, and nothing was changed. */
export async function claimActionRun(db: Database, run: ActionRun): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('action_runs')
    .values({
      tenant_id: run.tenantId,
      idempotency_key: run.key,
      action: run.action,
      caller: run.caller,
      subject: run.subject,
      input_hash: run.inputHash,
      job_id: run.jobId,
      created_at_ms: run.createdAtMs,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'idempotency_key']).doNothing())
    .executeTakeFirst()
  return Number(numInsertedOrUpdatedRows) === 1
}

export async function findActionRun(
  db: Database,
  where: { tenantId: string; key: string },
): Promise<ActionRun | undefined> {
  const row = await db
    .selectFrom('action_runs')
    .selectAll()
    .where('tenant_id', '=', where.tenantId)
    .where('idempotency_key', '=', where.key)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    ...where,
    action: row.action,
    caller: row.caller,
    subject: row.subject,
    inputHash: row.input_hash,
    jobId: row.job_id,
    createdAtMs: Number(row.created_at_ms),
  }
}
