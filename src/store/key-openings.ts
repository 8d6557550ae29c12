// How often each Stripe key was opened, by which opener and for what: one row for each hour, so that use does not let it grow.

import type { WrapKind } from './roots.ts'
import type { Database } from './schema.ts'

export type KeyOpening = {
  tenantId: string
  stripeKeyId: string
  openerKind: WrapKind
  openerId: string
  feature: string
}
export type CountedOpening = KeyOpening & { hourAtMs: number; count: number; lastAtMs: number }

const hourMs = 3_600_000

/** Adds to the rows of the hours. Each opening names its tenant. */
export async function countOpenings(
  db: Database,
  openings: readonly (KeyOpening & { count: number; atMs: number })[],
): Promise<void> {
  if (openings.length === 0) return
  await db
    .insertInto('key_openings')
    .values(
      openings.map((one) => ({
        tenant_id: one.tenantId,
        stripe_key_id: one.stripeKeyId,
        opener_kind: one.openerKind,
        opener_id: one.openerId,
        feature: one.feature,
        hour_at_ms: one.atMs - (one.atMs % hourMs),
        count: one.count,
        last_at_ms: one.atMs,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'hour_at_ms', 'stripe_key_id', 'opener_kind', 'opener_id', 'feature'])
        .doUpdateSet((is) => ({
          count: is('key_openings.count', '+', is.ref('excluded.count')),
          last_at_ms: is.ref('excluded.last_at_ms'),
        })),
    )
    .execute()
}

/** Newest hour first. */
export async function listOpenings(db: Database, tenantId: string, limit: number): Promise<CountedOpening[]> {
  const rows = await db
    .selectFrom('key_openings')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('hour_at_ms', 'desc')
    .orderBy('last_at_ms', 'desc')
    .orderBy('stripe_key_id')
    .orderBy('opener_id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    tenantId,
    stripeKeyId: row.stripe_key_id,
    openerKind: row.opener_kind,
    openerId: row.opener_id,
    feature: row.feature,
    hourAtMs: Number(row.hour_at_ms),
    count: row.count,
    lastAtMs: Number(row.last_at_ms),
  }))
}

/** Removes the hours before a time, or all of them. */
export async function removeOpenings(
  db: Database,
  { tenantId, beforeMs }: { tenantId: string; beforeMs?: number },
): Promise<void> {
  let removing = db.deleteFrom('key_openings').where('tenant_id', '=', tenantId)
  if (beforeMs !== undefined) removing = removing.where('hour_at_ms', '<', beforeMs)
  await removing.execute()
}
