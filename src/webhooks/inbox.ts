// What a process does on hearing that an event came in: here, or at another replica. Nothing of it has to happen for the event
// to be handled: it makes what was kept in memory old, and wakes the worker.

import type { Log } from '#log.ts'
import { listEventsAfter, type HeardEvent } from '#store/heard-events.ts'
import type { Database } from '#store/schema.ts'
import type { Ports } from '#ports.ts'
import type { ReadEvent } from './read-event.ts'

/** What an event is about. */
export type EventNews = Pick<ReadEvent, 'type' | 'mode' | 'accountId' | 'objectId' | 'customerId'>

export interface Inbox {
  /** An event was stored by this process. */
  arrived(news: EventNews): void
}

export type FollowMeans = {
  db: Database
  ports: Pick<Ports, 'now' | 'sleep'> & { log: Log }
  tenantId: string
  hear: (event: HeardEvent) => void
}

const pollMs = 500
/** Clocks of replicas differ, and a row is visible only after its commit. */
const overlapMs = 2_000
const rowsMax = 1000

/** Hears of events that other replicas stored, half a second later. Call the result to stop. */
export function followEvents(means: FollowMeans): () => Promise<void> {
  const { ports } = means
  const over = new AbortController()
  const follow = createFollower(means)
  async function run(): Promise<void> {
    while (!over.signal.aborted) {
      await follow().catch((error: unknown) =>
        ports.log.warn('events.unheard', { cause: error instanceof Error ? error.name : typeof error }),
      )
      await ports.sleep(pollMs, over.signal).catch(() => undefined)
    }
  }
  const running = run()
  return async () => {
    over.abort()
    await running
  }
}

/** One look: each event once, however often it is seen. */
function createFollower({ db, ports, tenantId, hear }: FollowMeans): () => Promise<void> {
  let sinceMs = ports.now() - overlapMs
  /** Ids and when they were stored, as far as they may be seen again. */
  let heard = new Map<string, number>()
  return async () => {
    const events = await listEventsAfter(db, { tenantId, sinceMs, limit: rowsMax })
    for (const event of events) {
      if (heard.has(event.id)) continue
      heard.set(event.id, event.createdAtMs)
      hear(event)
    }
    const lastMs = events.at(-1)?.createdAtMs ?? sinceMs
    // A full page of rows that are all known would be read again and again.
    sinceMs = events.length === rowsMax ? lastMs : Math.max(sinceMs, ports.now() - overlapMs)
    heard = new Map([...heard].filter(([, atMs]) => atMs >= sinceMs))
  }
}
