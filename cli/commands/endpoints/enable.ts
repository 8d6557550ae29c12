// tillside endpoints enable: enables an endpoint that was disabled.

import type { Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { createAuditId } from '#store/audit.ts'
import { enableEndpoint } from '#store/endpoints.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('enable')
    .description('Enable a disabled endpoint. To send what it missed: tillside deliveries retry.')
    .argument('<id>', 'its id in tillside.config.ts')
    .action(async (id: string) => {
      if (!(await enable(id))) process.exitCode = 1
    })

/** Returns false if there is no such disabled endpoint. */
async function enable(id: string): Promise<boolean> {
  const change = { actor: 'cli', atMs: ports.now(), auditId: createAuditId(ports) }
  const enabled = await withDatabase(process.env, ({ db }) => enableEndpoint(db, { tenantId, id }, change))
  if (enabled) console.log(`Enabled ${id}.`)
  else console.error(`There is no disabled endpoint ${id}.`)
  return enabled
}
