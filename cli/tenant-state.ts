// What `tillside tenants suspend` and `resume` share: one change of state, effective with the next request on every replica.

import { selfTenantId } from '#auth/principal.ts'
import { createAuditId } from '#store/audit.ts'
import { changeTenantState, findTenant, type TenantRow } from '#store/tenants.ts'
import { withDatabase } from './database.ts'
import { ports } from './ports.ts'

/** Prints what was done. Returns false if there is no such company. */
export async function changeState(id: string, state: TenantRow['state']): Promise<boolean> {
  if (id === selfTenantId) {
    console.error('A self-hosted gateway is not suspended: stop it instead.')
    return false
  }
  const change = { actor: 'cli', atMs: ports.now(), auditId: createAuditId(ports) }
  return withDatabase(process.env, async ({ db }) => {
    const tenant = await findTenant(db, id)
    if (!tenant) {
      console.error(`There is no company ${id}: tillside tenants list shows them.`)
      return false
    }
    const isChanged = await changeTenantState(db, { id, state }, change)
    console.log(`${tenant.name} (${id}) ${isChanged ? 'is now' : 'was already'} ${state}.`)
    return true
  })
}
