// Results of finished steps, as JSON text. A repeated run reads the result here instead of doing the step again.

import type { WorkId, WorkIds } from './queues.ts'
import type { Database } from './schema.ts'

export type Step = { name: string; result: string; atMs: number }

/** In the order they were finished. */
export async function listSteps(db: Database, where: WorkId): Promise<Step[]> {
  return (await listStepsOf(db, { ...where, ids: [where.id] })).get(where.id) ?? []
}

/** The same for many pieces of work, by their ids. Without a step there is no entry. */
export async function listStepsOf(
  db: Database,
  { queue, tenantId, ids }: WorkIds,
): Promise<Map<string, Step[]>> {
  const rows = await db
    .selectFrom('steps')
    .select(['work_id', 'name', 'result', 'at_ms'])
    .where('tenant_id', '=', tenantId)
    .where('queue', '=', queue)
    .where('work_id', 'in', ids)
    .orderBy('at_ms')
    .orderBy('name')
    .execute()
  const steps = new Map<string, Step[]>()
  for (const row of rows) {
    const step = { name: row.name, result: row.result, atMs: Number(row.at_ms) }
    steps.set(row.work_id, [...(steps.get(row.work_id) ?? []), step])
  }
  return steps
}

/** Records a step; the caller is inside the transaction that holds the lease. */
export async function insertStep(db: Database, where: WorkId, step: Step): Promise<void> {
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

/** Without its steps a piece of work is done anew from the start. */
export async function deleteSteps(db: Database, { queue, tenantId, ids }: WorkIds): Promise<void> {
  if (ids.length === 0) return
  await db
    .deleteFrom('steps')
    .where('tenant_id', '=', tenantId)
    .where('queue', '=', queue)
    .where('work_id', 'in', ids)
    .execute()
}
