// One look for due work: takes what is due until nothing is, for less than a minute, when the next look begins.

import type { Worker } from '#jobs/worker.ts'
import type { Ports } from '#ports.ts'
import type { OpenWork } from '../open-work.ts'

const lookMs = 50_000

type Work = Pick<OpenWork, 'workers' | 'scheduler' | 'upkeep'>

/** What is not finished by then is given back to the queue. */
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
    await Promise.all(all.map(takeAll))
  } finally {
    over.abort()
    await limit
  }
}

async function takeAll(worker: Worker): Promise<void> {
  while ((await worker.tick()) > 0);
}
