// The tenants table. When self-hosted it holds one row, `self`, so that every other table can name its tenant.

import type { Selectable } from 'kysely'
import { recordAudit, type Change } from './audit.ts'
import type { Database, Schema } from './schema.ts'

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

export type TenantRow = {
  id: string
  name: string
  state: 'active' | 'suspended'
  createdAtMs: number
  suspendedAtMs?: number
}

/** Returns `undefined` if there is no such tenant. */
export async function findTenant(db: Database, id: string): Promise<TenantRow | undefined> {
  const row = await db.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toTenant(row)
}

/** All tenants, for operators: oldest first, from after `after` on. */
export async function listTenants(
  db: Database,
  { limit, after }: { limit: number; after?: Pick<TenantRow, 'id' | 'createdAtMs'> },
): Promise<TenantRow[]> {
  let found = db.selectFrom('tenants').selectAll()
  if (after)
    found = found.where((is) =>
      is.or([
        is('created_at_ms', '>', after.createdAtMs),
        is.and([is('created_at_ms', '=', after.createdAtMs), is('id', '>', after.id)]),
      ]),
    )
  const rows = await found.orderBy('created_at_ms').orderBy('id').limit(limit).execute()
  return rows.map(toTenant)
}

/** Suspends or resumes a tenant, with its audit row. False if it is in that state already, or does not exist. */
export async function changeTenantState(
  db: Database,
  { id, state }: Pick<TenantRow, 'id' | 'state'>,
  change: Change,
): Promise<boolean> {
  const isSuspended = state === 'suspended'
  return db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('tenants')
      .set({ state, suspended_at_ms: isSuspended ? change.atMs : null })
      .where('id', '=', id)
      .where('state', '!=', state)
      .executeTakeFirst()
    if (Number(numUpdatedRows) === 0) return false
    await recordAudit(transaction, {
      id: change.auditId,
      tenantId: id,
      atMs: change.atMs,
      actor: change.actor,
      action: isSuspended ? 'tenant.suspended' : 'tenant.resumed',
      target: id,
      detail: {},
    })
    return true
  })
}

const toTenant = (row: Selectable<Schema['tenants']>): TenantRow => ({
  id: row.id,
  name: row.name,
  state: row.state,
  createdAtMs: Number(row.created_at_ms),
  ...(row.suspended_at_ms === null ? {} : { suspendedAtMs: Number(row.suspended_at_ms) }),
})
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
