// Finds event types that Stripe does not have, in handlers, endpoints and cached panels. They are warnings, because Stripe adds types
// between releases of Tillside. A pattern that can match no type at all is a problem.

import { didYouMean, nearestName } from '#did-you-mean.ts'
import type { TillsideConfig } from '../define.ts'
import { matchesAnyEvent } from '../event-match.ts'
import { eventTypes } from './event-types.ts'
import { problem, warning, type Finding } from './finding.ts'

/** Lower-case words between dots, some with a word in brackets, and `.*` at the end for all below. */
const patternShape = /^(?:\*|[a-z0-9_]+(?:\[[a-z0-9_.]+\])?(?:\.[a-z0-9_]+(?:\[[a-z0-9_.]+\])?)*(?:\.\*)?)$/

/** Snapshot types also exist in thin form. */
const allTypes = [
  ...eventTypes,
  ...eventTypes.filter((type) => !/^v\d\./.test(type)).map((type) => `v1.${type}`),
]

/** Problems and warnings about the event types of a configuration. */
export const unknownEvents = ({ handlers, endpoints, panels, actions }: TillsideConfig): Finding[] => [
  ...handlers.flatMap(({ id, events }) => inList(events, `handler "${id}": events`)),
  ...endpoints.flatMap(({ id, events }) => inList(events, `endpoint "${id}": events`)),
  ...panels.flatMap(({ id, invalidatedBy = [] }) =>
    inList(invalidatedBy, `panel "${id}": invalidatedBy`, actions),
  ),
]

/** `actions`: those that may be named beside events, as `action.<id>`. */
const inList = (patterns: unknown, where: string, actions?: TillsideConfig['actions']): Finding[] =>
  Array.isArray(patterns)
    ? patterns.flatMap((pattern: unknown) => {
        const text = String(pattern)
        const isAction = actions !== undefined && text.startsWith(actionPrefix)
        return isAction ? unknownAction(text, where, actions) : findingsOf(text, where)
      })
    : [problem(`${where} must be a list, as in ["invoice.paid"]`)]

const actionPrefix = 'action.'

function unknownAction(pattern: string, where: string, actions: TillsideConfig['actions']): Finding[] {
  const id = pattern.slice(actionPrefix.length)
  const known = actions.map((action) => action.id)
  if (id === '*' || known.includes(id)) return []
  return [problem(`${where}: there is no action "${id}"${didYouMean(id, known)}`)]
}

function findingsOf(pattern: string, where: string): Finding[] {
  if (!patternShape.test(pattern))
    return [
      problem(
        `${where}: "${pattern}" matches no event; write a type such as invoice.paid, invoice.* for all below, or *`,
      ),
    ]
  if (allTypes.some((type) => matchesAnyEvent([pattern], type))) return []
  const known = pattern.endsWith('.*') ? stems() : allTypes
  const meant = nearestName(pattern, known)
  const guess = meant === undefined ? '' : ` Did you mean "${meant}"?`
  return [
    warning(
      `${where}: "${pattern}" matches no event type that this version of Tillside knows.${guess} If Stripe has added it since, nothing needs to be done.`,
    ),
  ]
}

/** `invoice.*`, and everything else that has types below it. */
const stems = (): Set<string> =>
  new Set(
    allTypes.flatMap((type) => {
      const words = type.split('.')
      return words.slice(1).map((_, index) => `${words.slice(0, index + 1).join('.')}.*`)
    }),
  )
