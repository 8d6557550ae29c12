// One request to the simulated API as the resources see it, and what a resource is.

import { refusals } from '../../dashboard/stripe/errors.ts'
import type { Params } from '../../dashboard/stripe/form.ts'
import type { Ids } from './ids.ts'
import type { JsonObject } from './json.ts'
import type { Key } from './keys.ts'
import type { Entity } from './objects/tables.ts'
import { draw } from './shape/draw.ts'
import type { Scene } from './shape/scene.ts'
import type { Settings } from './settings.ts'

/** A request that has been let in. */
export type Call = {
  path: string
  params: Params
  id: string
  scene: Scene
  key: Key
  ids: Ids
  nowMs: number
  settings: Settings
  /** The mode in which something else with this id exists. */
  elsewhere(id: string): 'live' | 'test' | undefined
  /** Writes down that something happened, as Stripe does with an event. */
  tell(type: string, object: JsonObject, previous?: JsonObject): void
}

/** What a parameter may be: checked before permission and existence. A `word` is text that does not filter by equality. */
export type Kind = 'text' | 'word' | 'integer' | 'flag' | 'time' | 'list' | 'map'

/** One endpoint. */
export type Endpoint = {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  takes: Record<string, Kind>
  /** Any one of these slugs lets the call in. */
  needs: string[] | ((call: Call) => string[])
  /** The kind of object answered or listed, for expansion. */
  kind: string
  answer(call: Call): JsonObject
}

/** A parameter that is text. */
export const textOf = (params: Params, name: string): string | undefined => {
  const value = params[name]
  return typeof value === 'string' ? value : undefined
}

/** A parameter that is an integer within bounds. */
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
