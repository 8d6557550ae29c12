// Takes an event in: stored once, before anybody says that it was received. What is to be done with it comes later.

import type { Config } from '#config.ts'
import { toHex } from '#hex.ts'
import type { Ports } from '#ports.ts'
import { commitsOf } from '#store/commits.ts'
import { insertEvent, type EventRow } from '#store/events.ts'
import { findInstallation } from '#store/installations.ts'
import type { Database } from '#store/schema.ts'
import { applyLifecycle, isLifecycle } from './installations.ts'
import type { ReadEvent } from './read-event.ts'

export type AcceptMeans = {
  db: Database
  ports: Ports
  config: Pick<Config, 'stripeAppAccounts' | 'uninstalledKeptDays'>
}

export type Arrival = {
  tenantId: string
  event: ReadEvent
  accountName?: string
  cameBy: EventRow['cameBy']
}

/** `new`: there is work to do. `known`: it was here before, and nothing was changed. `set_aside`: stored, and not worked on. */
export type Accepted = 'new' | 'known' | 'set_aside'

/** Stores an event, and with it what it says about installations. Throws what the database throws. */
export async function acceptEvent(means: AcceptMeans, arrival: Arrival): Promise<Accepted> {
  const { ports, config } = means
  const { tenantId, event } = arrival
  const commits = commitsOf(means.db)
  if (isLifecycle(event)) {
    return commits.transaction(async (transaction) => {
      const accepted = await store(transaction, means, arrival)
      if (accepted === 'new') await applyLifecycle(transaction, { ports, config }, { tenantId, event })
      return accepted
    })
  }
  const setAside = event.accountId === undefined ? undefined : await whyNot(means, tenantId, event)
  return commits.statement((db) => store(db, means, arrival, setAside))
}

async function store(
  db: Database,
  { ports }: AcceptMeans,
  { tenantId, event, accountName, cameBy }: Arrival,
  setAside?: string,
): Promise<Accepted> {
  const isNew = await insertEvent(db, {
    ...event,
    id: createEventRowId(ports),
    tenantId,
    cameBy,
    atMs: ports.now(),
    ...(accountName === undefined ? {} : { accountName }),
    ...(setAside === undefined ? {} : { setAside }),
  })
  if (!isNew) return 'known'
  return setAside === undefined ? 'new' : 'set_aside'
}

/** `evr_` and 24 hex digits. */
const createEventRowId = (ports: Pick<Ports, 'randomBytes'>): string => `evr_${toHex(ports.randomBytes(12))}`

/** Why events of this connected account are not worked on; `undefined` when they are. */
async function whyNot(
  { db, config }: AcceptMeans,
  tenantId: string,
  { accountId = '', mode }: ReadEvent,
): Promise<'unknown_account' | 'not_installed' | undefined> {
  const state = await findInstallation(db, { tenantId, accountId, mode })
  if (state === 'removed') return 'not_installed'
  return state === 'installed' || config.stripeAppAccounts.includes(accountId) ? undefined : 'unknown_account'
}
