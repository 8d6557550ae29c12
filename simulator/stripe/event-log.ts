// Writes down what happens, as events that keep what they said, each with its thin twin; and tells who listens.

import type { Ids } from './ids.ts'
import type { JsonObject } from './json.ts'
import type { EventRequest, Tables } from './objects/tables.ts'
import type { Settings } from './settings.ts'
import type { Compartment } from './store.ts'

/** Something that happened to an object, drawn as it is now. */
type Happening = {
  type: string
  object: JsonObject
  previous?: JsonObject | undefined
  request?: EventRequest
  /** The version the object is drawn in; the account's own unless said otherwise. */
  version?: string
}

export type EventLog = {
  record: (where: { store: Compartment; ids: Ids }, happening: Happening) => Tables['event']
  /** Hears of every event; answers how to stop. */
  onRecord: (listener: (store: Compartment, event: Tables['event']) => void) => () => void
}

/** The id of an event's thin twin. */
export const thinIdOf = (eventId: string, ids: Ids): string => ids.of('evt', `thin ${eventId}`)

/** Makes the log of one simulated Stripe. */
export function createEventLog(settings: Settings, now: () => number): EventLog {
  const listeners = new Set<(store: Compartment, event: Tables['event']) => void>()
  return {
    record({ store, ids }, { type, object, previous, request, version }) {
      const id = ids.next('evt')
      const created = Math.floor(now() / 1000)
      const subject = typeof object['id'] === 'string' ? object['id'] : ''
      const event = store.add('event', {
        id,
        object: 'event',
        created,
        type,
        subject,
        api_version: version ?? settings.defaultVersion,
        recorded: { object, previous, request: request ?? { id: null, idempotency_key: null } },
      })
      const thinId = thinIdOf(id, ids)
      store.add('v2.core.event', {
        id: thinId,
        object: 'v2.core.event',
        created,
        type: `v1.${type}`,
        snapshot_event: id,
      })
      for (const listener of listeners) listener(store, event)
      return event
    },
    onRecord(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
