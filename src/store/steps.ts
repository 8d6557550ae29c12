// What finished steps of a piece of work gave, as JSON text: a repeated run reads it here instead of doing the step again.

import type { Database } from './schema.ts'
import type { Queue } from './work.ts'

export type Step = { name: string; result: string; atMs: number }
export type StepsOf = { queue: Queue; tenantId: string; id: string }

/** In the order they were finished. */
export async function listSteps(db: Database, where: StepsOf): Promise<Step[]> {
  const rows = await db
    .selectFrom('steps')
    .select(['name', 'result', 'at_ms'])
    .where('tenant_id', '=', where.tenantId)
    .where('queue', '=', where.queue)
    .where('work_id', '=', where.id)
    .orderBy('at_ms')
    .orderBy('name')
    .execute()
  return rows.map((row) => ({ name: row.name, result: row.result, atMs: Number(row.at_ms) }))
}

/** Records a step; the caller is inside the transaction that holds the lease. */
export async function insertStep(db: Database, where: StepsOf, step: Step): Promise<void> {
  await db
    .insertInto('steps')
    .values({
      tenant_id: where.tenantId,
      queue: where.queue,
      work_id: where.id,
      name: step.name,
      result: step.result,
      at_ms: step.atMs,
    })
    .execute()
}

/** For a replay: everything is done anew. */
export async function deleteSteps(db: Database, where: StepsOf): Promise<void> {
  await db
    .deleteFrom('steps')
    .where('tenant_id', '=', where.tenantId)
    .where('queue', '=', where.queue)
    .where('work_id', '=', where.id)
    .execute()
}
