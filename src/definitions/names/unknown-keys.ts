// Finds keys that a configuration has and nothing reads: `panles`, `role`. The compiler finds most of them, but not those in plain
// JavaScript or in objects that are spread, and a restriction that is not read is none.

import { nearestName } from '#did-you-mean.ts'
import { sourcesOf } from '../declared-sources.ts'
import type { ActionDefinition, TillsideConfig } from '../define.ts'
import type { Source } from '../source.ts'
import { fieldsOf, metasOf } from './field-metas.ts'
import { problem, warning, type Finding } from './finding.ts'
import {
  actionKeys,
  configKeys,
  endpointKeys,
  fieldMetaKeys,
  handlerKeys,
  httpSourceKeys,
  identityKeys,
  panelKeys,
  queryKeys,
  redirectUrlKeys,
  remoteKeys,
  scheduleKeys,
  signInKeys,
  sqlSourceKeys,
  stepKeys,
} from './known-keys.ts'

/** `owner` names the definition in messages; `meant` are the keys that an unknown one may stand for: by default those missing. */
type Place = { owner: string; path?: string; meant?: readonly string[] }

/** The unknown keys of a configuration. */
export const unknownKeys = (config: TillsideConfig): Finding[] => [
  // `defineConfig` has added the missing keys, so that a misspelt one stands beside the key it is meant to be.
  ...keysIn(config, configKeys, { owner: 'configuration', meant: configKeys }),
  ...config.panels.flatMap((one) => keysIn(one, panelKeys, { owner: `panel "${one.id}"` })),
  ...config.actions.flatMap(keysOfAction),
  ...config.handlers.flatMap((one) => keysIn(one, handlerKeys, { owner: `handler "${one.id}"` })),
  ...config.schedules.flatMap((one) => keysIn(one, scheduleKeys, { owner: `schedule "${one.id}"` })),
  ...config.endpoints.flatMap((one) => keysIn(one, endpointKeys, { owner: `endpoint "${one.id}"` })),
  ...config.signIns.flatMap((one) => {
    const owner = `sign-in "${one.id}"`
    return [
      ...keysIn(one, signInKeys, { owner }),
      ...keysIn(one.redirectUrls, redirectUrlKeys, { owner, path: 'redirectUrls.' }),
    ]
  }),
  ...[...sourcesOf(config).values()].flatMap(keysOfSource),
]

/**
 * A key that looks like one that is missing is a problem. Any other may be the author's own, as a helper library adds them, and is a
 * warning; those that begin with `_`, and symbols, are not mentioned at all.
 */
function keysIn(value: unknown, known: readonly string[], { owner, path = '', meant }: Place): Finding[] {
  if (typeof value !== 'object' || value === null) return []
  const given = Object.keys(value)
  const candidates = meant ?? known.filter((key) => !given.includes(key))
  return given
    .filter((key) => !known.includes(key) && !key.startsWith('_'))
    .map((key) => {
      const nearest = nearestName(key, candidates)
      return nearest === undefined
        ? warning(`${owner}: the key "${path}${key}" is not read; known keys are ${known.join(', ')}`)
        : problem(`${owner}: there is no key "${path}${key}"; did you mean "${path}${nearest}"?`)
    })
}

function keysOfAction(action: ActionDefinition): Finding[] {
  const owner = `action "${action.id}"`
  return [
    ...keysIn(action, actionKeys, { owner }),
    ...(action.steps ?? []).flatMap((step, index) =>
      keysIn(step, stepKeys, { owner, path: `steps[${index}].` }),
    ),
    ...fieldsOf(action.input).flatMap(([name, field]) => keysOfField(field, owner, name)),
  ]
}

/** `.meta()` is open to other tools, so only keys that look misspelt are mentioned. */
const keysOfField = (schema: unknown, owner: string, name: string): Finding[] =>
  metasOf(schema)
    .flatMap((meta) => keysIn(meta, fieldMetaKeys, { owner, path: `input.${name}.meta.` }))
    .filter(({ isProblem }) => isProblem)

function keysOfSource({ kind, options }: Source): Finding[] {
  const owner = `source "${options.name}"`
  if (kind === 'sql')
    return [
      ...keysIn(options, sqlSourceKeys, { owner }),
      ...Object.entries(options.queries ?? {}).flatMap(([name, query]) =>
        keysIn(query, queryKeys, { owner, path: `queries.${name}.` }),
      ),
    ]
  if (kind === 'remote') return keysIn(options, remoteKeys, { owner: `remote "${options.name}"` })
  const { identity } = options
  return [
    ...keysIn(options, httpSourceKeys, { owner }),
    ...keysIn(identity, identityKeys[identity?.kind ?? 'none'] ?? ['kind'], { owner, path: 'identity.' }),
  ]
}
