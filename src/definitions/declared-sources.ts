// The sources that a configuration names, in its panels, actions, handlers and schedules and by themselves.

import type { TillsideConfig } from './define.ts'
import { remoteFunctionsOf } from './remote-functions.ts'
import type { Source } from './source.ts'

/** One after the other; a source that several definitions use occurs several times. */
export const declaredSources = ({
  panels,
  actions,
  handlers,
  schedules,
  sources,
}: TillsideConfig): Source[] => [
  ...[...panels, ...actions, ...handlers, ...schedules].flatMap((one) => [
    ...Object.values(one.sources ?? {}),
    ...remoteFunctionsOf(one).map(([, { source }]) => source),
  ]),
  ...sources,
]

/** Every source that a configuration names, by name. */
export const sourcesOf = (config: TillsideConfig): ReadonlyMap<string, Source> =>
  new Map(declaredSources(config).map((source) => [source.options.name, source]))
