// Records events, each with a thin twin, and notifies listeners. An event keeps the object as it was.

import type { Ids } from './ids.ts'
import type { JsonObject } from './json.ts'
import type { EventRequest, Tables } from './objects/tables.ts'
import type { Settings } from './settings.ts'
import type { Compartment } from './store.ts'

/** An event about an object, drawn in its current state. */
type NewEvent = {
  type: string
  object: JsonObject
  previous?: JsonObject | undefined
  request?: EventRequest
  /** The version the object is drawn in; by default the account's own. */
  version?: string
}

export type EventLog = {
  record: (where: { store: Compartment; ids: Ids }, happening: NewEvent) => Tables['event']
  /** Calls the listener for every event; returns a stop function. */
  onRecord: (listener: (store: Compartment, event: Tables['event']) => void) => () => void
}

/** The id of an event's thin twin: one letter longer, so that it never equals another event's id. */
export const thinIdOf = (eventId: string): string => eventId.replace('evt_', 'evt_t')

/** Creates the event log of one simulated Stripe. */
export function createEventLog(settings: Settings, now: () => number): EventLog {
  const listeners = new Set<(store: Compartment, event: Tables['event']) => void>()
  let count = 0
  return {
    record({ store, ids }, { type, object, previous, request, version }) {
      const nowMs = now()
      count += 1
      // Time and number make the id unique: a receiver that outlives this process must never take a new event for an
      // old one.
      const id = `${ids.of('evt', `${nowMs} ${count}`)}${String(count).padStart(8, '0')}`
      const created = Math.floor(nowMs / 1000)
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
      const thinId = thinIdOf(id)
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
