// Checks parameters, before permission and existence: unknown names first, then types.

import type { Endpoint, Kind } from './call.ts'
import { refusals } from '../../dashboard/stripe/errors.ts'
import type { Param, Params } from '../../dashboard/stripe/form.ts'

const always: Record<string, Kind> = { expand: 'list' }
const bounds = new Set(['gt', 'gte', 'lt', 'lte'])

function checkTime(name: string, value: Param): string[] {
  if (typeof value === 'string') {
    if (!/^\d+$/.test(value)) throw refusals.notInteger(name, value)
    return []
  }
  if (Array.isArray(value)) return [name]
  for (const [bound, text] of Object.entries(value)) {
    if (bounds.has(bound) && (typeof text !== 'string' || !/^\d+$/.test(text))) {
      throw refusals.notInteger(`${name}[${bound}]`, typeof text === 'string' ? text : bound)
    }
  }
  return Object.keys(value)
    .filter((bound) => !bounds.has(bound))
    .map((bound) => `${name}[${bound}]`)
}

function checkKind(name: string, kind: Kind, value: Param): void {
  if (kind === 'text' || kind === 'word' || kind === 'integer' || kind === 'flag') {
    if (typeof value !== 'string') throw refusals.wrongValue(name, `Invalid string: ${JSON.stringify(value)}`)
    if (kind === 'integer' && !/^-?\d+$/.test(value)) throw refusals.notInteger(name, value)
    if (kind === 'flag' && !/^(true|false)$/.test(value))
      throw refusals.wrongValue(name, `Invalid boolean: ${value}`)
  }
  if (kind === 'list' && !Array.isArray(value)) throw refusals.wrongValue(name, 'Invalid array')
  if (kind === 'map' && typeof value === 'string') throw refusals.wrongValue(name, 'Invalid object')
}

/** Throws Stripe's 400 for the first error in the parameters of a call. */
export function checkParameters(endpoint: Endpoint, params: Params): void {
  const takes: Record<string, Kind> = { ...always, ...endpoint.takes }
  const unknown = Object.keys(params).filter((name) => !Object.hasOwn(takes, name))
  for (const [name, value] of Object.entries(params)) {
    if (takes[name] === 'time') unknown.push(...checkTime(name, value))
  }
  if (unknown.length > 0) throw refusals.unknownParameters(unknown)
  for (const [name, value] of Object.entries(params)) {
    const kind = takes[name]
    // An empty string unsets a field in a POST, and is refused in a GET.
    if (value === '' && endpoint.method === 'GET') throw refusals.emptyParameter(name)
    if (kind !== undefined && !(value === '' && endpoint.method === 'POST')) checkKind(name, kind, value)
  }
}
