// In which accounts the Stripe App is installed, by mode, as Stripe's events said. Of two changes the later one counts.

import type { Database } from './schema.ts'

export type Installation = { tenantId: string; accountId: string; mode: 'live' | 'test' }
export type InstallationState = 'installed' | 'removed'

/** `undefined`: no event ever said anything about it. */
export async function findInstallation(
  db: Database,
  where: Installation,
): Promise<InstallationState | undefined> {
  const row = await db
    .selectFrom('installations')
    .select('state')
    .where('tenant_id', '=', where.tenantId)
    .where('account_id', '=', where.accountId)
    .where('mode', '=', where.mode)
    .executeTakeFirst()
  return row?.state
}

/** Events arrive in any order: one that is older than what is known changes nothing. */
export async function setInstallation(
  db: Database,
  installation: Installation & { state: InstallationState; changedAtMs: number },
): Promise<void> {
  const { tenantId, accountId, mode, state, changedAtMs } = installation
  await db
    .insertInto('installations')
    .values({ tenant_id: tenantId, account_id: accountId, mode, state, changed_at_ms: changedAtMs })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'account_id', 'mode'])
        .doUpdateSet({ state, changed_at_ms: changedAtMs })
        .where('installations.changed_at_ms', '<=', changedAtMs),
    )
    .execute()
}
