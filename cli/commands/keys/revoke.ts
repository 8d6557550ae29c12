// tillside keys revoke: a connection key stops working immediately.

import type { Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { createAuditId } from '#store/audit.ts'
import { revokeConnectionKey } from '#store/connection-keys.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('revoke')
    .description('Revoke a connection key, effective immediately.')
    .argument('<id>', 'its id, key_…')
    .action(async (id: string) => {
      if (!(await revokeKey(id))) process.exitCode = 1
    })

/** Returns false if there is no such active key. */
async function revokeKey(id: string): Promise<boolean> {
  const change = { actor: 'cli', atMs: ports.now(), auditId: createAuditId(ports) }
  const revoked = await withDatabase(process.env, ({ db }) =>
    revokeConnectionKey(db, { id, tenantId }, change),
  )
  if (revoked) console.log(`Revoked ${id}.`)
  else console.error(`There is no active connection key ${id}.`)
  return revoked
}
