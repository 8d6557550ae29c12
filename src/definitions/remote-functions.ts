// Functions that stand for those of a remote service. Each carries the service and the call that it makes, so that the configuration
// can be checked, and the service opened, before the first call.

import type { RemoteCall } from '#contract/remote.ts'
import type { RemoteSource, Source, Sources } from './source.ts'

/** Registered by name, because a bundled configuration may contain its own copy of this module. */
const mark = Symbol.for('tillside.remote')

export type RemoteFunction = { call: RemoteCall; source: RemoteSource }

/** Marks a function as a service's. */
export const marked = <F extends object>(owner: RemoteFunction, work: F): F =>
  Object.assign(work, { [mark]: owner })

/** The service's functions among the values of a definition, by key. */
export const remoteFunctionsOf = (definition: object): [key: string, remote: RemoteFunction][] =>
  Object.entries(definition).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'function' && mark in value ? [[key, value[mark] as RemoteFunction]] : [],
  )

/** Under which key a definition's `sources` contain a service. No identifier, so that it replaces no source of the author's. */
export const sourceKeyOf = ({ options }: RemoteSource): string => `remote:${options.name}`

/** Adds the services of a definition's functions to its sources, so that each function finds its own in its context. */
export function withRemoteSources<D extends { sources?: Sources }>(definition: D): D {
  const found = remoteFunctionsOf(definition)
  if (found.length === 0) return definition
  const added = found.map(([, { source }]): [string, Source] => [sourceKeyOf(source), source])
  return Object.freeze({ ...definition, sources: { ...definition.sources, ...Object.fromEntries(added) } })
}
