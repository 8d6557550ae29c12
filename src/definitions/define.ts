// `tillside/config`: what a configuration is written with. Each function returns what it is given, with types that carry through.

import type { z } from 'zod'
import type { ActionResponseOf } from '#contract/actions.ts'
import type { FormField } from '#contract/form.ts'
import type { Block, Panel } from '#contract/panel.ts'
import type { SubjectKind } from '#contract/subject.ts'
import type { EndpointDefinition, EventPattern, HandlerDefinition, ScheduleDefinition } from './durable.ts'
import type { Caller, ConfirmContext, FormContext, LoadContext, RunContext } from './context.ts'
import type {
  HttpSource,
  HttpSourceOptions,
  Sources,
  SqlQueries,
  SqlQuery,
  SqlSource,
  SqlSourceOptions,
} from './source.ts'

/* `load`, `form`, `confirm` and `run` are written as methods: their parameters are compared both ways, so that a list can
   hold definitions for every kind of subject. */

/** What `load` returns: the panel without what the gateway knows. `hidden` shows nothing at all. */
export type PanelBody = { blocks: readonly Block[] } & Partial<
  Pick<Panel, 'title' | 'count' | 'note' | 'open'>
>
export type Loaded = PanelBody | 'hidden'

export type PanelDefinition<K extends SubjectKind = SubjectKind, S extends Sources = Sources> = {
  /** Kebab-case, unique. */
  id: string
  title: string
  for: readonly K[]
  sources?: S
  /** Only for callers with one of these roles; for everybody when absent. */
  roles?: readonly string[]
  /** How long a result is kept; 0 by default. */
  ttlSeconds?: number
  /** Event types that make a kept result old: `invoice.paid`, `charge.*`. */
  invalidatedBy?: readonly string[]
  /** Later the panel says that it did not answer in time; 5 s. */
  deadlineMs?: number
  load(context: LoadContext<K, S>): Promise<Loaded> | Loaded
}

type Refusal = { refused: string }
type Confirmation = Omit<ActionResponseOf<'confirm'>, 'type' | 'step' | 'input'>
/** How a run ended; `title` and what follows are shown. Throw `Refused` where nothing was changed. */
export type Outcome = Omit<
  ActionResponseOf<'outcome'>,
  'type' | 'state' | 'panels' | 'repeated' | 'requestId'
>

export type ActionStep = { label: string; fields: readonly string[] }

export type ActionDefinition<
  K extends SubjectKind = SubjectKind,
  S extends Sources = Sources,
  Input extends z.ZodObject = z.ZodObject,
> = {
  /** Kebab-case, unique. */
  id: string
  title: string
  for: readonly K[]
  sources?: S
  /** Only for callers with one of these roles. An empty list is nobody; for everybody only where it says `anybody`. */
  roles: readonly string[] | 'anybody'
  /** Drawn as a form; `.meta({ label, hint, control })` says how a field looks. */
  input: Input
  /** Forms one after the other; all fields in one form when absent. */
  steps?: readonly ActionStep[]
  /** What is known only now: choices, limits, likely answers; by field name. Or why nothing can be done. */
  form?(context: FormContext<K, S>): Promise<FormChanges | Refusal> | FormChanges | Refusal
  /** What will happen, with the amounts; nothing is changed. Faults are shown at their fields. Without it a run follows at once. */
  confirm?(
    context: ConfirmContext<K, S, z.output<Input>>,
  ): Promise<Confirmation | Faults | Refusal> | Confirmation | Faults | Refusal
  run(context: RunContext<K, S, z.output<Input>>): Promise<Outcome>
  /** Panels that show what changed: answered along with the outcome. */
  refreshes?: readonly string[]
}

/** Per field what differs from what the schema says. */
export type FormChanges = { text?: string; fields: Readonly<Record<string, Partial<FormField>>> }
export type Faults = { faults: Readonly<Record<string, string>> }

/** Thrown by `run`: nothing was changed, and why. Not tried again. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/** A third-party service people sign in to, by OAuth 2.0 with PKCE; codes are exchanged by the gateway. */
export type SignInDefinition = {
  id: string
  title: string
  authorizeUrl: string
  tokenUrl: string
  /** RFC 7009. */
  revokeUrl?: string
  /** Answers who the token belongs to: `{ name }` or `{ email }`. */
  accountUrl?: string
  clientId: string
  clientSecret?: string
  scopes: readonly string[]
  /** Where the service sends people back to: `https://dashboard.stripe.com/apps-oauth/<app id>`, and with `/test` before it. */
  redirectUrls: { live: string; test: string }
  /** Where the tokens are kept: sealed in the gateway's own database, or in Stripe's secret store. */
  keep: 'gateway' | 'stripe'
  /** Plain http, inside a private network. */
  insecure?: boolean
}

export type TillsideConfig = {
  panels: readonly PanelDefinition[]
  actions: readonly ActionDefinition[]
  handlers: readonly HandlerDefinition[]
  schedules: readonly ScheduleDefinition[]
  endpoints: readonly EndpointDefinition[]
  signIns: readonly SignInDefinition[]
  /** Sources for the pass-through alone; those of panels and actions are known. */
  sources: readonly (HttpSource | SqlSource)[]
  /** Roles that people in the sidebar have: it cannot prove them, so it is the operator's decision. */
  sidebarRoles: readonly string[] | ((caller: Caller) => readonly string[])
}

export type ConfigInput = Partial<TillsideConfig>

const frozen = <T extends object>(value: T): Readonly<T> => Object.freeze(value)

export const definePanel = <
  const K extends SubjectKind,
  const S extends Sources = Readonly<Record<string, never>>,
>(
  panel: PanelDefinition<K, S>,
): PanelDefinition<K, S> => frozen(panel)

export const defineAction = <
  const K extends SubjectKind,
  const Input extends z.ZodObject,
  const S extends Sources = Readonly<Record<string, never>>,
>(
  action: ActionDefinition<K, S, Input>,
): ActionDefinition<K, S, Input> => frozen(action)

export const defineHandler = <
  const P extends EventPattern,
  const S extends Sources = Readonly<Record<string, never>>,
>(
  handler: HandlerDefinition<P, S>,
): HandlerDefinition<P, S> => frozen(handler)

export const defineSchedule = <const S extends Sources = Readonly<Record<string, never>>>(
  schedule: ScheduleDefinition<S>,
): ScheduleDefinition<S> => frozen(schedule)

export const defineEndpoint = (endpoint: EndpointDefinition): EndpointDefinition => frozen(endpoint)
export const defineSignIn = (signIn: SignInDefinition): SignInDefinition => frozen(signIn)

export const httpSource = (options: HttpSourceOptions): HttpSource => frozen({ kind: 'http', options })
export const sqlSource = <const Queries extends SqlQueries>(
  options: SqlSourceOptions<Queries>,
): SqlSource<Queries> => frozen({ kind: 'sql', options })

/** A named statement of a `sqlSource`. */
export const sqlQuery = <P extends z.ZodObject, R extends z.ZodType>(query: SqlQuery<P, R>): SqlQuery<P, R> =>
  query
