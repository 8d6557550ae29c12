// Accepts an event: stores it once, before Stripe is told that it was received. It is worked on later.

import type { Config } from '#config.ts'
import { createOrderedId } from '#jobs/ordered-id.ts'
import type { Ports } from '#ports.ts'
import { commitsOf } from '#store/commits.ts'
import { insertEvent, type EventRow } from '#store/events.ts'
import type { Database } from '#store/schema.ts'
import type { OwnAccounts } from '#tenants/own-accounts.ts'
import { enqueueSettling, unsettledCode, whyNot } from './accounts.ts'
import { applyLifecycle, isLifecycle } from './installations.ts'
import type { ReadEvent } from './read-event.ts'

export type AcceptDeps = {
  db: Database
  ports: Ports
  config: Pick<Config, 'stripeAppAccounts' | 'uninstalledKeptDays'>
  ownAccounts: OwnAccounts
}

export type Arrival = {
  tenantId: string
  event: ReadEvent
  accountName?: string
  cameBy: EventRow['cameBy']
}

/** `new`: stored, to be worked on. `known`: it was here already, and nothing was changed. `set_aside`: stored, not worked on. */
export type Accepted = 'new' | 'known' | 'set_aside'

/** The event as it is stored: without `accountId` when it belongs to one of the tenant's own accounts. */
export type AcceptedEvent = { accepted: Accepted; event: ReadEvent }

/** Stores an event, and in the same transaction what it says about installations. Throws what the database throws. */
export async function acceptEvent(deps: AcceptDeps, arrival: Arrival): Promise<AcceptedEvent> {
  const { ports, config } = deps
  const { tenantId, event } = arrival
  const commits = commitsOf(deps.db)
  if (isLifecycle(event)) {
    const accepted = await commits.transaction(async (transaction) => {
      const stored = await store(transaction, deps, arrival)
      if (stored === 'new') await applyLifecycle(transaction, { ports, config }, { tenantId, event })
      return stored
    })
    return { accepted, event }
  }
  const { setAside, ...attributed } = await attribute(deps, arrival)
  const accepted =
    setAside === unsettledCode
      ? await commits.transaction(async (transaction) => {
          const stored = await store(transaction, deps, attributed, setAside)
          if (stored === 'set_aside') await enqueueSettling(transaction, ports, tenantId)
          return stored
        })
      : await commits.statement((db) => store(db, deps, attributed, setAside))
  return { accepted, event: attributed.event }
}

async function store(
  db: Database,
  { ports }: AcceptDeps,
  { tenantId, event, accountName, cameBy }: Arrival,
  setAside?: string,
): Promise<Accepted> {
  const isNew = await insertEvent(db, {
    ...event,
    id: createOrderedId(ports, 'evr'),
    tenantId,
    cameBy,
    atMs: ports.now(),
    ...(accountName === undefined ? {} : { accountName }),
    ...(setAside === undefined ? {} : { setAside }),
  })
  if (!isNew) return 'known'
  return setAside === undefined ? 'new' : 'set_aside'
}

/**
 * Finds out which account an event belongs to. An own account that has the app sends each event twice: to the endpoint for its own
 * events, and to the one for connected accounts, which names it. Both become one event of the own account. While it is not known
 * whether the account is an own one, the event is set aside, as it might be handled twice otherwise.
 */
async function attribute(deps: AcceptDeps, arrival: Arrival): Promise<Arrival & { setAside?: string }> {
  const { accountId, ...event } = arrival.event
  if (accountId === undefined) return arrival
  const found = await deps.ownAccounts.find(accountId, event.mode)
  if (found === 'unknown') return { ...arrival, setAside: unsettledCode }
  if (found === 'other') {
    const setAside = await whyNot(deps, { tenantId: arrival.tenantId, accountId, mode: event.mode })
    return {
      ...arrival,
      ...(await platformName(deps, event)),
      ...(setAside === undefined ? {} : { setAside }),
    }
  }
  return { ...arrival, event, ...(found.name === undefined ? {} : { accountName: found.name }) }
}

/** An organization has one endpoint for all of its accounts, so the platform's key asks about its events. */
async function platformName(
  { ownAccounts }: AcceptDeps,
  { platformId, mode }: Pick<ReadEvent, 'platformId' | 'mode'>,
): Promise<{ accountName?: string }> {
  const found = platformId === undefined ? 'other' : await ownAccounts.find(platformId, mode)
  return typeof found === 'string' || found.name === undefined ? {} : { accountName: found.name }
}
