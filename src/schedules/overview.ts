// Lists schedules for people: when each runs next, and how its last runs ended.

import type { ScheduleDefinition } from '#definitions/durable.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { openMoments } from '#definitions/moments.ts'
import { listSchedules, listTicks, type Tick } from '#store/schedules.ts'
import type { Database } from '#store/schema.ts'

export type ScheduleOverview = {
  id: string
  /** Absent for a schedule that was removed from the configuration. Its history is kept. */
  times?: Pick<ScheduleDefinition, 'cron' | 'timeZone' | 'missed'> & { nextAtMs?: number }
  /** Newest first. */
  ticks: Tick[]
}

/** Lists the schedules of the configuration in its order, then those that were removed from it. */
export async function listOverviews(
  {
    db,
    tenantId,
    definitions,
  }: { db: Database; tenantId: string; definitions: Pick<TillsideConfig, 'schedules'> },
  { nowMs, ticks: limit }: { nowMs: number; ticks: number },
): Promise<ScheduleOverview[]> {
  const { schedules } = definitions
  const known = await listSchedules(db, tenantId)
  const gone = [...known.keys()].filter((id) => !schedules.some((schedule) => schedule.id === id))
  const listed = [
    ...schedules.map((one) => ({ id: one.id, times: timesOf(one, nowMs) })),
    ...gone.map((id) => ({ id })),
  ]
  return Promise.all(
    listed.map(async (one) => ({
      ...one,
      ticks: await listTicks(db, { tenantId, schedule: one.id }, limit),
    })),
  )
}

function timesOf({ cron, timeZone, missed }: ScheduleDefinition, nowMs: number): ScheduleOverview['times'] {
  const nextAtMs = openMoments(cron, timeZone).next(nowMs)
  return { cron, timeZone, missed, ...(nextAtMs === undefined ? {} : { nextAtMs }) }
}
