// Finds names that must be one of few: subjects, modes, stores of tokens, controls of fields. All of them are Tillside's, so an
// unknown one is a problem.

import { formFieldSchema } from '#contract/form.ts'
import { objectKinds, type SubjectKind } from '#contract/subject.ts'
import { didYouMean } from '#did-you-mean.ts'
import { sourcesOf } from '../declared-sources.ts'
import type { ActionDefinition, SignInDefinition, TillsideConfig } from '../define.ts'
import type { EndpointDefinition } from '../durable.ts'
import { fieldsOf, metasOf } from './field-metas.ts'
import { problem, type Finding } from './finding.ts'
import { identityKeys } from './known-keys.ts'

const subjects: readonly SubjectKind[] = [...objectKinds, 'email']
const modes: NonNullable<EndpointDefinition['modes']> = ['live', 'test']
const tokenStores: readonly SignInDefinition['keep'][] = ['gateway', 'stripe']
const controls: readonly string[] = formFieldSchema.options.map(({ shape }) => shape.kind.value)

/** `where` names the definition and the key; `what` the kind of name. */
type Place = { where: string; what: string }

/** The unknown names among the values of a configuration. */
export const unknownValues = (config: TillsideConfig): Finding[] => [
  ...config.panels.flatMap((one) => inList(one.for, subjects, subjectsOf(`panel "${one.id}"`))),
  ...config.actions.flatMap((one) => [
    ...inList(one.for, subjects, subjectsOf(`action "${one.id}"`)),
    ...controlsIn(one),
  ]),
  ...config.endpoints.flatMap((one) =>
    one.modes === undefined
      ? []
      : inList(one.modes, modes, { where: `endpoint "${one.id}": modes`, what: 'mode' }),
  ),
  ...config.signIns.flatMap((one) =>
    oneOf(one.keep, tokenStores, { where: `sign-in "${one.id}": keep`, what: 'store' }),
  ),
  ...[...sourcesOf(config).values()].flatMap(({ kind, options }) =>
    kind === 'http' && options.identity !== undefined
      ? oneOf(options.identity.kind, Object.keys(identityKeys), {
          where: `source "${options.name}": identity.kind`,
          what: 'identity',
        })
      : [],
  ),
]

const subjectsOf = (owner: string): Place => ({ where: `${owner}: for`, what: 'subject' })

const oneOf = (value: unknown, known: readonly string[], { where, what }: Place): Finding[] =>
  typeof value === 'string' && known.includes(value)
    ? []
    : [
        problem(
          `${where}: there is no ${what} "${String(value)}"${didYouMean(String(value), known) || `; write ${known.join(', ')}`}`,
        ),
      ]

const inList = (values: unknown, known: readonly string[], place: Place): Finding[] =>
  Array.isArray(values)
    ? values.flatMap((value: unknown) => oneOf(value, known, place))
    : [problem(`${place.where} must be a list, of ${known.join(', ')}`)]

const controlsIn = ({ id, input }: ActionDefinition): Finding[] =>
  fieldsOf(input).flatMap(([name, field]) =>
    metasOf(field).flatMap(({ control }) =>
      control === undefined
        ? []
        : oneOf(control, controls, { where: `action "${id}": input.${name}.meta.control`, what: 'control' }),
    ),
  )
