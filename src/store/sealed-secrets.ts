// Sealed secrets, by purpose and owner. Only the vault can open them.

import type { Database } from './schema.ts'

export type SecretPlace = {
  tenantId: string
  purpose: string
  accountId: string
  mode: string
  owner: string
}

const columnsOf = ({ tenantId, purpose, accountId, mode, owner }: SecretPlace) => ({
  tenant_id: tenantId,
  purpose,
  account_id: accountId,
  mode,
  owner,
})

/** The sealed text, and when it was put there. */
export async function findSealedSecret(
  db: Database,
  place: SecretPlace,
): Promise<{ sealed: string; changedAtMs: number } | undefined> {
  const row = await db
    .selectFrom('sealed_secrets')
    .select(['sealed', 'changed_at_ms'])
    .where((is) => is.and(columnsOf(place)))
    .executeTakeFirst()
  return row && { sealed: row.sealed, changedAtMs: Number(row.changed_at_ms) }
}

/** Puts or replaces it. With `was`, only where that is still what is there: false when another replica was faster. */
export async function putSealedSecret(
  db: Database,
  place: SecretPlace,
  { sealed, atMs, was }: { sealed: string; atMs: number; was?: string },
): Promise<boolean> {
  const values = { sealed, changed_at_ms: atMs }
  if (was !== undefined) {
    const result = await db
      .updateTable('sealed_secrets')
      .set(values)
      .where((is) => is.and(columnsOf(place)))
      .where('sealed', '=', was)
      .executeTakeFirst()
    return Number(result.numUpdatedRows) === 1
  }
  await db
    .insertInto('sealed_secrets')
    .values({ ...columnsOf(place), ...values })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'purpose', 'account_id', 'mode', 'owner']).doUpdateSet(values),
    )
    .execute()
  return true
}

/** False when there was none. */
export async function removeSealedSecret(db: Database, place: SecretPlace): Promise<boolean> {
  const result = await db
    .deleteFrom('sealed_secrets')
    .where((is) => is.and(columnsOf(place)))
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}

/** Everything sealed for an account in one mode; its data keys go with it. How many there were. */
export async function removeSecretsOfAccount(
  db: Database,
  where: { tenantId: string; accountId: string; mode: string },
): Promise<number> {
  const result = await db
    .deleteFrom('sealed_secrets')
    .where('tenant_id', '=', where.tenantId)
    .where('account_id', '=', where.accountId)
    .where('mode', '=', where.mode)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
