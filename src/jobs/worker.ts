// The claim loop: claims due work of a queue and works on several pieces at once. Any number of processes may run it on one database.

import { createBatcher } from '#batcher.ts'
import { nameError } from '#errors.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { isRowsFault } from '#store/rows-fault.ts'
import type { Dialect } from '#store/migrate.ts'
import type { ClaimRequest, Queue, WorkId } from '#store/queues.ts'
import type { Database } from '#store/schema.ts'
import { listStepsOf, type Step } from '#store/steps.ts'
import { claimDue, type Work } from '#store/work.ts'
import { attempt, type AttemptDeps, type AttemptResult } from './attempt.ts'
import { lossDelayMs } from './backoff.ts'
import { createJobId } from './enqueue.ts'
import { writeEndings, type Ending } from './endings.ts'
import { Stopping, type Task } from './task.ts'

export type WorkerOptions = {
  db: Database
  dialect: Dialect
  ports: Ports
  metrics: Metrics
  /** `jobs` by default. */
  queue?: Queue
  /** By name. Jobs of other tasks are left to other workers. Runs of handlers and deliveries have the name of their queue. */
  tasks: Readonly<Record<string, Task>>
  /** Claims work in another order than the oldest first. */
  claim?: (request: ClaimRequest) => Promise<Work[]>
  /** Called when claimed work leaves its place, however it ended. */
  over?: (work: Work) => void
  /**
   * Work leaves its place once its task has returned, while its end is still being written. Not where an end decides what may be
   * claimed next.
   */
  claimsWhileEnding?: boolean
  /** How many pieces of work are under way at once; 8. `Infinity` where each lane has its own limit. */
  concurrency?: number
  /** A worker that does not renew its leases for so long loses its work; 30 s. */
  leaseMs?: number
  /** How often to look when nothing wakes it; 1 s. */
  pollMs?: number
  /** How long to wait after being woken, so that work that arrives together is claimed together; 0. */
  gatherMs?: number
  /**
   * How many ends may share one commit; 1. They are gathered while earlier ends are written. If a task's `atEnd` throws, it fails all
   * of them, so this is for tasks that only update the gateway's own rows there.
   */
  endsTogetherMax?: number
}

export interface Worker {
  /** Claims as much due work as there is room for, and waits until those attempts are over. Returns how many there were. */
  tick(): Promise<number>
  /** Goes on like that whenever an attempt ends, until nothing is due and nothing is under way. */
  drain(): Promise<void>
  /** Runs one job now, because somebody waits for it. Resolves when the attempt is over; false when another worker has the job. */
  run(jobId: string): Promise<boolean>
  /** Begins to look for due work, until `stop`. */
  start(): void
  /** Looks at once, because something is due. */
  wake(): void
  /** Claims nothing more, waits for what is under way, then gives back what is not finished. */
  stop(timeoutMs?: number): Promise<void>
}

const counter = 'tillside_job_attempts_total'
/** Results of steps may be long. */
const readTogetherMax = 64

/** A shared error, because creating one records a stack trace. */
const lookAgain = new Error('look again')

type ClaimedWork = { work: Work; leaseId: string; task: Task }

interface WorkerPool {
  /** How many pieces of work have a place. */
  busy(): number
  isClosed(): boolean
  /** Claims at most `limit` pieces of work and begins them; resolves with their ends. */
  begin(limit: number, id?: string): Promise<Promise<void>[]>
  /** Waits for what is under way; after `timeoutMs` the rest is given back. */
  close(timeoutMs: number): Promise<void>
}

export function createWorker(options: WorkerOptions): Worker {
  const { concurrency = 8, pollMs = 1000, gatherMs = 0, ports } = options
  const pool = openPool(options, () => waiting.abort(lookAgain))
  let waiting = new AbortController()
  let looking: Promise<void> | undefined
  let isWoken = false

  /** Begins due work until `stop`. Work that is over makes room, and wakes the loop. */
  async function look(): Promise<void> {
    while (!pool.isClosed()) {
      waiting = new AbortController()
      const { signal } = waiting
      const room = concurrency - pool.busy()
      const begun = room > 0 ? await pool.begin(room).catch(() => []) : []
      if (begun.length > 0 && begun.length === room) continue
      // It resolves when the time is over and rejects when the worker is woken. Either way, look again.
      await ports.sleep(pollMs, signal).catch(() => undefined)
      if (isWoken && gatherMs > 0 && !pool.isClosed()) await ports.sleep(gatherMs)
      isWoken = false
    }
  }

  return {
    async tick() {
      const begun = await pool.begin(concurrency - pool.busy())
      await Promise.all(begun)
      return begun.length
    },
    async drain() {
      const working = new Set<Promise<void>>()
      for (;;) {
        for (const one of await pool.begin(concurrency - pool.busy())) {
          const over = one.finally(() => working.delete(over))
          working.add(over)
        }
        if (working.size === 0) return
        // Does not wait for all of them: one that takes long must not hold up the rest.
        await Promise.race(working)
      }
    },
    async run(jobId) {
      const begun = await pool.begin(1, jobId)
      await Promise.all(begun)
      return begun.length > 0
    },
    start: () => void (looking ??= look()),
    wake() {
      isWoken = true
      waiting.abort(lookAgain)
    },
    async stop(timeoutMs = 10_000) {
      const closed = pool.close(timeoutMs)
      waiting.abort(lookAgain)
      await looking
      await closed
    },
  }
}

