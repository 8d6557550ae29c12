// Counts the deliveries that are on their way to each endpoint, and those that were given up.

import { sql } from 'kysely'
import type { Database } from './schema.ts'

export type DeliveryCounts = { waiting: number; dead: number }

/** By endpoint; endpoints without either are left out. */
export async function countOpenDeliveries(
  db: Database,
  tenantId: string,
): Promise<Map<string, DeliveryCounts>> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['endpoint_id', 'state', sql<number | string>`count(*)`.as('count')])
    .where('tenant_id', '=', tenantId)
    .where('state', 'in', ['waiting', 'running', 'dead'])
    .groupBy(['endpoint_id', 'state'])
    .execute()
  const counts = new Map<string, DeliveryCounts>()
  for (const { endpoint_id: id, state, count } of rows) {
    const known = counts.get(id) ?? { waiting: 0, dead: 0 }
    known[state === 'dead' ? 'dead' : 'waiting'] += Number(count)
    counts.set(id, known)
  }
  return counts
}
