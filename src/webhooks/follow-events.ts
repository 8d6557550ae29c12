// Follows the events that other replicas store, with a delay of half a second. Processes use it to keep their caches fresh.

import { nameError } from '#errors.ts'
import { listRecentEvents, type RecentEvent } from '#store/recent-events.ts'
import type { Database } from '#store/schema.ts'
import type { Ports } from '#ports.ts'

export type FollowDeps = {
  db: Database
  ports: Pick<Ports, 'now' | 'sleep' | 'log'>
  tenantId: string
}

const pollMs = 500
/** Clocks of replicas differ, and a row is visible only after its commit. */
const overlapMs = 2_000
const rowsMax = 1000

/** Yields each event once, until `signal` aborts. */
export async function* followEvents(deps: FollowDeps, signal: AbortSignal): AsyncGenerator<RecentEvent> {
  const { ports } = deps
  const look = createLook(deps)
  while (!signal.aborted) {
    const events = await look().catch((error: unknown) => {
      ports.log.warn('events.unheard', { cause: nameError(error) })
      return []
    })
    yield* events
    await ports.sleep(pollMs, signal).catch(() => undefined)
  }
}

/** One look at the database, for the events that no look before has seen. */
function createLook({ db, ports, tenantId }: FollowDeps): () => Promise<RecentEvent[]> {
  let sinceMs = ports.now() - overlapMs
  /** When each event was stored, by id, for events that the next look sees again. */
  let seen = new Map<string, number>()
  return async () => {
    const events = await listRecentEvents(db, { tenantId, sinceMs, limit: rowsMax })
    const fresh = events.filter(({ id }) => !seen.has(id))
    for (const { id, createdAtMs } of fresh) seen.set(id, createdAtMs)
    const lastMs = events.at(-1)?.createdAtMs ?? sinceMs
    // Otherwise a full page of rows that were all seen would be read again and again.
    sinceMs = events.length === rowsMax ? lastMs : Math.max(sinceMs, ports.now() - overlapMs)
    seen = new Map([...seen].filter(([, atMs]) => atMs >= sinceMs))
    return fresh
  }
}
