// tillside missive disconnect: removes the token for Missive's REST API.

import type { Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { parseConfig } from '#config.ts'
import { openMissiveToken } from '#extensions/handlers/missive-token.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'
import { auditMissive } from './audit.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('disconnect')
    .description('Remove the token, so that nothing is posted any more.')
    .action(async () => {
      if (!(await disconnect(process.env))) process.exitCode = 1
    })

/** Returns false if there was no token. */
async function disconnect(env: Record<string, unknown>): Promise<boolean> {
  const config = parseConfig(env)
  const removed = await withDatabase(env, ({ db }) =>
    db.transaction().execute(async (transaction) => {
      const isRemoved = await openMissiveToken({ config, ports, db: transaction, tenantId }).remove()
      if (isRemoved) await auditMissive(transaction, 'missive.disconnected')
      return isRemoved
    }),
  )
  if (removed) console.log('Disconnected: nothing is posted any more. Revoke the token in Missive as well.')
  else console.error('There is no token to remove.')
  return removed
}
