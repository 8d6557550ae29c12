// The tenants table. When self-hosted it holds one row, `self`, so that every other table can name its tenant.

import type { Database } from './schema.ts'

/** Makes sure the tenant exists; an existing one keeps its name. */
export async function ensureTenant(
  db: Database,
  tenant: { id: string; name: string; createdAtMs: number },
): Promise<void> {
  const known = await db.selectFrom('tenants').select('id').where('id', '=', tenant.id).executeTakeFirst()
  if (known) return
  await db
    .insertInto('tenants')
    .values({ id: tenant.id, name: tenant.name, created_at_ms: tenant.createdAtMs })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** Adds a tenant, inside the transaction that gives it an owner. */
export async function insertTenant(
  transaction: Database,
  tenant: { id: string; name: string; createdAtMs: number },
): Promise<void> {
  await transaction
    .insertInto('tenants')
    .values({ id: tenant.id, name: tenant.name, created_at_ms: tenant.createdAtMs })
    .execute()
}

/** A tenant's name, `undefined` if there is no such tenant. */
export async function findTenantName(db: Database, tenantId: string): Promise<string | undefined> {
  const row = await db.selectFrom('tenants').select('name').where('id', '=', tenantId).executeTakeFirst()
  return row?.name
}
