// Definitions of background work: event handlers, schedules, and the endpoints that events are relayed to.

import type Stripe from 'stripe'
import type { Mode } from '#contract/billing.ts'
import type { OpenSources, Sources } from './source.ts'

/* `handle` and `run` are written as methods, whose parameters are bivariant, so that a list can contain definitions for every kind of
   event. */

/** For work that may run more than once if it fails halfway, but must take effect once. */
export type DurableContext<S extends Sources = Sources> = {
  /** Runs `work` once and records its result (JSON); a repeated run returns the recorded result. Names are unique within a run. */
  step: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** A stable idempotency key for one write of this run. */
  keyFor: (name: string) => string
  /** The number of this attempt, starting at 1. */
  attempt: number
  sources: OpenSources<S>
  now: Date
  /** Aborts when the attempt takes too long or the process stops. */
  signal: AbortSignal
}

/** A pattern of event types: `invoice.paid`, `charge.*` for all below, `*` for all. */
export type EventPattern = Stripe.Event['type'] | `${string}.*` | '*' | `v1.${string}` | `v2.${string}`

/** The events that match a pattern. Thin events, whose types start with `v1.` or `v2.`, are fetched before they are handled. */
export type EventOf<Pattern extends string> = Pattern extends '*'
  ? Stripe.Event | Stripe.V2.Core.Event
  : Pattern extends `v1.${string}` | `v2.${string}`
    ? Stripe.V2.Core.Event
    : Pattern extends `${infer Prefix}.*`
      ? Extract<Stripe.Event, { type: `${Prefix}.${string}` }>
      : Extract<Stripe.Event, { type: Pattern }>

/** A post in Missive conversations. It is permanent and notifies everybody in the conversation. */
export type MissivePost = {
  /** Posts to every conversation that this customer, `cus_…`, is pinned to. */
  customer: string
  /** Plain text with Missive's Markdown. */
  markdown: string
  /** Shown in the notification. */
  title: string
}
export type MissivePosted =
  | { ok: true; conversations: readonly string[] }
  /** `off`: no token is stored. `not_pinned`: the customer is pinned to no conversation. */
  | { ok: false; reason: 'off' | 'not_pinned' }

export interface Missive {
  /** Posts once for each event and customer, however often the handler runs. Needs `tillside missive connect`. */
  post(post: MissivePost): Promise<MissivePosted>
}

export type EventContext<E, S extends Sources = Sources> = DurableContext<S> & {
  event: E
  /** The account of the event: a connected account, or one of the tenant's own. */
  account: { accountId?: string; name?: string; mode: Mode }
  /** A client for that account. Writes need the key for actions (`STRIPE_ACTIONS_KEY`) and an idempotency key: use `keyFor`. */
  stripe: Stripe
  missive: Missive
}

/** Handles Stripe events. It must be idempotent: a second run for the same event must change nothing. */
export type HandlerDefinition<P extends EventPattern = EventPattern, S extends Sources = Sources> = {
  /** Kebab-case, unique. */
  id: string
  events: readonly P[]
  sources?: S
  /** Skips an event that is older than one already handled for the same object. Without it every event is handled. */
  ordered?: boolean
  /** Concurrent runs of this handler in one process, each for a different object; 16 by default. */
  concurrency?: number
  /** For one attempt; 120 s by default. */
  timeoutMs?: number
  handle(context: EventContext<EventOf<P>, S>): Promise<void>
}

export type ScheduleContext<S extends Sources = Sources> = DurableContext<S> & {
  /** The time that this run is for; the run itself may be later. */
  tick: Date
  /** Every account of the settings, with a client for it. */
  accounts: readonly { name?: string; mode: Mode; stripe: Stripe }[]
}

export type ScheduleDefinition<S extends Sources = Sources> = {
  /** Kebab-case, unique. */
  id: string
  /** Five fields, or six with seconds. */
  cron: string
  /** IANA name. */
  timeZone: string
  /**
   * What to do about times that passed while no gateway ran. `skip`: run only the newest, if it is at most a minute late.
   * `catch_up`: run all of them, at most 100.
   */
  missed: 'skip' | 'catch_up'
  sources?: S
  run(context: ScheduleContext<S>): Promise<void>
}

/** An in-house service that receives events, signed as in Standard Webhooks. https://www.standardwebhooks.com */
export type EndpointDefinition = {
  /** Kebab-case, unique. */
  id: string
  url: string
  events: readonly EventPattern[]
  /** Only events of these modes; both by default. */
  modes?: readonly Mode[]
  /** `whsec_` and 24 to 64 bytes as base64. List two during a rotation: both sign. */
  secrets: readonly string[]
  /** Concurrent deliveries; 4 by default. */
  concurrency?: number
  /** For one attempt; 15 s by default. */
  timeoutMs?: number
  /** Allows plain http, inside a private network. */
  insecure?: boolean
}
