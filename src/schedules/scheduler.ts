// Finds due ticks of schedules and enqueues a job for each. Any number of processes may do so on one database: the process that moves
// a schedule's cursor past a tick adds its job in the same transaction.

import { nameError } from '#errors.ts'
import type { ScheduleDefinition } from '#definitions/durable.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { openMoments } from '#definitions/moments.ts'
import { createJobId, enqueue } from '#jobs/enqueue.ts'
import type { Worker } from '#jobs/worker.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import {
  beginSchedule,
  insertSkippedTicks,
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
  /** Returns the current configuration. */
  definitions: () => Pick<TillsideConfig, 'schedules'>
  /** The worker of jobs, woken when a job is added. */
  worker: Pick<Worker, 'wake'>
}

export interface Scheduler {
  /** Enqueues jobs for due ticks. Returns how many. */
  tick(): Promise<number>
  /** Looks every second, until `stop`. */
  start(): void
  stop(): Promise<void>
}

/** Without a tick the cursor moves only this often, which saves a write each second. New schedules count from when they are configured. */
const idleMoveMs = 60_000
const secondMs = 1000
const counter = 'tillside_schedule_moments_total'

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { db, ports, tenantId, definitions, worker } = options
  options.metrics.describe(counter, 'Due ticks of schedules, by outcome: queued or skipped.')
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
      else added += await enqueueDue(options, schedule, lookedUntilMs)
    }
    if (added > 0) worker.wake()
    return added
  }

  async function look(): Promise<void> {
    while (!stopping.signal.aborted) {
      await tick().catch((error: unknown) => {
        // Nothing is lost: the cursor has not moved, and the next look finds the same ticks.
        ports.log.error('schedules.look_failed', {
          cause: nameError(error),
        })
      })
      // Ticks are at whole seconds.
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

async function enqueueDue(
  { db, ports, metrics, tenantId }: SchedulerOptions,
  schedule: ScheduleDefinition,
  fromMs: number,
): Promise<number> {
  const nowMs = ports.now()
  const passed = openMoments(schedule.cron, schedule.timeZone).passed(fromMs, nowMs, passedMax)
  // The clocks of replicas differ slightly: a cursor may be ahead, and is never moved back.
  if (passed.length === 0 && nowMs - fromMs < idleMoveMs) return 0
  const { due, skipped } = sortMoments(passed, schedule.missed, nowMs)
  const where = { tenantId, schedule: schedule.id }
  const added = await db.transaction().execute(async (transaction) => {
    if (!(await moveSchedule(transaction, where, { fromMs, toMs: nowMs }))) return undefined
    await insertSkippedTicks(transaction, where, skipped)
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

/** Adds a tick and its job, once. Returns the id of the job, or `undefined` if the tick exists already. */
export async function addTick(
  transaction: Database,
  ports: Pick<Ports, 'now' | 'randomBytes'>,
  { tenantId, schedule, atMs }: { tenantId: string; schedule: string; atMs: number },
): Promise<string | undefined> {
  const jobId = createJobId(ports)
  if (!(await insertTick(transaction, { tenantId, schedule }, { atMs, jobId }))) return undefined
  const payload: ScheduleWork = { schedule, tickAtMs: atMs }
  // Due at the tick itself, so that missed ticks run oldest first, and a worker whose clock is behind does not wait.
  return enqueue(transaction, ports, { tenantId, task: scheduleTask, payload, id: jobId, dueAtMs: atMs })
}
