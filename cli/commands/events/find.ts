// Which events a command is about: by filter, or by an id that Stripe gave.

import { selfTenantId as tenantId } from '#auth/principal.ts'
import { listEvents, type EventFilter, type EventSummary } from '#store/event-list.ts'
import type { Database } from '#store/schema.ts'
import { WrongCallError } from '../../explain.ts'

/** Tells apart events with the same id: `evt_…` is unique within an account and mode. */
export type EventScope = { mode?: 'live' | 'test'; account?: string }

export const accountHelp =
  'of this account: acct_…, or the name of an own one; "own" leaves out connected ones'

export const toFilter = ({ mode, account, type }: EventScope & { type?: string }): EventFilter => ({
  tenantId,
  ...(mode ? { mode } : {}),
  ...(account ? { account } : {}),
  ...(type ? { type } : {}),
})

export const accountOf = ({ accountId, accountName }: EventSummary): string | undefined =>
  accountId ?? accountName

/** Finds the event with this id. Without one it prints so and returns `undefined`; with several it asks for the scope. */
export async function findOne(
  db: Database,
  eventId: string,
  scope: EventScope,
): Promise<EventSummary | undefined> {
  const found = await listEvents(db, { ...toFilter(scope), eventId }, 10)
  if (found.length === 1) return found[0]
  if (found.length === 0) {
    console.error(`${eventId}: there is no such event.`)
    return undefined
  }
  const places = found.map((event) => `--account ${accountOf(event) ?? 'own'} --mode ${event.mode}`)
  throw new WrongCallError(`${eventId} is there ${found.length} times. Say which: ${places.join(', or ')}.`)
}
