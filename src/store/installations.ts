// The accounts the Stripe App is installed in, by mode, as Stripe's events say. Of two changes the later one counts.

import type { Database } from './schema.ts'

export type Installation = { tenantId: string; accountId: string; mode: 'live' | 'test' }
export type InstallationState = 'installed' | 'removed'

/** `undefined` when no event has said anything about it. */
export async function findInstallation(
  db: Database,
  where: Installation,
): Promise<InstallationState | undefined> {
  return (await findInstallationChange(db, where))?.state
}

/** The same, and since when. */
export async function findInstallationChange(
  db: Database,
  where: Installation,
): Promise<{ state: InstallationState; changedAtMs: number } | undefined> {
  const row = await db
    .selectFrom('installations')
    .select(['state', 'changed_at_ms'])
    .where('tenant_id', '=', where.tenantId)
    .where('account_id', '=', where.accountId)
    .where('mode', '=', where.mode)
    .executeTakeFirst()
  return row && { state: row.state, changedAtMs: Number(row.changed_at_ms) }
}

/** Records a change. Events arrive in any order: an older one changes nothing and returns false. */
export async function setInstallation(
  db: Database,
  installation: Installation & { state: InstallationState; changedAtMs: number },
): Promise<boolean> {
  const { tenantId, accountId, mode, state, changedAtMs } = installation
  const result = await db
    .insertInto('installations')
    .values({ tenant_id: tenantId, account_id: accountId, mode, state, changed_at_ms: changedAtMs })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'account_id', 'mode'])
        .doUpdateSet({ state, changed_at_ms: changedAtMs })
        .where('installations.changed_at_ms', '<=', changedAtMs),
    )
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1
}

/** Accounts that have the app, or had it. */
export async function listInstallations(
  db: Database,
  where: { tenantId: string; state: InstallationState },
): Promise<{ accountId: string; mode: Installation['mode']; changedAtMs: number }[]> {
  const rows = await db
    .selectFrom('installations')
    .select(['account_id', 'mode', 'changed_at_ms'])
    .where('tenant_id', '=', where.tenantId)
    .where('state', '=', where.state)
    .orderBy('account_id')
    .execute()
  return rows.map((row) => ({
    accountId: row.account_id,
    mode: row.mode === 'live' ? 'live' : 'test',
    changedAtMs: Number(row.changed_at_ms),
  }))
}
