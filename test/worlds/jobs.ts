// Gives each test its own task, clock and worker, on a shared database.

import { enqueue } from '#jobs/enqueue.ts'
import type { Task } from '#jobs/task.ts'
import { createWorker, type Worker, type WorkerOptions } from '#jobs/worker.ts'
import { createMetrics } from '#metrics.ts'
import { findJob } from '#store/jobs.ts'
import type { Database } from '#store/schema.ts'
import { createTestClock, type TestClock } from './clock.ts'
import type { JobStore } from './database.ts'

let seed = 0

/** Creates a task, a clock and a worker that takes only this test's jobs. */
export function prepare(
  store: JobStore,
  run: Task['run'],
  more: Partial<Task> & Partial<WorkerOptions> = {},
) {
  const clock = createTestClock({ seed: ++seed })
  const name = `task_${seed}`
  const worker = (db: Database = store.db, options: Partial<WorkerOptions> = {}): Worker => {
    const { horizonMs, attemptMs, atEnd, ...rest } = more
    const task: Task = {
      run,
      ...(horizonMs === undefined ? {} : { horizonMs }),
      ...(attemptMs === undefined ? {} : { attemptMs }),
      ...(atEnd === undefined ? {} : { atEnd }),
    }
    const base = { db, dialect: store.dialect, ports: clock.ports, metrics: createMetrics() }
    return createWorker({ ...base, ...rest, tasks: { [name]: task }, ...options })
  }
  const add = (payload: unknown = {}, tenantId = 'self') =>
    enqueue(store.db, clock.ports, { tenantId, task: name, payload })
  const find = async (jobId: string) => findJob(store.db, { tenantId: 'self', jobId })
  return { clock, name, worker, add, find }
}

/**
 * Moves the clock until `is` returns true; renewals and polls happen in between. Gives up only on work that hangs. `holds`: the clock
 * stands still, so that work that takes real time on a busy machine does not lose its lease.
 */
export async function advanceUntil(
  clock: TestClock,
  ms: number,
  is: () => boolean | Promise<boolean>,
  holds: () => boolean | Promise<boolean> = () => false,
) {
  const giveUpAt = performance.now() + 120_000
  while (performance.now() < giveUpAt) {
    if (await is()) return
    if (!(await holds())) await clock.advance(ms)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  throw new Error('the condition never became true')
}
