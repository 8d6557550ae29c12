// What runs without anybody waiting: handlers of events, schedules, and the endpoints that events are relayed to.

import type Stripe from 'stripe'
import type { Mode } from '#contract/billing.ts'
import type { OpenSources, Sources } from './source.ts'

/* `handle` and `run` are written as methods: their parameters are compared both ways, so that a list can hold definitions for
   every kind of event. */

/** What happens more than once if it fails halfway, and must have its effect once. */
export type DurableContext<S extends Sources = Sources> = {
  /** Runs `work` once and records its result (JSON); a repeated run returns what is recorded. Names are unique within a run. */
  step: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** A stable idempotency key for one write of this run. */
  keyFor: (name: string) => string
  /** How often this run has begun; 1 at first. */
  attempt: number
  sources: OpenSources<S>
  now: Date
  /** Aborts when the attempt has taken too long, or the process stops. */
  signal: AbortSignal
}

/** Types of events: `invoice.paid`, all below `charge.*`, everything `*`. */
export type EventPattern = Stripe.Event['type'] | `${string}.*` | '*' | `v1.${string}` | `v2.${string}`

/** The events that a pattern means. Thin events, whose types begin with `v1.` or `v2.`, are fetched before they are handled. */
export type EventOf<Pattern extends string> = Pattern extends '*'
  ? Stripe.Event | Stripe.V2.Core.Event
  : Pattern extends `v1.${string}` | `v2.${string}`
    ? Stripe.V2.Core.Event
    : Pattern extends `${infer Prefix}.*`
      ? Extract<Stripe.Event, { type: `${Prefix}.${string}` }>
      : Extract<Stripe.Event, { type: Pattern }>

/** A post of the gateway in conversations of Missive: permanent, and everybody there is notified. */
export type MissivePost = {
  /** Into every conversation that this customer, `cus_…`, is pinned to. */
  customer: string
  /** Plain text with Missive's Markdown. */
  markdown: string
  /** Shown by the notification. */
  title: string
}
export type MissivePosted =
  | { ok: true; conversations: readonly string[] }
  /** `off`: no token is stored. `not_pinned`: there is no conversation to post into. */
  | { ok: false; reason: 'off' | 'not_pinned' }

export interface Missive {
  /** Once for each event and customer, however often the handler runs. Needs `tillside missive connect`. */
  post(post: MissivePost): Promise<MissivePosted>
}

export type EventContext<E, S extends Sources = Sources> = DurableContext<S> & {
  event: E
  /** Whose event it is: a connected account, or one of the tenant's own. */
  account: { accountId?: string; name?: string; mode: Mode }
  /** Asks Stripe as that account. Writes need the key for actions (`STRIPE_ACTIONS_KEY`) and an idempotency key: use `keyFor`. */
  stripe: Stripe
  missive: Missive
}

/** Handles events of Stripe; run twice it changes nothing the second time. */
export type HandlerDefinition<P extends EventPattern = EventPattern, S extends Sources = Sources> = {
  /** Kebab-case, unique. */
  id: string
  events: readonly P[]
  sources?: S
  /** An event older than one already handled for the same object is passed over. Without it every event is handled. */
  ordered?: boolean
  /** Runs at once in one process, of different objects; 16. Other handlers have their own. */
  concurrency?: number
  /** For one attempt; 120 s. */
  timeoutMs?: number
  handle(context: EventContext<EventOf<P>, S>): Promise<void>
}

export type ScheduleContext<S extends Sources = Sources> = DurableContext<S> & {
  /** The moment this run is for; the run itself may be later. */
  tick: Date
  /** Every account of the settings, with a client that asks as it. */
  accounts: readonly { name?: string; mode: Mode; stripe: Stripe }[]
}

export type ScheduleDefinition<S extends Sources = Sources> = {
  /** Kebab-case, unique. */
  id: string
  /** Five fields, or six with seconds. */
  cron: string
  /** IANA name. */
  timeZone: string
  /** Moments that passed while nothing ran: the newest of them alone is run where it is at most a minute late, or all of them (at most 100). */
  missed: 'skip' | 'catch_up'
  sources?: S
  run(context: ScheduleContext<S>): Promise<void>
}

/** An in-house service that is sent events, signed by Standard Webhooks. https://www.standardwebhooks.com */
export type EndpointDefinition = {
  /** Kebab-case, unique. */
  id: string
  url: string
  events: readonly EventPattern[]
  /** Events of these modes; both by default. */
  modes?: readonly Mode[]
  /** `whsec_` and 24 to 64 bytes as base64. Two while one is rotated: both sign. */
  secrets: readonly string[]
  /** Deliveries at once; 4. */
  concurrency?: number
  /** For one attempt; 15 s. */
  timeoutMs?: number
  /** Plain http, inside a private network. */
  insecure?: boolean
}
