// Handlers of the configuration: which events each wants, how much it may have under way, and one run of it.

import type { Stripe } from 'stripe'
import type { StripeAccount } from '#contract/billing.ts'
import { handlerTimeoutMs } from '#definitions/deadlines.ts'
import type { EventContext, EventOf, HandlerDefinition } from '#definitions/durable.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { AttemptFailed, type JobContext } from '#jobs/task.ts'
import type { Metrics } from '#metrics.ts'
import type { MissivePosts } from '#missive/posts.ts'
import type { Ports } from '#ports.ts'
import type { OpenableSources } from '#sources/open-sources.ts'
import type { EventRow } from '#store/events.ts'
import type { Database } from '#store/schema.ts'
import type { StripeClients } from '#stripe/sdk/client.ts'
import { isRefused } from '../actions/fault.ts'
import { refuseWrites } from '../actions/stripe.ts'
import { runWhole } from '../stray-failures.ts'
import { createMissive } from './missive.ts'
import type { MissiveToken } from './missive-token.ts'

/** A handler of the configuration, with its defaults filled in. */
export type EventHandler = HandlerDefinition & {
  ordered: boolean
  /** Runs at once in one process. */
  atOnce: number
  /** For one attempt. */
  timeoutMs: number
}

export type HandlerDeps = {
  db: Database
  /** The tenant's own, in the order of the settings. */
  accounts: readonly StripeAccount[]
  clients: StripeClients
  sources: Pick<OpenableSources, 'open'>
  posts: MissivePosts
  token: Pick<MissiveToken, 'find'>
  ports: Ports
  metrics: Metrics
}

const atOnceDefault = 16

/** In the order of the configuration. */
export const listHandlers = ({ handlers }: Pick<TillsideConfig, 'handlers'>): EventHandler[] =>
  handlers.map((definition) => ({
    ...definition,
    ordered: definition.ordered ?? false,
    atOnce: definition.concurrency ?? atOnceDefault,
    timeoutMs: definition.timeoutMs ?? handlerTimeoutMs,
  }))

/** One event, and the attempt of the job that hands it to the handler. */
export type HandlerRequest = { event: EventRow; job: JobContext }

/** Throws what the handler throws, or `AttemptFailed`. */
export async function runHandler(
  deps: HandlerDeps,
  handler: HandlerDefinition,
  request: HandlerRequest,
): Promise<void> {
  try {
    const context = await contextOf(deps, handler, { ...request, ...accessOf(deps, request) })
    await runWhole(deps, { kind: 'handler', id: handler.id }, async () => handler.handle(context))
  } catch (error) {
    // The handler refuses the event, so another attempt changes nothing.
    if (isRefused(error)) throw new AttemptFailed(`refused:${handler.id}`, { cause: error, isFinal: true })
    throw error
  }
}

type StripeAccess = { account?: StripeAccount; stripe: () => Stripe }

/** The key that asks Stripe: that of the account the signing secret is named after, or the first one in this mode. */
function accessOf({ accounts, clients }: HandlerDeps, { event, job }: HandlerRequest): StripeAccess {
  const ofMode = accounts.filter(({ mode }) => mode === event.mode)
  const account =
    ofMode.find(({ name }) => event.accountName !== undefined && name === event.accountName) ?? ofMode[0]
  if (!account) {
    const missing = () => {
      throw new RangeError(`STRIPE_API_KEY has no key in ${event.mode} mode`)
    }
    return { stripe: missing }
  }
  return {
    account,
    stripe: () =>
      clients.acting(account, event.accountId, job.signal) ??
      refuseWrites(clients.reading(account, event.accountId, job.signal), 'en'),
  }
}

/* The union and not the intersection: of two unions of hundreds of types that is a type for each pair. */
type AnyEvent = EventOf<'*'>

async function contextOf(
  deps: HandlerDeps,
  { id, sources }: HandlerDefinition,
  { event: row, job, account, stripe }: HandlerRequest & StripeAccess,
): Promise<EventContext<AnyEvent>> {
  const { signal, step } = job
  const accountId = row.accountId ?? account?.accountId
  const named = {
    mode: row.mode,
    ...(accountId === undefined ? {} : { accountId }),
  }
  return {
    event: await readWhole(row, stripe),
    account: { ...named, ...(account?.name === undefined || row.accountId ? {} : { name: account.name }) },
    // As a handler that never asks Stripe needs no key.
    get stripe() {
      return stripe()
    },
    sources: deps.sources.open(sources ?? {}, {
      caller: { id: `handler:${id}`, kind: 'gateway', name: id, roles: [] },
      account: { key: account?.key ?? row.mode, sandbox: false, ...named },
      requestId: row.eventId,
      signal,
    }),
    missive: createMissive(deps, { ...job, mode: row.mode }),
    step,
    keyFor: (name) => keyOf(row.id, id, name),
    attempt: job.attempt,
    now: new Date(deps.ports.now()),
    signal,
  }
}

/** Stripe takes keys of up to 255 characters; a shortened one could be that of another write. */
function keyOf(rowId: string, handler: string, name: string): string {
  if (name === '' || name.length > 150) throw new RangeError('keyFor() takes a name of 1 to 150 characters')
  return `tillside-${rowId}-${handler}-${name}`
}

/** A snapshot as it came; of a thin event Stripe has the rest. */
async function readWhole(row: EventRow, stripe: () => Stripe): Promise<AnyEvent> {
  if (row.form === 'snapshot') return JSON.parse(row.payload) as AnyEvent
  try {
    return await stripe().v2.core.events.retrieve(row.eventId)
  } catch (cause) {
    throw new AttemptFailed('event_unread', { cause })
  }
}
