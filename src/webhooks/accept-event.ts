// Accepts an event: stores it once, before Stripe is told that it was received. It is worked on later, if anything wants it.

import { createBatcher } from '#batcher.ts'
import type { Config } from '#config.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { matchesAnyEvent } from '#definitions/event-match.ts'
import { createOrderedId } from '#jobs/ordered-id.ts'
import type { Ports } from '#ports.ts'
import { commitsOf } from '#store/commits.ts'
import { insertEvents, type EventRow, type NewEvent } from '#store/events.ts'
import { isRowsFault } from '#store/rows-fault.ts'
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
  /** The configuration as it is now. */
  definitions: () => TillsideConfig
}

export type Arrival = {
  tenantId: string
  event: ReadEvent
  accountName?: string
  cameBy: EventRow['cameBy']
}

/** `new`: stored, to be worked on. `known`: it was here already, and nothing was changed. `set_aside`: stored, not worked on. */
export type Accepted = 'new' | 'known' | 'set_aside'

export type AcceptedEvent = {
  accepted: Accepted
  /** As it is stored: without `accountId` when it belongs to one of the tenant's own accounts. */
  event: ReadEvent
  /** Whether it waits for handlers or endpoints. */
  isWaiting: boolean
}

/** Stores an event, and in the same transaction what it says about installations. Throws what the database throws. */
export async function acceptEvent(deps: AcceptDeps, arrival: Arrival): Promise<AcceptedEvent> {
  const { ports, config } = deps
  const { tenantId, event } = arrival
  const commits = commitsOf(deps.db)
  if (isLifecycle(event)) {
    const row = toRow(deps, arrival)
    const accepted = await commits.transaction(async (transaction) => {
      const stored = toAccepted(row, await insertOne(transaction, row))
      if (stored === 'new') await applyLifecycle(transaction, { ports, config }, { tenantId, event })
      return stored
    })
    return { accepted, event, isWaiting: accepted === 'new' }
  }
  const { setAside, ...attributed } = await attribute(deps, arrival)
  const row = toRow(deps, attributed, setAside)
  if (setAside === unsettledCode) {
    const accepted = await commits.transaction(async (transaction) => {
      const stored = toAccepted(row, await insertOne(transaction, row))
      if (stored === 'set_aside') await enqueueSettling(transaction, ports, tenantId)
      return stored
    })
    return { accepted, event: attributed.event, isWaiting: false }
  }
  const isUnwanted = setAside === undefined && !isWanted(deps.definitions(), attributed.event)
  const accepted = toAccepted(row, await intakeOf(deps)({ ...row, isUnwanted }))
  return { accepted, event: attributed.event, isWaiting: accepted === 'new' && !isUnwanted }
}

const isWanted = ({ handlers, endpoints }: TillsideConfig, { type }: ReadEvent): boolean =>
  [...handlers, ...endpoints].some(({ events }) => matchesAnyEvent(events, type))

const intakes = new WeakMap<Database, (event: NewEvent) => Promise<boolean>>()
/** At about 4 kB each, a statement of a quarter of a megabyte. */
const batchMax = 64

/** Stores events that arrive at the same time with one statement and one commit. Resolves with whether the event is new. */
function intakeOf({ db, ports }: AcceptDeps): (event: NewEvent) => Promise<boolean> {
  const found = intakes.get(db)
  if (found) return found
  const made = createBatcher<NewEvent, boolean>({
    run: (events) => commitsOf(db).statement((to) => insertEvents(to, events)),
    itemsMax: batchMax,
    isItemsFault: isRowsFault,
    ports,
  })
  intakes.set(db, made)
  return made
}

const insertOne = async (db: Database, row: NewEvent): Promise<boolean> =>
  (await insertEvents(db, [row]))[0] ?? false

function toRow(
  { ports }: AcceptDeps,
  { tenantId, event, accountName, cameBy }: Arrival,
  setAside?: string,
): NewEvent {
  return {
    ...event,
    id: createOrderedId(ports, 'evr'),
    tenantId,
    cameBy,
    atMs: ports.now(),
    ...(accountName === undefined ? {} : { accountName }),
    ...(setAside === undefined ? {} : { setAside }),
  }
}

function toAccepted({ setAside }: NewEvent, isNew: boolean): Accepted {
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
