// Checks every name in a configuration. What would silently do something else than the author wrote is a problem and refuses the
// configuration; what may be right, because Stripe or another library knows more than this version, is a warning.

import type { TillsideConfig } from '../define.ts'
import { textsOf, type Finding } from './finding.ts'
import { unknownEvents } from './unknown-events.ts'
import { unknownKeys } from './unknown-keys.ts'
import { unknownRoles } from './unknown-roles.ts'
import { unknownValues } from './unknown-values.ts'

const checkNames = (config: TillsideConfig): Finding[] => [
  ...unknownKeys(config),
  ...unknownValues(config),
  ...unknownEvents(config),
  ...unknownRoles(config),
]

/** What `defineConfig` refuses. */
export const problemsOfNames = (config: TillsideConfig): string[] =>
  textsOf(checkNames(config), { areProblems: true })

/** What is logged whenever a configuration is loaded. */
export const warningsOf = (config: TillsideConfig): string[] =>
  textsOf(checkNames(config), { areProblems: false })
