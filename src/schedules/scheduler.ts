// Looks which moments of the schedules have come, and puts a job into the queue for each. Any number of processes may look at
// one database: whoever moves the cursor of a schedule over a moment adds its job, in one transaction.

import type { ScheduleDefinition } from '#definitions/durable.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { openMoments } from '#definitions/moments.ts'
import { createJobId, enqueue } from '#jobs/enqueue.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import {
  beginSchedule,
  insertTick,
  listSchedules,
  moveSchedule,
  scheduleTask,
  type ScheduleWork,
} from '#store/schedules.ts'
import type { Database } from '#store/schema.ts'
import { sortMoments, passedMax } from './missed.ts'

export type SchedulerOptions = {
  db: Database
  ports: Ports
  metrics: Metrics
  tenantId: string
  /** As it is now: in development the file is read again. */
  definitions: () => Pick<TillsideConfig, 'schedules'>
  /** There is something for the worker of jobs. */
  wake: () => void
}

export interface Scheduler {
  /** Sees to the moments that have come. How many jobs that made. */
  tick(): Promise<number>
  /** Looks every second, until `stop`. */
  start(): void
  stop(): Promise<void>
}

/** Without a moment the cursor is moved so seldom: no write a second, and other times begin to count when they are configured. */
const idleMoveMs = 60_000
const secondMs = 1000
const counter = 'tillside_schedule_moments_total'

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { db, ports, tenantId, definitions, wake } = options
  options.metrics.describe(
    counter,
    'Moments of schedules that came, by what was made of them: a job, or nothing.',
  )
  const stopping = new AbortController()
  let looking: Promise<void> | undefined

  async function tick(): Promise<number> {
    const { schedules } = definitions()
    if (schedules.length === 0) return 0
    const cursors = await listSchedules(db, tenantId)
    let added = 0
    for (const schedule of schedules) {
      const lookedUntilMs = cursors.get(schedule.id)
      if (lookedUntilMs === undefined)
        await beginSchedule(db, { tenantId, schedule: schedule.id }, ports.now())
      else added += await seeTo(options, schedule, lookedUntilMs)
    }
    if (added > 0) wake()
    return added
  }

  async function look(): Promise<void> {
    while (!stopping.signal.aborted) {
      await tick().catch((error: unknown) => {
        // Nothing is lost: the cursor stands where it stood, and the next look sees the same moments.
        ports.log.error('schedules.look_failed', {
          cause: error instanceof Error ? error.name : typeof error,
        })
      })
      // Moments lie on whole seconds.
      await ports.sleep(secondMs - (ports.now() % secondMs), stopping.signal).catch(() => undefined)
    }
  }

  return {
    tick,
    start: () => void (looking ??= look()),
    async stop() {
      stopping.abort()
      await looking
    },
  }
}

async function seeTo(
  { db, ports, metrics, tenantId }: SchedulerOptions,
  schedule: ScheduleDefinition,
  fromMs: number,
): Promise<number> {
  const nowMs = ports.now()
  const passed = openMoments(schedule.cron, schedule.timeZone).passed(fromMs, nowMs, passedMax)
  // The clocks of replicas differ a little: a cursor may be ahead, and never goes back.
  if (passed.length === 0 && nowMs - fromMs < idleMoveMs) return 0
  const { due, skipped } = sortMoments(passed, schedule.missed, nowMs)
  const where = { tenantId, schedule: schedule.id }
  const added = await db.transaction().execute(async (transaction) => {
    if (!(await moveSchedule(transaction, where, { fromMs, toMs: nowMs }))) return undefined
    for (const atMs of skipped) await insertTick(transaction, where, { atMs })
    let count = 0
    for (const atMs of due) if (await addTick(transaction, ports, { ...where, atMs })) count += 1
    return count
  })
  if (added === undefined) return 0
  if (added > 0) metrics.count(counter, { schedule: schedule.id, outcome: 'queued' }, added)
  if (skipped.length > 0) {
    metrics.count(counter, { schedule: schedule.id, outcome: 'skipped' }, skipped.length)
    ports.log.warn('schedule.moments_skipped', { schedule: schedule.id, count: skipped.length })
  }
  return added
}

/** A moment and its job, once. Returns the id of the job; `undefined` when the moment was there already. */
export async function addTick(
  transaction: Database,
  ports: Pick<Ports, 'now' | 'randomBytes'>,
  { tenantId, schedule, atMs }: { tenantId: string; schedule: string; atMs: number },
): Promise<string | undefined> {
  const jobId = createJobId(ports)
  if (!(await insertTick(transaction, { tenantId, schedule }, { atMs, jobId }))) return undefined
  const payload: ScheduleWork = { schedule, tickAtMs: atMs }
  // Due since then: what is caught up with begins with the oldest, and no worker whose clock is behind waits.
  return enqueue(transaction, ports, { tenantId, task: scheduleTask, payload, id: jobId, dueAtMs: atMs })
}