/** Attempts that begin or end together read and write together. */
function openWrites(
  { db, ports, endsTogetherMax = 1 }: WorkerOptions,
  queue: Queue,
): Pick<AttemptDeps, 'readSteps' | 'end'> {
  const readTogether = createBatcher<WorkId, readonly Step[]>({
    async run(works) {
      const found = new Map<string, readonly Step[]>()
      for (const [tenantId, ofTenant] of Map.groupBy(works, (work) => work.tenantId)) {
        const ids = ofTenant.map(({ id }) => id)
        for (const [id, steps] of await listStepsOf(db, { queue, tenantId, ids })) found.set(id, steps)
      }
      return works.map(({ id }) => found.get(id) ?? [])
    },
    itemsMax: readTogetherMax,
    ports,
  })
  const endTogether = createBatcher<Ending, boolean>({
    run: (endings) => writeEndings({ db, ports }, endings),
    itemsMax: endsTogetherMax,
    isItemsFault: isRowsFault,
    ports,
  })
  const endAlone = async (ending: Ending) => (await writeEndings({ db, ports }, [ending]))[0] ?? false
  return { readSteps: readTogether, end: endsTogetherMax > 1 ? endTogether : endAlone }
}

/**
 * What is under way in this process: work that has begun, and claims that the database has not responded to. `onRoom` is called
 * whenever work leaves its place to others.
 */
function openPool(options: WorkerOptions, onRoom: () => void): WorkerPool {
  const { db, dialect, ports, tasks, metrics, queue = 'jobs', leaseMs = 30_000 } = options
  const { claimsWhileEnding = false } = options
  const { claim: take = (request: ClaimRequest) => claimDue(db, dialect, request) } = options
  const deps: AttemptDeps = { db, ports, leaseMs, queue, ...openWrites(options, queue) }
  const active = new Set<Promise<unknown>>()
  const stopping = new AbortController()
  let isClosed = false
  let busy = 0
  metrics.describe(counter, 'Attempts at jobs, by task and how they ended.')

  function track<T>(work: Promise<T>): Promise<T> {
    active.add(work)
    // The caller waits for a while only, and the runtime must not end the work with the caller.
    ports.invocation?.().waitUntil(work.catch(() => undefined))
    return work.finally(() => active.delete(work))
  }

  async function perform(claimed: ClaimedWork): Promise<void> {
    const { work } = claimed
    const log = ports.log.with({ queue, workId: work.id, task: work.task, attempt: work.attempts })
    let outcome: AttemptResult | 'broken' = 'broken'
    let hasPlace = true
    const leavePlace = () => {
      if (!hasPlace) return
      hasPlace = false
      busy -= 1
      options.over?.(work)
      onRoom()
    }
    try {
      outcome = await attempt(deps, claimed, stopping.signal, claimsWhileEnding ? leavePlace : undefined)
      log[outcome === 'dead' ? 'error' : 'info']('job.attempted', { outcome })
    } catch (error) {
      // The end could not be written, so the lease runs out and the work is claimed again.
      log.error('job.end_unwritten', { cause: nameError(error) })
    } finally {
      leavePlace()
    }
    metrics.count(counter, { task: work.task, outcome })
  }

  async function claim(limit: number, id?: string): Promise<ClaimedWork[]> {
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
        lossDelayMs: (losses) => lossDelayMs(losses, ports),
        ...only,
      })
      return due.flatMap((work) => {
        const task = tasks[work.task]
        return task ? [{ work, leaseId, task }] : []
      })
    } catch (error) {
      ports.log.error('jobs.claim_failed', {
        queue,
        cause: nameError(error),
      })
      throw error
    }
  }

  return {
    busy: () => busy,
    isClosed: () => isClosed,
    async begin(limit, id) {
      if (isClosed || limit <= 0) return []
      return track(
        claim(limit, id).then((claimed) => {
          busy += claimed.length
          return claimed.map((one) => track(perform(one)))
        }),
      )
    },
    async close(timeoutMs) {
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
