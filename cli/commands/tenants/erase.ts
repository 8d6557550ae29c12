// tillside tenants erase: everything that is stored about a company is gone. What opens its Stripe keys goes first.

import type { Command } from 'commander'
import { selfTenantId } from '#auth/principal.ts'
import { isAlive } from '#plan/plan-state.ts'
import { factsOf } from '#plan/facts.ts'
import { eraseTenant } from '#store/erase-tenant.ts'
import { findPlan } from '#store/plans.ts'
import { changeTenantState, findTenant } from '#store/tenants.ts'
import { createAuditId } from '#store/audit.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('erase')
    .description('Erase everything that is stored about a company. It cannot be undone.')
    .argument('<id>', 'its id, tnt_…')
    .requiredOption('--name <name>', 'the name of the company, to be sure')
    .action(async (id: string, { name }: { name: string }) => {
      if (!(await erase(id, name))) process.exitCode = 1
    })

/** Prints what was done. Returns false if nothing was erased. */
async function erase(id: string, name: string): Promise<boolean> {
  if (id === selfTenantId) {
    console.error('A self-hosted gateway has no other company: remove its data folder or database instead.')
    return false
  }
  return withDatabase(process.env, async ({ db, dialect }) => {
    const tenant = await findTenant(db, id)
    if (!tenant || tenant.name !== name) {
      console.error(
        tenant
          ? `${id} has another name: tillside tenants list shows it.`
          : `There is no company ${id}: tillside tenants list shows them.`,
      )
      return false
    }
    const { billing } = factsOf(await findPlan(db, id))
    if (billing?.subscription && isAlive(billing.subscription)) {
      console.error(
        `${name} still has a subscription: cancel it in Stripe first, or it goes on being charged.`,
      )
      return false
    }
    // From here on nothing new is stored for it.
    const change = { actor: 'cli', atMs: ports.now(), auditId: createAuditId(ports) }
    await changeTenantState(db, { id, state: 'suspended' }, change)
    const rows = await eraseTenant(db, dialect, { tenantId: id, pause: () => ports.sleep(5) })
    console.log(`Erased ${name} (${id}): ${rows} rows. Backups of before still contain it.`)
    return true
  })
}
