// Changes of the world that Stripe makes an event of.

import type { Call } from './call.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import type { Entity, TableName, Tables } from './objects/tables.ts'
import { draw } from './shape/draw.ts'

const asInEvent = (call: Call, entity: Entity): JsonObject =>
  draw(entity, { store: call.scene.store, version: call.settings.defaultVersion })

/** An event about an object as it is. */
export const tellOf = (call: Call, type: string, entity: Entity): void =>
  call.tell(type, asInEvent(call, entity))

/** Puts an object in and makes the event of it. */
export function addAndTell<N extends TableName>(
  call: Call,
  name: N,
  entity: Tables[N] & Entity,
  type: string,
): Tables[N] {
  const added = call.scene.store.add(name, entity, call.nowMs)
  tellOf(call, type, entity)
  return added
}

/** Changes an object and makes the event of it, with what was before; no event if nothing changed. */
export function changeAndTell<N extends TableName>(
  call: Call,
  name: N,
  held: Tables[N] & Entity,
  changes: Partial<Tables[N]>,
  type: string,
): Tables[N] & Entity {
  const before = asInEvent(call, held)
  call.scene.store.change(name, held.id, changes, call.nowMs)
  const after = asInEvent(call, held)
  const previous = previousAttributes(before, after)
  if (Object.keys(previous).length > 0) call.tell(type, after, previous)
  return held
}

/** What `previous_attributes` says: the fields that changed, as they were; of nested objects only their changed fields. */
function previousAttributes(before: JsonObject, after: JsonObject): JsonObject {
  const previous: JsonObject = {}
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[name], after[name]]
    if (JSON.stringify(was) === JSON.stringify(is)) continue
    previous[name] = isJsonObject(was) && isJsonObject(is) ? previousAttributes(was, is) : (was ?? null)
  }
  return previous
}
