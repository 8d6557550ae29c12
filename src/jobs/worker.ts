// The one claim loop: takes due work of a queue and works on several at once. Any number of processes may run it on one database.

import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { Dialect } from '#store/migrate.ts'
import type { Database } from '#store/schema.ts'
import { claimDue, type Claim, type Queue, type Work } from '#store/work.ts'
import { attempt, type AttemptOutcome } from './attempt.ts'
import { createJobId } from './enqueue.ts'
import { Stopping, type Task } from './task.ts'

export type WorkerOptions = {
  db: Database
  dialect: Dialect
  ports: Ports
  metrics: Metrics
  /** `jobs` by default. */
  queue?: Queue
  /** By name. Jobs of other tasks are left to other workers. Events and deliveries are named as their queue. */
  tasks: Readonly<Record<string, Task>>
  /** Which of the due work is taken, where it is not simply the oldest. */
  claim?: (claim: Claim) => Promise<Work[]>
  /** The attempt at something claimed is over, however it ended. */
  over?: (work: Work) => void
  /** At once; 8. */
  concurrency?: number
  /** A worker that is silent for so long has lost its jobs; 30 s. */
  leaseMs?: number
  /** How often to look when nothing wakes it; 1 s. */
  pollMs?: number
  /** How long to wait when it is woken, so that what comes together is claimed together; 0. */
  gatherMs?: number
}

export interface Worker {
  /** Claims what is due, as much as there is room for, and works until those attempts are over. How many there were. */
  tick(): Promise<number>
  /** One job, now: for work somebody waits for. Resolves when the attempt is over; false when another worker has the job. */
  run(jobId: string): Promise<boolean>
  /** Begins to look for due jobs, until `stop`. */
  start(): void
  /** Something is due: do not wait for the next look. */
  wake(): void
  /** Claims nothing any more; waits for what is under way, then gives back what is not finished. */
  stop(timeoutMs?: number): Promise<void>
}

const counter = 'tillside_job_attempts_total'

type Claimed = { work: Work; leaseId: string; task: Task }

export function createWorker(options: WorkerOptions): Worker {
  const { concurrency = 8, pollMs = 1000, gatherMs = 0, ports } = options
  const desk = openDesk(options)
  let waiting = new AbortController()
  let looking: Promise<void> | undefined

  /** Hands out due jobs until `stop`. A job that ends makes room, and wakes it. */
  async function look(): Promise<void> {
    while (!desk.isClosed()) {
      waiting = new AbortController()
      const { signal } = waiting
      const room = concurrency - desk.busy()
      const begun = room > 0 ? await desk.begin(room).catch(() => []) : []
      for (const working of begun) void working.finally(() => waiting.abort())
      if (begun.length > 0 && begun.length === room) continue
      // Rejects when it is woken; both mean: look again.
      await ports.sleep(pollMs, signal).catch(() => undefined)
      if (gatherMs > 0 && !desk.isClosed()) await ports.sleep(gatherMs)
    }
  }

  return {
    async tick() {
      const begun = await desk.begin(concurrency - desk.busy())
      await Promise.all(begun)
      return begun.length
    },
    async run(jobId) {
      const begun = await desk.begin(1, jobId)
      await Promise.all(begun)
      return begun.length > 0
    },
    start: () => void (looking ??= look()),
    wake: () => waiting.abort(),
    async stop(timeoutMs = 10_000) {
      const closed = desk.close(timeoutMs)
      waiting.abort()
      await looking
      await closed
    },
  }
}

/** What is under way in this process: begun work, and claims that have not been answered. */
function openDesk(options: WorkerOptions) {
  const { db, dialect, ports, tasks, metrics, queue = 'jobs', leaseMs = 30_000 } = options
  const { claim: take = (claim: Claim) => claimDue(db, dialect, claim) } = options
  const active = new Set<Promise<unknown>>()
  const stopping = new AbortController()
  let isClosed = false
  let busy = 0
  metrics.describe(counter, 'Attempts at jobs, by task and how they ended.')

  function track<T>(work: Promise<T>): Promise<T> {
    active.add(work)
    // Whoever waits for a job has patience for a while only.
    ports.invocation?.().waitUntil(work.catch(() => undefined))
    return work.finally(() => active.delete(work))
  }

  async function perform(claimed: Claimed): Promise<void> {
    const { work } = claimed
    const log = ports.log.with({ queue, workId: work.id, task: work.task, attempt: work.attempts })
    let outcome: AttemptOutcome | 'broken' = 'broken'
    try {
      outcome = await attempt({ db, ports, leaseMs, queue }, claimed, stopping.signal)
      log[outcome === 'dead' ? 'error' : 'info']('job.attempted', { outcome })
    } catch (error) {
      // The end could not be written: the lease runs out, and the job is taken up again.
      log.error('job.end_unwritten', { cause: error instanceof Error ? error.name : typeof error })
    } finally {
      busy -= 1
      options.over?.(work)
    }
    metrics.count(counter, { task: work.task, outcome })
  }

  async function claim(limit: number, id?: string): Promise<Claimed[]> {
    const nowMs = ports.now()
    const leaseId = createJobId(ports).replace('job_', 'lea_')
    const names = Object.keys(tasks)
    const only = id === undefined ? {} : { id }
    const leaseUntilMs = nowMs + leaseMs
    try {
      const due = await take({
        queue,
        tasks: names,
        nowMs,
        leaseUntilMs,
        leaseId,
        limit,
        ...only,
      })
      return due.flatMap((work) => {
        const task = tasks[work.task]
        return task ? [{ work, leaseId, task }] : []
      })
    } catch (error) {
      ports.log.error('jobs.claim_failed', {
        queue,
        cause: error instanceof Error ? error.name : typeof error,
      })
      throw error
    }
  }

  return {
    busy: () => busy,
    isClosed: () => isClosed,
    /** Claims at most `limit` and begins them; resolves with their ends. */
    async begin(limit: number, id?: string): Promise<Promise<void>[]> {
      if (isClosed || limit <= 0) return []
      return track(
        claim(limit, id).then((claimed) => {
          busy += claimed.length
          return claimed.map((one) => track(perform(one)))
        }),
      )
    },
    async close(timeoutMs: number): Promise<void> {
      isClosed = true
      const patience = new AbortController()
      const allOver = async () => {
        while (active.size > 0) await Promise.allSettled(active)
        patience.abort()
      }
      const over = allOver()
      await Promise.race([over, ports.sleep(timeoutMs, patience.signal).catch(() => undefined)])
      stopping.abort(new Stopping('the process stops'))
      await over
    },
  }
}
