// Writes down what happens, as events that keep what they said, each with its thin twin; and tells who listens.

import type { Ids } from './ids.ts'
import type { JsonObject } from './json.ts'
import type { EventRequest, Tables } from './objects/tables.ts'
import type { Settings } from './settings.ts'
import type { Compartment } from './store.ts'

/** Something that happened to an object, drawn as it is now. */
type NewEvent = {
  type: string
  object: JsonObject
  previous?: JsonObject | undefined
  request?: EventRequest
  /** The version the object is drawn in; the account's own unless said otherwise. */
  version?: string
}

export type EventLog = {
  record: (where: { store: Compartment; ids: Ids }, happening: NewEvent) => Tables['event']
  /** Hears of every event; answers how to stop. */
  onRecord: (listener: (store: Compartment, event: Tables['event']) => void) => () => void
}

/** The id of an event's thin twin: longer by a letter, so that it is never another event's. */
export const thinIdOf = (eventId: string): string => eventId.replace('evt_', 'evt_t')

/** Makes the log of one simulated Stripe. */
export function createEventLog(settings: Settings, now: () => number): EventLog {
  const listeners = new Set<(store: Compartment, event: Tables['event']) => void>()
  let count = 0
  return {
    record({ store, ids }, { type, object, previous, request, version }) {
      const nowMs = now()
      count += 1
      // The time and the number make it the only one: a receiver, which may outlive this process, must never take a
      // new event for an old one.
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
