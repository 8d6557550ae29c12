// tillside keys list: connection keys of the self-hosted tenant, revoked ones included.

import type { Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { listConnectionKeys } from '#store/connection-keys.ts'
import { positiveInteger } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'
import { iso } from '../../times.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('list')
    .description('List connection keys, newest first.')
    .option('--json', 'one JSON object per line')
    .option('--limit <count>', 'at most this many', positiveInteger, 50)
    .action(listKeys)

async function listKeys({ json = false, limit }: { json?: boolean; limit: number }): Promise<void> {
  const keys = await withDatabase(process.env, ({ db }) => listConnectionKeys(db, tenantId, limit))
  for (const { id, name, createdAtMs, revokedAtMs } of keys) {
    const revokedAt = revokedAtMs === undefined ? undefined : iso(revokedAtMs)
    if (json) console.log(JSON.stringify({ id, name, createdAt: iso(createdAtMs), revokedAt }))
    else console.log(`${id}  ${iso(createdAtMs)}  ${revokedAt ? `revoked ${revokedAt}` : 'active'}  ${name}`)
  }
  if (keys.length === 0 && !json)
    console.log('There are no connection keys yet: tillside keys create --name "Ann"')
}
