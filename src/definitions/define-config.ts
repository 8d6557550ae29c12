// Completes a configuration and checks what types cannot: duplicate ids, steps with fields that do not exist.

import type { ConfigInput, TillsideConfig } from './define.ts'
import { problemsOfEndpoints } from './endpoint-problems.ts'
import { problemsOfHandlers } from './handler-problems.ts'
import { problemsOfSchedules } from './schedule-problems.ts'
import type { Source } from './source.ts'

const idPattern = /^[a-z][a-z0-9-]{0,59}$/

/** All problems of a configuration file. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`tillside.config.ts needs attention:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/** Every source that a configuration names, by name. */
export const sourcesOf = (config: TillsideConfig): ReadonlyMap<string, Source> =>
  new Map(declaredSources(config).map((source) => [source.options.name, source]))

const declaredSources = ({ panels, actions, handlers, schedules, sources }: TillsideConfig): Source[] => [
  ...[...panels, ...actions, ...handlers, ...schedules].flatMap((one) => Object.values(one.sources ?? {})),
  ...sources,
]

function problemsOf(config: TillsideConfig): string[] {
  const problems: string[] = []
  for (const part of ['panels', 'actions', 'handlers', 'schedules', 'endpoints', 'signIns'] as const) {
    const seen = new Set<string>()
    for (const { id } of config[part]) {
      if (!idPattern.test(id)) {
        problems.push(
          `${part}: "${id}" is not a valid id; write lower-case letters, digits and hyphens, a letter first`,
        )
      }
      if (seen.has(id)) problems.push(`${part}: "${id}" occurs twice`)
      seen.add(id)
    }
  }
  for (const { id, input, steps, refreshes = [] } of config.actions) {
    const known = Object.keys(input.shape)
    const stepped = steps?.flatMap(({ fields }) => fields) ?? known
    const unknown = stepped.filter((name) => !known.includes(name))
    const missing = known.filter((name) => !stepped.includes(name))
    if (unknown.length > 0)
      problems.push(`actions: "${id}" has steps with unknown fields: ${unknown.join(', ')}`)
    if (missing.length > 0) problems.push(`actions: "${id}" has no step with ${missing.join(', ')}`)
    for (const panel of refreshes) {
      if (!config.panels.some((one) => one.id === panel)) {
        problems.push(`actions: "${id}" refreshes the panel "${panel}", which does not exist`)
      }
    }
  }
  problems.push(...problemsOfHandlers(config.handlers))
  problems.push(...problemsOfSchedules(config.schedules))
  problems.push(...problemsOfEndpoints(config.endpoints))
  const named = new Map<string, Source>()
  for (const source of declaredSources(config)) {
    const { name } = source.options
    if (!idPattern.test(name))
      problems.push(`sources: "${name}" is not a valid name; write lower-case letters, digits and hyphens`)
    if ((named.get(name) ?? source) !== source)
      problems.push(`sources: two different sources are named "${name}"`)
    named.set(name, source)
  }
  return problems
}

/** Checks and completes a configuration: `export default defineConfig({ … })`. Throws `DefinitionError`. */
export function defineConfig(input: ConfigInput): TillsideConfig {
  const config: TillsideConfig = Object.freeze({
    panels: [],
    actions: [],
    handlers: [],
    schedules: [],
    endpoints: [],
    signIns: [],
    sources: [],
    sidebarRoles: [],
    ...input,
  })
  const problems = problemsOf(config)
  if (problems.length > 0) throw new DefinitionError(problems)
  return config
}

/** Whether `defineConfig` made this value, even if another copy of this module did. */
export const isConfig = (value: unknown): value is TillsideConfig =>
  typeof value === 'object' &&
  value !== null &&
  (['panels', 'actions', 'handlers', 'schedules', 'endpoints', 'signIns', 'sources'] as const).every(
    (part) => part in value && Array.isArray((value as Record<string, unknown>)[part]),
  )
