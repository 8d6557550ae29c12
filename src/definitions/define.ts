// `tillside/config`: the functions to write a configuration with. Each returns its argument, typed.

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

/* `load`, `form`, `confirm` and `run` are written as methods, whose parameters are bivariant, so that a list can contain definitions
   for every kind of subject. */

/** What `load` returns: the panel without the parts that the gateway fills in. `hidden` shows nothing at all. */
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
  /** Only for callers with one of these roles; for everybody if absent. */
  roles?: readonly string[]
  /** How long a result is cached; 0 by default. */
  ttlSeconds?: number
  /** Event types that expire a cached result: `invoice.paid`, `charge.*`. */
  invalidatedBy?: readonly string[]
  /** After this time the panel shows a timeout; 5 s by default. */
  deadlineMs?: number
  load(context: LoadContext<K, S>): Promise<Loaded> | Loaded
}

type Refusal = { refused: string }
type Confirmation = Omit<ActionResponseOf<'confirm'>, 'type' | 'step' | 'input'>
/** The outcome of a run; `title` and the fields after it are shown. If nothing was changed, throw `Refused` instead. */
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
  /** Only for callers with one of these roles. An empty list allows nobody; `anybody` allows everybody. */
  roles: readonly string[] | 'anybody'
  /** Drawn as a form; `.meta({ label, hint, control })` says how a field looks. */
  input: Input
  /** Several forms, one after the other; a single form with all fields if absent. */
  steps?: readonly ActionStep[]
  /** Changes to fields that are only known now, by field name: choices, limits, defaults. Or a refusal, if nothing can be done. */
  form?(context: FormContext<K, S>): Promise<FormChanges | Refusal> | FormChanges | Refusal
  /** Shows what will happen, with amounts, without changing anything. Faults are shown at their fields. Without it the run starts immediately. */
  confirm?(
    context: ConfirmContext<K, S, z.output<Input>>,
  ): Promise<Confirmation | Faults | Refusal> | Confirmation | Faults | Refusal
  run(context: RunContext<K, S, z.output<Input>>): Promise<Outcome>
  /** Panels that show the change; they are returned with the outcome. */
  refreshes?: readonly string[]
}

/** By field, what differs from the schema. */
export type FormChanges = { text?: string; fields: Readonly<Record<string, Partial<FormField>>> }
export type Faults = { faults: Readonly<Record<string, string>> }

/** Thrown by `run` if nothing was changed, with the reason. The run is not retried. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/** A third-party service that people sign in to, with OAuth 2.0 and PKCE. The gateway exchanges the codes. */
export type SignInDefinition = {
  id: string
  title: string
  authorizeUrl: string
  tokenUrl: string
  /** RFC 7009. */
  revokeUrl?: string
  /** Returns the owner of the token: `{ name }` or `{ email }`. */
  accountUrl?: string
  clientId: string
  clientSecret?: string
  scopes: readonly string[]
  /** Where the service redirects people: `https://dashboard.stripe.com/apps-oauth/<app id>`, for test mode with `/test/apps-oauth/`. */
  redirectUrls: { live: string; test: string }
  /** Where the tokens are stored: sealed in the gateway's database, or in Stripe's secret store. */
  keep: 'gateway' | 'stripe'
  /** Allows plain http, inside a private network. */
  insecure?: boolean
}

export type TillsideConfig = {
  panels: readonly PanelDefinition[]
  actions: readonly ActionDefinition[]
  handlers: readonly HandlerDefinition[]
  schedules: readonly ScheduleDefinition[]
  endpoints: readonly EndpointDefinition[]
  signIns: readonly SignInDefinition[]
  /** Sources that only the pass-through uses; those of panels and actions need not be listed. */
  sources: readonly (HttpSource | SqlSource)[]
  /** The roles of people in the sidebar. The sidebar cannot prove roles, so the operator grants them. */
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
