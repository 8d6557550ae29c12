// Finds events that never arrived, and stores them: it compares Stripe's list of events with the inbox, a day at a time and oldest
// first, so that an interrupted run goes on where it stopped. https://docs.stripe.com/api/events/list

import type Stripe from 'stripe'
import type { StripeAccount, Unavailable } from '#contract/billing.ts'
import { isEventWanted } from '#definitions/event-match.ts'
import type { Slug } from '#permissions.ts'
import { listKnownEventIds } from '#store/events.ts'
import { findCompleteUntil, raiseCompleteUntil } from '#store/reconciliations.ts'
import { readClientFailure } from '#stripe/sdk/client-failure.ts'
import type { StripeClients } from '#stripe/sdk/client.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { acceptEvent, type AcceptDeps } from './accept-event.ts'
import { readEvent } from './read-event.ts'

/** One account's events as Stripe lists them. */
export type EventList = {
  /** The same after every start, because the time until which the events are complete is kept under it. */
  id: string
  /** The account whose key asks Stripe. */
  account: StripeAccount
  /** The connected account whose events are listed, and the time from which on the gateway wants them. */
  connected?: { accountId: string; sinceMs: number }
}

export type EventListDeps = AcceptDeps & {
  tenant: Pick<Tenant, 'id'>
  clients: Pick<StripeClients, 'reading'>
}

export type Reconciled = {
  listing: string
  /** Listed by Stripe, and wanted. */
  listed: number
  /** How many of those were missing, and are stored now. */
  filled: number
  /** Why Stripe did not list them. `permission`: the key lacks `listingNeeds`. */
  problem?: Unavailable['reason']
}

/** The permission a key needs to list events. */
export const listingNeeds: Slug = 'rak_event_read'

const dayMs = 86_400_000
/** Stripe does not list older events. */
const daysMax = 30
/** Stripe may list an event a little after it happened, and clocks differ. */
const overlapMs = 3_600_000
const pageSize = 100

/**
 * Goes on from the time until which the events are complete, or from `sinceMs`. A new list begins now: nobody wants last month's
 * events handled today.
 */
export async function reconcile(
  deps: EventListDeps,
  listing: EventList,
  { sinceMs, signal }: { sinceMs?: number; signal: AbortSignal },
): Promise<Reconciled> {
  const { db, ports, tenant } = deps
  const nowMs = ports.now()
  const of = { tenantId: tenant.id, listing: listing.id }
  const { sinceMs: oursSinceMs } = listing.connected ?? {}
  const completeMs = await findCompleteUntil(db, of)
  const knownMs = completeMs ?? oursSinceMs ?? nowMs
  const startMs =
    completeMs === undefined ? knownMs : Math.max(completeMs - overlapMs, oursSinceMs ?? -Infinity)
  // Events count from here on, even if Stripe does not list them yet.
  if (completeMs === undefined) await raiseCompleteUntil(db, of, knownMs)
  const total: Reconciled = { listing: listing.id, listed: 0, filled: 0 }
  try {
    let fromMs = Math.max(sinceMs ?? startMs, nowMs - daysMax * dayMs)
    while (fromMs < nowMs) {
      const untilMs = Math.min(fromMs + dayMs, nowMs)
      const { listed, filled } = await reconcileWindow(deps, listing, { fromMs, untilMs, signal })
      total.listed += listed
      total.filled += filled
      if (sinceMs === undefined || untilMs >= knownMs) await raiseCompleteUntil(db, of, untilMs)
      fromMs = untilMs
    }
  } catch (error) {
    signal.throwIfAborted()
    const failure = readClientFailure(error)
    const problem = typeof failure === 'object' ? failure.reason : 'failed'
    ports.log.warn('events.unlisted', { listing: listing.id, problem })
    return { ...total, problem }
  }
  return total
}

async function reconcileWindow(
  deps: EventListDeps,
  listing: EventList,
  { fromMs, untilMs, signal }: { fromMs: number; untilMs: number; signal: AbortSignal },
): Promise<{ listed: number; filled: number }> {
  const { events } = deps.clients.reading(listing.account, listing.connected?.accountId, signal)
  const created = { gte: Math.floor(fromMs / 1000), lt: Math.ceil(untilMs / 1000) }
  let [listed, filled] = [0, 0]
  let after: string | undefined
  for (let more = true; more;) {
    signal.throwIfAborted()
    const query = { created, limit: pageSize, ...(after === undefined ? {} : { starting_after: after }) }
    const page = await events.list(query)
    const wanted = page.data.filter(({ type }) => isEventWanted(deps.definitions(), type))
    listed += wanted.length
    filled += await fill(deps, listing, wanted)
    after = page.data.at(-1)?.id
    more = page.has_more && after !== undefined
  }
  return { listed, filled }
}

async function fill(
  deps: EventListDeps,
  { account, connected }: EventList,
  events: readonly Stripe.Event[],
): Promise<number> {
  const { db, tenant } = deps
  const { mode, name } = account
  const { accountId } = connected ?? {}
  const known = await listKnownEventIds(db, {
    tenantId: tenant.id,
    mode,
    eventIds: events.map(({ id }) => id),
    ...(accountId === undefined ? {} : { accountId }),
  })
  let filled = 0
  // Oldest first, in the order in which they would have arrived.
  for (const event of events.toReversed()) {
    if (known.has(event.id)) continue
    const read = readEvent(JSON.stringify(accountId === undefined ? event : { ...event, account: accountId }))
    if (!read.ok) continue
    const named = connected || name === undefined ? {} : { accountName: name }
    const arrival = { tenantId: tenant.id, event: read.event, cameBy: 'reconciliation', ...named } as const
    if ((await acceptEvent(deps, arrival)).accepted !== 'known') filled += 1
  }
  return filled
}
