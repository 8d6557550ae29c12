// The handlers of the configuration: which of them want an event, and what each is given when it runs.

import { Stripe } from 'stripe'
import type { StripeAccount } from '#contract/billing.ts'
import type { EventContext, HandlerDefinition, Missive } from '#definitions/durable.ts'
import { Refused, type TillsideConfig } from '#definitions/define.ts'
import { matchesAnyEvent } from '#definitions/event-match.ts'
import { AttemptFailed, type JobContext } from '#jobs/task.ts'
import type { Ports } from '#ports.ts'
import type { OpenableSources } from '#sources/open-sources.ts'
import type { EventRow } from '#store/events.ts'
import type { StripeClients } from '#stripe/client.ts'
import { refuseWrites } from './action-stripe.ts'

export type EventHandlersMeans = {
  config: () => TillsideConfig
  /** The tenant's own, in the order of the settings. */
  accounts: readonly StripeAccount[]
  clients: StripeClients
  sources: Pick<OpenableSources, 'open'>
  ports: Ports
  /** Posts of one run of a handler. */
  missive: (of: { row: EventRow; step: JobContext['step']; signal: AbortSignal }) => Missive
}

type EventHandler = {
  id: string
  ordered: boolean
  run: (row: EventRow, context: JobContext) => Promise<void>
}

export interface EventHandlers {
  /** In the order of the configuration. */
  for: (type: string) => EventHandler[]
}

export function createEventHandlers(means: EventHandlersMeans): EventHandlers {
  return {
    for: (type) =>
      means
        .config()
        .handlers.filter(({ events }) => matchesAnyEvent(events, type))
        .map((definition) => ({
          id: definition.id,
          ordered: definition.ordered ?? false,
          run: (row, context) => runHandler(means, definition, { row, context }),
        })),
  }
}

type Run = { row: EventRow; context: JobContext }

async function runHandler(means: EventHandlersMeans, definition: HandlerDefinition, run: Run): Promise<void> {
  const asked = askingOf(means, run)
  try {
    await definition.handle(await contextOf(means, definition, { ...run, ...asked }))
  } catch (error) {
    // It said so itself: another try changes nothing.
    if (error instanceof Refused)
      throw new AttemptFailed(`refused:${definition.id}`, { cause: error, isFinal: true })
    throw error
  }
}

type Asking = { account?: StripeAccount; stripe: () => Stripe }

/** Whose key asks: the account the signing secret is named after, or the first one in this mode. */
function askingOf({ accounts, clients }: EventHandlersMeans, { row, context }: Run): Asking {
  const ofMode = accounts.filter(({ mode }) => mode === row.mode)
  const account =
    ofMode.find(({ name }) => row.accountName !== undefined && name === row.accountName) ?? ofMode[0]
  if (!account) {
    const missing = () => {
      throw new RangeError(`STRIPE_API_KEY has no key in ${row.mode} mode`)
    }
    return { stripe: missing }
  }
  return {
    account,
    stripe: () =>
      clients.acting(account, row.accountId, context.signal) ??
      refuseWrites(clients.reading(account, row.accountId, context.signal), 'en'),
  }
}

type AnyEvent = Stripe.Event & Stripe.V2.Core.Event

async function contextOf(
  means: EventHandlersMeans,
  { id, sources }: HandlerDefinition,
  { row, context, account, stripe }: Run & Asking,
): Promise<EventContext<AnyEvent>> {
  const { signal } = context
  const step: JobContext['step'] = (name, work) => context.step(`${id}/${name}`, work)
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
    sources: means.sources.open(sources ?? {}, {
      caller: { id: `handler:${id}`, kind: 'gateway', name: id, roles: [] },
      account: { key: account?.key ?? row.mode, sandbox: false, ...named },
      requestId: row.eventId,
      signal,
    }),
    missive: means.missive({ row, step, signal }),
    step,
    keyFor: (name) => keyOf(row.id, id, name),
    attempt: context.attempt,
    now: new Date(means.ports.now()),
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
    return (await stripe().v2.core.events.retrieve(row.eventId)) as unknown as AnyEvent
  } catch (cause) {
    throw new AttemptFailed('event_unread', { cause })
  }
}
