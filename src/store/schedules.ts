// Schedules: the time until which each was looked at, and its ticks. Each tick that is run has a job.

import { sql } from 'kysely'
import type { Database, Schema } from './schema.ts'

/** The task of the job that a tick becomes, and its payload. */
export const scheduleTask = 'schedule'
export type ScheduleWork = { schedule: string; tickAtMs: number }

type Where = { tenantId: string; schedule: string }

export type Tick = {
  atMs: number
  /** Absent when the tick was missed and skipped. */
  jobId?: string
  /** State of its job, while that is kept. */
  state?: Schema['jobs']['state']
  attempts?: number
  error?: string
  /** All attempts together. */
  tookMs?: number
  endedAtMs?: number
}

/** Returns the time until which each schedule was looked at, including schedules that are gone from the configuration. */
export async function listSchedules(db: Database, tenantId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('schedules')
    .select(['id', 'looked_until_ms'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute()
  return new Map(rows.map((row) => [row.id, Number(row.looked_until_ms)]))
}

/** Begins a schedule at `nowMs`; earlier moments do not count. If another replica was faster, its time stays. */
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

/** Moves the cursor. False when another replica has moved it meanwhile, and so takes care of the moments that passed. */
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

/** Adds a tick; the caller adds its job in the same transaction. False when there is one for this moment already. */
export async function insertTick(
  transaction: Database,
  { tenantId, schedule }: Where,
  tick: { atMs: number; jobId: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('ticks')
    .values({
      tenant_id: tenantId,
      schedule_id: schedule,
      tick_at_ms: tick.atMs,
      job_id: tick.jobId,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'schedule_id', 'tick_at_ms']).doNothing())
    .executeTakeFirst()
  return Number(numInsertedOrUpdatedRows) === 1
}

/** Notes moments that are skipped. Ticks that exist already stay as they are. */
export async function insertSkippedTicks(
  transaction: Database,
  { tenantId, schedule }: Where,
  moments: readonly number[],
): Promise<void> {
  if (moments.length === 0) return
  const rows = moments.map((atMs) => ({
    tenant_id: tenantId,
    schedule_id: schedule,
    tick_at_ms: atMs,
    job_id: null,
  }))
  await transaction
    .insertInto('ticks')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'schedule_id', 'tick_at_ms']).doNothing())
    .execute()
}

/** Lists ticks, newest first, with the state of their jobs. */
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
