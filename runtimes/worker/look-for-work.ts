// One look for due work: works until nothing is due, for less than a minute, because then the next look starts.

import type { Ports } from '#ports.ts'
import type { OpenWork } from '../compose/work.ts'

const lookMs = 50_000

type Work = Pick<OpenWork, 'workers' | 'scheduler' | 'upkeep'>

/** Unfinished work is returned to the queue when the time is up. */
export async function lookForWork(
  { workers, scheduler, upkeep }: Work,
  { sleep }: Pick<Ports, 'sleep'>,
): Promise<void> {
  const all = Object.values(workers)
  const over = new AbortController()
  const limit = sleep(lookMs, over.signal).then(
    () => Promise.all(all.map((worker) => worker.stop(0))),
    () => undefined,
  )
  try {
    await upkeep({ isStart: false })
    await scheduler.tick()
    await Promise.all(all.map((worker) => worker.drain()))
  } finally {
    over.abort()
    await limit
  }
}
