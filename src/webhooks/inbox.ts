// The inbox as routes see it: they put an event in, and the worker of events goes on with it later.

import type { Worker } from '#jobs/worker.ts'
import { acceptEvent, type AcceptDeps, type Accepted, type Arrival } from './accept-event.ts'
import { invalidateCaches, type CacheDeps, type EventSubject } from './caches.ts'

export interface Inbox {
  /** Stores an event, and wakes the worker when a new one is to be worked on. Throws what the database throws. */
  accept(arrival: Arrival): Promise<Accepted>
  /** Wakes the worker for an event that is in the queue again. */
  arrived(event: EventSubject): void
}

export type InboxDeps = AcceptDeps & CacheDeps & { worker: Pick<Worker, 'wake'> }

export function createInbox(deps: InboxDeps): Inbox {
  function arrived(event: EventSubject): void {
    invalidateCaches(deps, event)
    deps.worker.wake()
  }
  return {
    async accept(arrival) {
      const { accepted, event, isWaiting } = await acceptEvent(deps, arrival)
      if (accepted === 'new') invalidateCaches(deps, event)
      if (isWaiting) deps.worker.wake()
      return accepted
    },
    arrived,
  }
}
