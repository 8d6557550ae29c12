// Completes a configuration and checks what types cannot: duplicate ids, steps with fields that do not exist, misspelt names.

import { didYouMean } from '#did-you-mean.ts'
import { declaredSources } from './declared-sources.ts'
import type { ConfigInput, TillsideConfig } from './define.ts'
import { problemsOfEndpoints } from './endpoint-problems.ts'
import { problemsOfHandlers } from './handler-problems.ts'
import { problemsOfNames } from './names/check-names.ts'
import { withRemoteSources } from './remote-functions.ts'
import { problemsOfRemotes } from './remote-problems.ts'
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

/** How messages name one definition of each part. */
const nouns = {
  panels: 'panel',
  actions: 'action',
  handlers: 'handler',
  schedules: 'schedule',
  endpoints: 'endpoint',
  signIns: 'sign-in',
} as const

function problemsOf(config: TillsideConfig): string[] {
  const problems = problemsOfNames(config)
  // A misspelt key leaves the right one missing, and the checks below rely on it.
  if (problems.length > 0) return problems
  for (const part of Object.keys(nouns) as (keyof typeof nouns)[]) {
    const seen = new Set<string>()
    for (const { id } of config[part]) {
      if (!idPattern.test(id)) {
        problems.push(
          `${nouns[part]} "${id}": the id is not valid; write lower-case letters, digits and hyphens, a letter first`,
        )
      }
      if (seen.has(id)) problems.push(`${nouns[part]} "${id}" occurs twice`)
      seen.add(id)
    }
  }
  for (const { id, input, steps, refreshes = [] } of config.actions) {
    const known = Object.keys(input.shape)
    const stepped = steps?.flatMap(({ fields }) => fields) ?? known
    const unknown = stepped.filter((name) => !known.includes(name))
    const missing = known.filter((name) => !stepped.includes(name))
    for (const name of unknown) {
      problems.push(`action "${id}": steps: there is no field "${name}"${didYouMean(name, missing)}`)
    }
    if (missing.length > 0) problems.push(`action "${id}" has no step with ${missing.join(', ')}`)
    const panels = config.panels.map((one) => one.id)
    for (const panel of refreshes) {
      if (!panels.includes(panel)) {
        problems.push(`action "${id}": refreshes: there is no panel "${panel}"${didYouMean(panel, panels)}`)
      }
    }
  }
  problems.push(...problemsOfHandlers(config.handlers))
  problems.push(...problemsOfSchedules(config.schedules))
  problems.push(...problemsOfEndpoints(config.endpoints))
  problems.push(...problemsOfRemotes(config))
  const named = new Map<string, Source>()
  for (const source of declaredSources(config)) {
    const { name } = source.options
    if (!idPattern.test(name))
      problems.push(`source "${name}": the name is not valid; write lower-case letters, digits and hyphens`)
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
  return Object.freeze({
    ...config,
    panels: config.panels.map(withRemoteSources),
    actions: config.actions.map(withRemoteSources),
    handlers: config.handlers.map(withRemoteSources),
  })
}

/** Whether `defineConfig` made this value, even if another copy of this module did. */
export const isConfig = (value: unknown): value is TillsideConfig =>
  typeof value === 'object' &&
  value !== null &&
  (['panels', 'actions', 'handlers', 'schedules', 'endpoints', 'signIns', 'sources'] as const).every(
    (part) => part in value && Array.isArray((value as Record<string, unknown>)[part]),
  )
