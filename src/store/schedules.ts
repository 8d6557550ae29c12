// Schedules: until when each was looked at, and every moment that came of it. What a moment does is a job.

import { sql } from 'kysely'
import type { Database, Schema } from './schema.ts'

/** The kind of job that a moment becomes, and what it holds. */
export const scheduleTask = 'schedule'
export type ScheduleWork = { schedule: string; tickAtMs: number }

type Where = { tenantId: string; schedule: string }

export type Tick = {
  atMs: number
  /** Without one it was missed and skipped. */
  jobId?: string
  /** Of its job, as far as there still is one. */
  state?: Schema['jobs']['state']
  attempts?: number
  error?: string
  /** All attempts together. */
  tookMs?: number
  endedAtMs?: number
}

/** Until when each schedule of a tenant was looked at, those that are gone from the configuration included. */
export async function listSchedules(db: Database, tenantId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('schedules')
    .select(['id', 'looked_until_ms'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute()
  return new Map(rows.map((row) => [row.id, Number(row.looked_until_ms)]))
}

/** Nothing that was before `nowMs` counts. Where another replica was faster, its moment stays. */
export async function beginSchedule(
  db: Database,
  { tenantId, schedule }: Where,
  nowMs: number,
): Promise<void> {
  await db
    .insertInto('schedules')
    .values({ tenant_id: tenantId, id: schedule, looked_until_ms: nowMs })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing())
    .execute()
}

/** False: another replica has looked in the meantime, and what passed is its to see to. */
export async function moveSchedule(
  db: Database,
  { tenantId, schedule }: Where,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('schedules')
    .set({ looked_until_ms: toMs })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', schedule)
    .where('looked_until_ms', '=', fromMs)
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** False: this moment is there already. The caller adds its job in the same transaction. */
export async function insertTick(
  transaction: Database,
  { tenantId, schedule }: Where,
  tick: { atMs: number; jobId?: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('ticks')
    .values({
      tenant_id: tenantId,
      schedule_id: schedule,
      tick_at_ms: tick.atMs,
      job_id: tick.jobId ?? null,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'schedule_id', 'tick_at_ms']).doNothing())
    .executeTakeFirst()
  return Number(numInsertedOrUpdatedRows) === 1
}

/** Newest first, with what became of each. */
export async function listTicks(db: Database, { tenantId, schedule }: Where, limit: number): Promise<Tick[]> {
  const rows = await db
    .selectFrom('ticks')
    .leftJoin('jobs', (on) =>
      on.onRef('jobs.id', '=', 'ticks.job_id').onRef('jobs.tenant_id', '=', 'ticks.tenant_id'),
    )
    .select(['ticks.tick_at_ms', 'ticks.job_id', 'jobs.state', 'jobs.attempts', 'jobs.error'])
    .select((row) => [
      'jobs.updated_at_ms',
      row
        .selectFrom('attempts')
        .select(sql<number | string | null>`sum(took_ms)`.as('took_ms'))
        .where('attempts.queue', '=', 'jobs')
        .whereRef('attempts.work_id', '=', 'ticks.job_id')
        .whereRef('attempts.tenant_id', '=', 'ticks.tenant_id')
        .as('took_ms'),
    ])
    .where('ticks.tenant_id', '=', tenantId)
    .where('ticks.schedule_id', '=', schedule)
    .orderBy('ticks.tick_at_ms', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    atMs: Number(row.tick_at_ms),
    ...(row.job_id === null ? {} : { jobId: row.job_id }),
    ...(row.state === null ? {} : { state: row.state, attempts: row.attempts ?? 0 }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.took_ms === null ? {} : { tookMs: Number(row.took_ms) }),
    ...(row.state === 'done' || row.state === 'dead' ? { endedAtMs: Number(row.updated_at_ms) } : {}),
  }))
}
