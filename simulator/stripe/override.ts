// Sets a value inside an object by a dotted path: `data.object.amount=500`, `data.object.items.data.0.quantity=2`.

import { isJsonObject, type Json, type JsonObject } from './json.ts'

/** An invalid path. */
export class PathError extends Error {
  override readonly name = 'PathError'
}

// Names that would modify prototypes, and so all other objects.
const forbidden = new Set(['__proto__', 'prototype', 'constructor'])

/** Parses a value as JSON; anything else is text. */
export function valueOf(text: string): Json {
  try {
    // Parsed JSON always fits `Json`.
    const value = JSON.parse(text) as Json
    // A long id of digits would lose precision as a number.
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? text : value
  } catch {
    return text
  }
}

/** Sets a value, creating missing objects. Throws if the path leads through a scalar or out of a list. */
export function setAt(root: JsonObject, path: string, value: Json): void {
  const steps = path.split('.')
  if (steps.some((step) => step === '' || forbidden.has(step))) throw new PathError(`${path} is not a path`)
  const last = steps.pop() ?? ''
  let at: Json = root
  for (const step of steps) at = enter(at, step, path)
  put(at, last, value, path)
}

function enter(at: Json, step: string, path: string): Json {
  const held = Array.isArray(at) ? at[indexIn(at, step, path)] : isJsonObject(at) ? own(at, step) : undefined
  if (typeof held === 'object' && held !== null) return held
  if (held !== undefined && held !== null) throw new PathError(`${path} leads through a value at ${step}`)
  const made: JsonObject = {}
  put(at, step, made, path)
  return made
}

function put(at: Json, step: string, value: Json, path: string): void {
  if (Array.isArray(at)) at[indexIn(at, step, path)] = value
  else if (isJsonObject(at)) at[step] = value
}

const own = (at: JsonObject, step: string): Json | undefined =>
  Object.hasOwn(at, step) ? at[step] : undefined

/** An index in the list, or the one right after its end. */
function indexIn(list: Json[], step: string, path: string): number {
  const index = Number(step)
  if (!/^\d+$/.test(step) || index > list.length)
    throw new PathError(`${path} leads out of a list at ${step}`)
  return index
}
