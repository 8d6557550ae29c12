// Events as they are stored, for processes that keep something in memory about them.

import { follow, type FollowedRow, type FollowPorts, type PageStart } from './follow.ts'
import type { Database } from './schema.ts'

export type RecentEvent = FollowedRow & {
  type: string
  mode: 'live' | 'test'
  accountId?: string
  objectId?: string
  customerId?: string
}

/** Lists events in the order in which they were stored. The index `events_by_time` has every column that this reads. */
export async function listRecentEvents(
  db: Database,
  where: PageStart & { tenantId: string; limit: number },
): Promise<RecentEvent[]> {
  const { sinceMs, afterId } = where
  const rows = await db
    .selectFrom('events')
    .select(['id', 'type', 'mode', 'account_id', 'object_id', 'customer_id', 'created_at_ms'])
    .where('tenant_id', '=', where.tenantId)
    .where('created_at_ms', '>=', sinceMs)
    .where((is) => is.or([is('created_at_ms', '>', sinceMs), is('id', '>', afterId)]))
    .orderBy('created_at_ms')
    .orderBy('id')
    .limit(where.limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    type: row.type,
    mode: row.mode,
    ...(row.account_id === '' ? {} : { accountId: row.account_id }),
    ...(row.object_id === null ? {} : { objectId: row.object_id }),
    ...(row.customer_id === null ? {} : { customerId: row.customer_id }),
    createdAtMs: Number(row.created_at_ms),
  }))
}

/** Follows the events that any process stores, until `signal` aborts. */
export const followEvents = (
  { db, ports, tenantId }: { db: Database; ports: FollowPorts; tenantId: string },
  signal: AbortSignal,
): AsyncGenerator<RecentEvent> =>
  follow({ what: 'events', list: (page) => listRecentEvents(db, { ...page, tenantId }) }, ports, signal)
