// tillside keys list: connection keys of the self-hosted tenant, revoked ones included.

import type { Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { readScope } from '#auth/scope.ts'
import { listConnectionKeys, type ConnectionKey } from '#store/connection-keys.ts'
import { positiveInteger } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'
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
  const nowMs = ports.now()
  for (const key of keys) console.log(json ? JSON.stringify(describe(key)) : lineOf(key, nowMs))
  if (keys.length === 0 && !json)
    console.log('There are no connection keys yet: tillside keys create --name "Ann"')
}

const timeOf = (ms: number | undefined) => (ms === undefined ? undefined : iso(ms))

/** Absent values are left out of the JSON. */
const describe = (key: ConnectionKey) => ({
  id: key.id,
  name: key.name,
  createdAt: iso(key.createdAtMs),
  revokedAt: timeOf(key.revokedAtMs),
  lastFour: key.lastFour,
  mode: key.mode ?? undefined,
  surfaces: readScope(key)?.surfaces,
  expiresAt: timeOf(key.expiresAtMs),
  lastUsedAt: timeOf(key.lastUsedAtMs),
})

function lineOf(key: ConnectionKey, nowMs: number): string {
  const { revokedAt, expiresAt, lastUsedAt, surfaces, mode } = describe(key)
  const isExpired = key.expiresAtMs !== undefined && key.expiresAtMs <= nowMs
  const expiry = expiresAt === undefined ? 'active' : `${isExpired ? 'expired' : 'active until'} ${expiresAt}`
  const parts = [
    key.id,
    iso(key.createdAtMs),
    `…${key.lastFour ?? '????'}`,
    mode ?? 'live and test',
    ...(surfaces ? [`${surfaces.join(', ')} only`] : []),
    revokedAt === undefined ? expiry : `revoked ${revokedAt}`,
    lastUsedAt === undefined ? 'never used' : `used ${lastUsedAt}`,
    key.name,
  ]
  return parts.join('  ')
}
