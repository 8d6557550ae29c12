// Changes objects and records the events that Stripe sends about them.

import type { Call } from './call.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import type { Entity, TableName, Tables } from './objects/tables.ts'
import { draw } from './shape/draw.ts'

/** What a change needs to know: of a request, or of a moment that the clock has reached. */
export type Stage = Pick<Call, 'scene' | 'ids' | 'nowMs' | 'settings' | 'recordEvent'>

const asInEvent = (call: Stage, entity: Entity): JsonObject =>
  draw(entity, { store: call.scene.store, version: call.settings.defaultVersion })

/** Records an event about an object in its current state. */
export const recordEventOf = (call: Stage, type: string, entity: Entity): void =>
  call.recordEvent(type, asInEvent(call, entity))

/** Adds an object and records the event. */
export function addAndRecord<N extends TableName>(
  call: Stage,
  name: N,
  entity: Tables[N] & Entity,
  type: string,
): Tables[N] {
  const added = call.scene.store.add(name, entity, call.nowMs)
  recordEventOf(call, type, entity)
  return added
}

/** Changes an object and records the event with the previous values; no event if nothing changed. */
export function changeAndRecord<N extends TableName>(
  call: Stage,
  name: N,
  held: Tables[N] & Entity,
  changes: Partial<Tables[N]>,
  type: string,
): Tables[N] & Entity {
  const before = asInEvent(call, held)
  call.scene.store.change(name, held.id, changes, call.nowMs)
  const after = asInEvent(call, held)
  const previous = previousAttributes(before, after)
  if (Object.keys(previous).length > 0) call.recordEvent(type, after, previous)
  return held
}

/** The `previous_attributes` of an event: old values of changed fields; of nested objects only the changed fields. */
function previousAttributes(before: JsonObject, after: JsonObject): JsonObject {
  const previous: JsonObject = {}
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[name], after[name]]
    if (JSON.stringify(was) === JSON.stringify(is)) continue
    previous[name] = isJsonObject(was) && isJsonObject(is) ? previousAttributes(was, is) : (was ?? null)
  }
  return previous
}
