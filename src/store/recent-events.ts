// Events as they are stored, for processes that keep something in memory about them.

import type { Database } from './schema.ts'

export type RecentEvent = {
  id: string
  type: string
  mode: 'live' | 'test'
  accountId?: string
  objectId?: string
  customerId?: string
  createdAtMs: number
}

/** Lists events in the order in which they were stored. */
export async function listRecentEvents(
  db: Database,
  where: { tenantId: string; sinceMs: number; limit: number },
): Promise<RecentEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select(['id', 'type', 'mode', 'account_id', 'object_id', 'customer_id', 'created_at_ms'])
    .where('tenant_id', '=', where.tenantId)
    .where('created_at_ms', '>=', where.sinceMs)
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
