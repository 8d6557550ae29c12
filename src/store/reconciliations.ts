// The time until which the events of an account are complete.

import type { Database } from './schema.ts'

export type ListId = { tenantId: string; listing: string }

export async function findCompleteUntil(db: Database, of: ListId): Promise<number | undefined> {
  const row = await db
    .selectFrom('reconciliations')
    .select('complete_until_ms')
    .where('tenant_id', '=', of.tenantId)
    .where('listing', '=', of.listing)
    .executeTakeFirst()
  return row && Number(row.complete_until_ms)
}

/** Raises the time; it is never lowered. Of two calls at once the later time counts. */
export async function raiseCompleteUntil(db: Database, of: ListId, untilMs: number): Promise<void> {
  await db
    .insertInto('reconciliations')
    .values({ tenant_id: of.tenantId, listing: of.listing, complete_until_ms: untilMs })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'listing'])
        .doUpdateSet({ complete_until_ms: untilMs })
        .where('reconciliations.complete_until_ms', '<', untilMs),
    )
    .execute()
}
