// Finds events that never came, and takes them in: what Stripe's Events API lists is held against the inbox, a day at a time,
// oldest first, so that an interrupted run goes on where it was. https://docs.stripe.com/api/events/list

import type Stripe from 'stripe'
import type { Mode, Unavailable } from '#contract/billing.ts'
import { listKnownEventIds } from '#store/events.ts'
import { findCompleteUntil, raiseCompleteUntil } from '#store/reconciliations.ts'
import { readClientFailure } from '#stripe/client-failure.ts'
import { acceptEvent, type AcceptMeans } from './accept-event.ts'
import { readEvent } from './read-event.ts'

/** One account's events as Stripe lists them. */
export type EventListing = {
  /** The same after every start: what is complete is remembered under it. */
  id: string
  mode: Mode
  /** `acct_…` of a connected account. */
  accountId?: string
  accountName?: string
  /** From when on its events are ours, where nothing is remembered yet. */
  beginsAtMs?: number
  list: (
    query: { created: { gte: number; lt: number }; limit: number; starting_after?: string },
    signal: AbortSignal,
  ) => Promise<{ data: readonly Stripe.Event[]; has_more: boolean }>
}

export type ReconcileMeans = AcceptMeans & {
  tenantId: string
  /** Whether anything here is done with events of this type: the others are not missed. */
  isWanted: (type: string) => boolean
}

export type Reconciled = {
  listing: string
  /** Listed by Stripe, and wanted. */
  listed: number
  /** Of those: taken in now. */
  filled: number
  /** Why Stripe did not list them: `permission` needs Events: Read. */
  problem?: Unavailable['reason']
}

const dayMs = 86_400_000
/** Stripe lists no older ones. */
const daysMax = 30
/** Stripe may list an event a little after it happened, and clocks differ. */
const overlapMs = 3_600_000
const pageSize = 100

/** Goes on from what is known to be complete, or from `sinceMs`. A listing seen for the first time begins now: nobody wants last month's events handled today. */
export async function reconcile(
  means: ReconcileMeans,
  listing: EventListing,
  { sinceMs, signal }: { sinceMs?: number; signal: AbortSignal },
): Promise<Reconciled> {
  const { db, ports, tenantId } = means
  const nowMs = ports.now()
  const of = { tenantId, listing: listing.id }
  const { beginsAtMs = -Infinity } = listing
  const completeMs = await findCompleteUntil(db, of)
  const knownMs = completeMs ?? listing.beginsAtMs ?? nowMs
  const startMs = completeMs === undefined ? knownMs : Math.max(completeMs - overlapMs, beginsAtMs)
  // From here on it is ours, also where it cannot be listed yet.
  if (completeMs === undefined) await raiseCompleteUntil(db, of, knownMs)
  const total: Reconciled = { listing: listing.id, listed: 0, filled: 0 }
  try {
    let fromMs = Math.max(sinceMs ?? startMs, nowMs - daysMax * dayMs)
    while (fromMs < nowMs) {
      const untilMs = Math.min(fromMs + dayMs, nowMs)
      const { listed, filled } = await reconcileWindow(means, listing, { fromMs, untilMs, signal })
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
  means: ReconcileMeans,
  listing: EventListing,
  { fromMs, untilMs, signal }: { fromMs: number; untilMs: number; signal: AbortSignal },
): Promise<{ listed: number; filled: number }> {
  const created = { gte: Math.floor(fromMs / 1000), lt: Math.ceil(untilMs / 1000) }
  let [listed, filled] = [0, 0]
  let after: string | undefined
  for (let more = true; more;) {
    signal.throwIfAborted()
    const query = { created, limit: pageSize, ...(after === undefined ? {} : { starting_after: after }) }
    const page = await listing.list(query, signal)
    const wanted = page.data.filter(({ type }) => means.isWanted(type))
    listed += wanted.length
    filled += await fill(means, listing, wanted)
    after = page.data.at(-1)?.id
    more = page.has_more && after !== undefined
  }
  return { listed, filled }
}

async function fill(
  means: ReconcileMeans,
  { accountId, accountName, mode }: EventListing,
  events: readonly Stripe.Event[],
): Promise<number> {
  const { db, tenantId } = means
  const eventIds = events.map(({ id }) => id)
  const account = accountId === undefined ? {} : { accountId }
  const known = await listKnownEventIds(db, { tenantId, mode, eventIds, ...account })
  let filled = 0
  // Oldest first, as they would have come.
  for (const event of events.toReversed()) {
    if (known.has(event.id)) continue
    const read = readEvent(JSON.stringify(accountId === undefined ? event : { ...event, account: accountId }))
    if (!read.ok) continue
    const named = accountName === undefined ? {} : { accountName }
    const arrival = { tenantId, event: read.event, cameBy: 'reconciliation', ...named } as const
    if ((await acceptEvent(means, arrival)) !== 'known') filled += 1
  }
  return filled
}
