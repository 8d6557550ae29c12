// Runs the gateway's background work for as long as the process lives: looks for due work, and enqueues the regular upkeep.

import { nameError } from '#errors.ts'
import type { Ports } from '#ports.ts'
import type { OpenWork } from '../compose/work.ts'

/** `web` answers requests and leaves background work to others; `worker` works, and answers only operation routes such as `/health`. */
export type Role = 'web' | 'worker' | 'all'

/** Requests have already had their time by then; unfinished work is returned to the queue. */
const stopTimeoutMs = 3000
const upkeepEveryMs = 600_000

/** Starts the work and returns a function that stops it. */
export function runWork(work: OpenWork, ports: Ports, role: Role): () => Promise<void> {
  const over = new AbortController()
  const following = work.keepCachesFresh(over.signal)
  const workers = Object.values(work.workers)
  const stopWorkers = () => Promise.all(workers.map((worker) => worker.stop(stopTimeoutMs)))
  // A `web` process does not look for work, but runs each action whose caller is waiting.
  if (role === 'web')
    return async () => {
      over.abort()
      await Promise.all([following, stopWorkers()])
    }
  for (const worker of workers) worker.start()
  work.scheduler.start()
  const keeping = keepUp(work, ports, over.signal)
  return async () => {
    over.abort()
    await work.scheduler.stop()
    await Promise.all([keeping, following, stopWorkers()])
  }
}

async function keepUp(work: OpenWork, ports: Ports, over: AbortSignal): Promise<void> {
  for (let isStart = true; !over.aborted; isStart = false) {
    await work.upkeep({ isStart }).catch((error: unknown) =>
      // The database does not respond; the next round is soon enough.
      ports.log.warn('upkeep.failed', { cause: nameError(error) }),
    )
    await ports.sleep(upkeepEveryMs, over).catch(() => undefined)
  }
}
