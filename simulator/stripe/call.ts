// One request to the simulated API as the resources see it, and the definition of an endpoint.

import { refusals } from '../../dashboard/stripe/errors.ts'
import type { Params } from '../../dashboard/stripe/form.ts'
import type { Ids } from './ids.ts'
import type { JsonObject } from './json.ts'
import type { Key } from './keys.ts'
import type { Entity } from './objects/tables.ts'
import { draw } from './shape/draw.ts'
import type { Scene } from './shape/scene.ts'
import type { Settings } from './settings.ts'

/** A request that has been authenticated. */
export type Call = {
  path: string
  /** Where the simulator is reached, for the addresses of its own pages. */
  origin: string
  params: Params
  id: string
  scene: Scene
  key: Key
  ids: Ids
  nowMs: number
  settings: Settings
  /** The other mode, if an object with this id exists there. */
  elsewhere(id: string): 'live' | 'test' | undefined
  /** Records an event. */
  recordEvent(type: string, object: JsonObject, previous?: JsonObject): void
}

/** The type of a parameter, checked before permission and existence. A `word` is text that does not filter by equality. */
export type Kind = 'text' | 'word' | 'integer' | 'flag' | 'time' | 'list' | 'map'

/** One endpoint. */
export type Endpoint = {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  takes: Record<string, Kind>
  /** Any one of these permissions is enough. */
  needs: string[] | ((call: Call) => string[])
  /** The kind of object returned or listed, for expansion. */
  kind: string
  answer(call: Call): JsonObject
}

/** A text parameter. */
export const textOf = (params: Params, name: string): string | undefined => {
  const value = params[name]
  return typeof value === 'string' ? value : undefined
}

/** An integer parameter within bounds. */
export function integerOf(
  params: Params,
  name: string,
  bounds: { least: number; most: number },
): number | undefined {
  const text = textOf(params, name)
  if (text === undefined) return undefined
  if (!/^-?\d+$/.test(text)) throw refusals.notInteger(name, text)
  const value = Number(text)
  if (value > bounds.most) throw refusals.tooLarge(name, value, bounds.most)
  if (value < bounds.least) throw refusals.tooSmall(name, bounds.least)
  return value
}

/** Draws an object for this call. */
export const show = (call: Call, entity: Entity): JsonObject => draw(entity, call.scene)
