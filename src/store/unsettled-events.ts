// Events that were set aside because it was not known yet whether their account is one of the tenant's own. They are settled page by
// page, each in a short transaction.

import { commitsOf } from './commits.ts'
import { queued } from './events.ts'
import { inState } from './events-in-state.ts'
import type { Database } from './schema.ts'

type Unsettled = { tenantId: string; code: string }
type Page = Unsettled & { accountId: string; mode: 'live' | 'test'; limit: number }

/** Returns the account of one such event; `undefined` when there is none. */
export async function findUnsettled(
  db: Database,
  { tenantId, code }: Unsettled,
): Promise<{ accountId: string; mode: 'live' | 'test' } | undefined> {
  const row = await db
    .selectFrom('events')
    .select(['account_id', 'mode'])
    .where(inState(tenantId, ['set_aside']))
    .where('error', '=', code)
    .limit(1)
    .executeTakeFirst()
  return row && { accountId: row.account_id, mode: row.mode }
}

const idsOf = async (db: Database, { tenantId, code, accountId, mode, limit }: Page): Promise<string[]> => {
  const rows = await db
    .selectFrom('events')
    .select('id')
    .where(inState(tenantId, ['set_aside']))
    .where('error', '=', code)
    .where('account_id', '=', accountId)
    .where('mode', '=', mode)
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Settles one page of a connected account: into the queue, or aside for another reason. Returns how many there were. */
export function settleEvents(
  db: Database,
  { why, ...page }: Page & { why: string | undefined },
  nowMs: number,
): Promise<number> {
  return commitsOf(db).transaction(async (transaction) => {
    const ids = await idsOf(transaction, page)
    if (ids.length === 0) return 0
    await transaction
      .updateTable('events')
      .set(why === undefined ? queued(nowMs) : { error: why, updated_at_ms: nowMs })
      .where('tenant_id', '=', page.tenantId)
      .where('id', 'in', ids)
      .where('state', '=', 'set_aside')
      .execute()
    return ids.length
  })
}

/**
 * Settles one page of an own account: its events go into the queue as own events. If an event also arrived at the other endpoint, that
 * row stays and this one is deleted. Returns how many there were.
 */
export function adoptEvents(
  db: Database,
  { accountName, ...page }: Page & { accountName: string },
  nowMs: number,
): Promise<number> {
  const { tenantId, mode } = page
  return commitsOf(db).transaction(async (transaction) => {
    const ids = await idsOf(transaction, page)
    if (ids.length === 0) return 0
    await transaction
      .deleteFrom('events')
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', ids)
      .where('state', '=', 'set_aside')
      .where((is) =>
        is.exists(
          is
            .selectFrom('events as twin')
            .select('twin.id')
            .where('twin.tenant_id', '=', tenantId)
            .where('twin.account_id', '=', '')
            .where('twin.mode', '=', mode)
            .whereRef('twin.event_id', '=', 'events.event_id'),
        ),
      )
      .execute()
    // A twin may arrive at this very moment. Then the unique index ends the transaction, and the next attempt finds the twin.
    await transaction
      .updateTable('events')
      .set({ ...queued(nowMs), account_id: '', account_name: accountName })
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', ids)
      .where('state', '=', 'set_aside')
      .execute()
    return ids.length
  })
}
