// Finds the events that a command is about: by filter, or by Stripe's id.

import { selfTenantId as tenantId } from '#auth/principal.ts'
import { listEvents, type EventFilter, type EventSummary } from '#store/event-list.ts'
import type { Database } from '#store/schema.ts'
import { WrongCallError } from '../../explain.ts'

/** Distinguishes events with the same id: `evt_…` is unique within an account and mode. */
export type EventScope = { mode?: 'live' | 'test'; account?: string }

export const accountHelp =
  'only events of this account: acct_…, or the name of one of your own; "own" leaves out connected ones'

export const toFilter = ({ mode, account, type }: EventScope & { type?: string }): EventFilter => ({
  tenantId,
  ...(mode ? { mode } : {}),
  ...(account ? { account } : {}),
  ...(type ? { type } : {}),
})

export const accountOf = ({ accountId, accountName }: EventSummary): string | undefined =>
  accountId ?? accountName

/** Finds the event with this id. Prints an error and returns `undefined` if there is none; throws `WrongCallError` if there are several. */
export async function findOne(
  db: Database,
  eventId: string,
  scope: EventScope,
): Promise<EventSummary | undefined> {
  const found = await listEvents(db, { ...toFilter(scope), eventId }, 10)
  if (found.length === 1) return found[0]
  if (found.length === 0) {
    console.error(`${eventId}: no such event.`)
    return undefined
  }
  const scopes = found.map((event) => `--account ${accountOf(event) ?? 'own'} --mode ${event.mode}`)
  throw new WrongCallError(`${found.length} events have the id ${eventId}. Add ${scopes.join(', or ')}.`)
}
