// Keeps the work of the gateway going for as long as the process lives: looks for what is due, and adds the upkeep of the hour.

import { nameError } from '#errors.ts'
import type { Ports } from '#ports.ts'
import type { OpenWork } from '../compose/work.ts'

/** `web` answers requests and leaves the work to others; `worker` works, and answers nothing but the operator. */
export type Role = 'web' | 'worker' | 'all'

/** Requests have had their time by then; what is not finished is given back to the queue. */
const stopTimeoutMs = 3000
const upkeepEveryMs = 600_000

/** Begins; call the result to stop. */
export function runWork(work: OpenWork, ports: Ports, role: Role): () => Promise<void> {
  const over = new AbortController()
  const following = work.keepCachesFresh(over.signal)
  const workers = Object.values(work.workers)
  const stopWorkers = () => Promise.all(workers.map((worker) => worker.stop(stopTimeoutMs)))
  // It looks for no work, but runs each action that somebody waits for.
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
      // The database does not answer; the next time is soon enough.
      ports.log.warn('upkeep.failed', { cause: nameError(error) }),
    )
    await ports.sleep(upkeepEveryMs, over).catch(() => undefined)
  }
}
