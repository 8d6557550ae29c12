// A tenant's Stripe keys, sealed to its keys root. One that was replaced or removed keeps its row, for the audit, without the key.

import type { WrapKind } from './roots.ts'
import type { Database, Schema } from './schema.ts'

export type StripeKeyPlace = {
  tenantId: string
  id: string
  mode: Schema['stripe_keys']['mode']
  accountId: string
}
export type StripeKeyRow = StripeKeyPlace & {
  name: string
  lastFour: string
  createdAtMs: number
  replacedAtMs?: number
  revokedAtMs?: number
}

export async function insertStripeKey(
  db: Database,
  key: StripeKeyPlace & { name: string; lastFour: string; sealed: string; atMs: number },
): Promise<void> {
  await db
    .insertInto('stripe_keys')
    .values({
      tenant_id: key.tenantId,
      id: key.id,
      mode: key.mode,
      account_id: key.accountId,
      name: key.name,
      kind: 'restricted',
      last_four: key.lastFour,
      sealed: key.sealed,
      created_at_ms: key.atMs,
      replaced_at_ms: null,
      revoked_at_ms: null,
    })
    .execute()
}

/** Forgets the key; the row stays. False when the tenant has no such key any more. */
export async function endStripeKey(
  db: Database,
  key: { tenantId: string; id: string; atMs: number; as: 'replaced' | 'revoked' },
): Promise<boolean> {
  const result = await db
    .updateTable('stripe_keys')
    .set({
      sealed: null,
      ...(key.as === 'replaced' ? { replaced_at_ms: key.atMs } : { revoked_at_ms: key.atMs }),
    })
    .where('tenant_id', '=', key.tenantId)
    .where('id', '=', key.id)
    .where('sealed', 'is not', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

export async function findStripeKey(
  db: Database,
  where: { tenantId: string; id: string },
): Promise<(StripeKeyPlace & { name: string; sealed: string }) | undefined> {
  const row = await db
    .selectFrom('stripe_keys')
    .select(['mode', 'account_id', 'name', 'sealed'])
    .where('tenant_id', '=', where.tenantId)
    .where('id', '=', where.id)
    .executeTakeFirst()
  if (!row || row.sealed === null) return undefined
  return { ...where, mode: row.mode, accountId: row.account_id, name: row.name, sealed: row.sealed }
}

/** A key with the wrap of an opener, in one query: what a request reads before it opens anything. */
export async function findOpenable(
  db: Database,
  which: { tenantId: string; id: string; kind: WrapKind; openerId: string },
  nowMs: number,
): Promise<
  | (StripeKeyPlace & { name: string; sealed: string; wrap: { rootId: string; wrapped: string } | undefined })
  | undefined
> {
  const { tenantId, id, kind, openerId } = which
  const row = await db
    .selectFrom('stripe_keys')
    .leftJoin('root_wraps', (on) =>
      on
        .onRef('root_wraps.tenant_id', '=', 'stripe_keys.tenant_id')
        .on('root_wraps.purpose', '=', 'keys')
        .on('root_wraps.opener_kind', '=', kind)
        .on('root_wraps.opener_id', '=', openerId)
        .on((is) => is.or([is('expires_at_ms', 'is', null), is('expires_at_ms', '>', nowMs)])),
    )
    .select(['mode', 'account_id', 'name', 'sealed', 'root_id', 'wrapped'])
    .where('stripe_keys.tenant_id', '=', tenantId)
    .where('stripe_keys.id', '=', id)
    .executeTakeFirst()
  if (!row || row.sealed === null) return undefined
  const { mode, account_id: accountId, name, sealed, root_id: rootId, wrapped } = row
  const wrap = rootId === null || wrapped === null ? undefined : { rootId, wrapped }
  return { tenantId, id, mode, accountId, name, sealed, wrap }
}

/** Oldest first; those that were replaced or removed only if asked for. */
export async function listStripeKeys(
  db: Database,
  tenantId: string,
  options: { withEnded?: boolean } = {},
): Promise<StripeKeyRow[]> {
  let found = db
    .selectFrom('stripe_keys')
    .select(['id', 'mode', 'account_id', 'name', 'last_four', 'created_at_ms'])
    .select(['replaced_at_ms', 'revoked_at_ms'])
    .where('tenant_id', '=', tenantId)
  if (options.withEnded !== true) found = found.where('sealed', 'is not', null)
  const rows = await found.orderBy('created_at_ms').orderBy('id').execute()
  return rows.map((row) => ({
    tenantId,
    id: row.id,
    mode: row.mode,
    accountId: row.account_id,
    name: row.name,
    lastFour: row.last_four,
    createdAtMs: Number(row.created_at_ms),
    ...(row.replaced_at_ms === null ? {} : { replacedAtMs: Number(row.replaced_at_ms) }),
    ...(row.revoked_at_ms === null ? {} : { revokedAtMs: Number(row.revoked_at_ms) }),
  }))
}

/** Removes every key of a tenant, ended ones included. */
export async function eraseStripeKeys(db: Database, tenantId: string): Promise<void> {
  await db.deleteFrom('stripe_keys').where('tenant_id', '=', tenantId).execute()
}
