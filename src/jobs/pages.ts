// Does long work page by page: each page is one short transaction, and after it the database is left to others for as long as the page
// took. Within a process others wait in line, but another process on the same SQLite file can only retry, and would never find it free.

import type { Ports } from '#ports.ts'

type PagePorts = Pick<Ports, 'now' | 'sleep'>

const pauseMsMax = 250

/** Runs one page, then leaves the database to others for as long as it took, 250 ms at most. */
export async function paced<T>(ports: PagePorts, page: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const begunMs = ports.now()
  const result = await page()
  const pauseMs = Math.min(ports.now() - begunMs, pauseMsMax)
  // An abort ends the pause, and the page that was done still counts.
  if (pauseMs > 0) await ports.sleep(pauseMs, signal).catch(() => undefined)
  return result
}

/** Runs pages until one has no rows or `signal` aborts. Returns how many rows there were. */
export async function untilNone(
  ports: PagePorts,
  page: () => Promise<number>,
  signal?: AbortSignal,
): Promise<number> {
  let total = 0
  for (;;) {
    if (signal?.aborted) return total
    const count = await paced(ports, page, signal)
    if (count === 0) return total
    total += count
  }
}
