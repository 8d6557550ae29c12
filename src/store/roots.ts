// A tenant's roots and their wraps. Nothing here opens anything: public halves and wraps are sealed texts of the vault.

import type { Database, Schema } from './schema.ts'

export type RootPurpose = Schema['tenant_roots']['purpose']
export type WrapKind = Schema['root_wraps']['opener_kind']
export type StoredRoot = { tenantId: string; purpose: RootPurpose; rootId: string; publicHalf: string }
/** Which wrap of a root: a root has one for each opener. */
export type WrapPlace = {
  tenantId: string
  purpose: RootPurpose
  rootId: string
  kind: WrapKind
  id: string
}

/** False when the tenant has a root for this purpose already. */
export async function insertRoot(db: Database, root: StoredRoot & { atMs: number }): Promise<boolean> {
  const { tenantId, purpose, rootId, publicHalf, atMs } = root
  const result = await db
    .insertInto('tenant_roots')
    .values({ tenant_id: tenantId, purpose, id: rootId, public_half: publicHalf, created_at_ms: atMs })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'purpose']).doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1
}

export async function findRoot(
  db: Database,
  where: { tenantId: string; purpose: RootPurpose },
): Promise<StoredRoot | undefined> {
  const row = await db
    .selectFrom('tenant_roots')
    .select(['id', 'public_half'])
    .where('tenant_id', '=', where.tenantId)
    .where('purpose', '=', where.purpose)
    .executeTakeFirst()
  return row && { ...where, rootId: row.id, publicHalf: row.public_half }
}

/** Puts or replaces the wrap of an opener. False when the root is not the tenant's any more: erased, or another in the meantime. */
export async function putWrap(
  db: Database,
  place: WrapPlace,
  wrap: { wrapped: string; atMs: number; expiresAtMs?: number },
): Promise<boolean> {
  const values = {
    root_id: place.rootId,
    wrapped: wrap.wrapped,
    created_at_ms: wrap.atMs,
    expires_at_ms: wrap.expiresAtMs ?? null,
  }
  const root = await findRoot(db, place)
  if (root?.rootId !== place.rootId) return false
  await db
    .insertInto('root_wraps')
    .values({
      tenant_id: place.tenantId,
      purpose: place.purpose,
      opener_kind: place.kind,
      opener_id: place.id,
      ...values,
    })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'purpose', 'opener_kind', 'opener_id']).doUpdateSet(values),
    )
    .execute()
  return true
}

/** Not one that has expired. */
export async function findWrap(
  db: Database,
  where: Omit<WrapPlace, 'rootId'>,
  nowMs: number,
): Promise<(WrapPlace & { wrapped: string }) | undefined> {
  const row = await db
    .selectFrom('root_wraps')
    .select(['root_id', 'wrapped', 'expires_at_ms'])
    .where('tenant_id', '=', where.tenantId)
    .where('purpose', '=', where.purpose)
    .where('opener_kind', '=', where.kind)
    .where('opener_id', '=', where.id)
    .executeTakeFirst()
  if (!row || (row.expires_at_ms !== null && Number(row.expires_at_ms) <= nowMs)) return undefined
  return { ...where, rootId: row.root_id, wrapped: row.wrapped }
}

/** False when there was none. */
export async function removeWrap(db: Database, where: Omit<WrapPlace, 'rootId'>): Promise<boolean> {
  const result = await db
    .deleteFrom('root_wraps')
    .where('tenant_id', '=', where.tenantId)
    .where('purpose', '=', where.purpose)
    .where('opener_kind', '=', where.kind)
    .where('opener_id', '=', where.id)
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}

/** What can open the tenant's Stripe keys, oldest first; without the wraps themselves. */
export async function listWraps(
  db: Database,
  tenantId: string,
): Promise<{ kind: WrapKind; id: string; createdAtMs: number; expiresAtMs?: number }[]> {
  const rows = await db
    .selectFrom('root_wraps')
    .select(['opener_kind', 'opener_id', 'created_at_ms', 'expires_at_ms'])
    .where('tenant_id', '=', tenantId)
    .where('purpose', '=', 'keys')
    .orderBy('created_at_ms')
    .orderBy('opener_kind')
    .orderBy('opener_id')
    .execute()
  return rows.map((row) => ({
    kind: row.opener_kind,
    id: row.opener_id,
    createdAtMs: Number(row.created_at_ms),
    ...(row.expires_at_ms === null ? {} : { expiresAtMs: Number(row.expires_at_ms) }),
  }))
}

/** Removes the roots of a tenant with all wraps: nothing that was sealed to them opens again. */
export async function eraseRoots(db: Database, tenantId: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('root_wraps').where('tenant_id', '=', tenantId).execute()
    await transaction.deleteFrom('tenant_roots').where('tenant_id', '=', tenantId).execute()
  })
}
