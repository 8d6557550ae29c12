// What finished steps of a job gave, as JSON text: a repeated run reads it here instead of doing the step again.

import type { Database } from './schema.ts'

export type JobStep = { name: string; result: string; atMs: number }

/** In the order they were finished. */
export async function listJobSteps(
  db: Database,
  where: { tenantId: string; jobId: string },
): Promise<JobStep[]> {
  const rows = await db
    .selectFrom('job_steps')
    .select(['name', 'result', 'at_ms'])
    .where('tenant_id', '=', where.tenantId)
    .where('job_id', '=', where.jobId)
    .orderBy('at_ms')
    .orderBy('name')
    .execute()
  return rows.map((row) => ({ name: row.name, result: row.result, atMs: Number(row.at_ms) }))
}

/** Records a step; the caller is inside the transaction that holds the job's lease. */
export async function insertJobStep(
  db: Database,
  where: { tenantId: string; jobId: string },
  step: JobStep,
): Promise<void> {
  await db
    .insertInto('job_steps')
    .values({
      tenant_id: where.tenantId,
      job_id: where.jobId,
      name: step.name,
      result: step.result,
      at_ms: step.atMs,
    })
    .execute()
}
