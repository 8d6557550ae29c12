// tillside keys create: creates a connection key for the self-hosted tenant. Its text is shown once and never stored.

import type { Command } from 'commander'
import { createConnectionKey as createKeyText, hashConnectionKey } from '#auth/connection-key.ts'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { toHex } from '#hex.ts'
import { createAuditId } from '#store/audit.ts'
import { createConnectionKey } from '#store/connection-keys.ts'
import { nonEmpty } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('create')
    .description('Create a connection key. It is shown once.')
    .requiredOption('--name <name>', 'whose key it is, for the list', nonEmpty)
    .option('--json', 'as JSON')
    .action(createKey)

async function createKey({ name, json = false }: { name: string; json?: boolean }): Promise<void> {
  const text = createKeyText(ports.randomBytes, 'live')
  const id = `key_${toHex(ports.randomBytes(12))}`
  const hash = await hashConnectionKey(text)
  const change = { actor: 'cli', atMs: ports.now(), auditId: createAuditId(ports) }
  await withDatabase(process.env, ({ db }) => createConnectionKey(db, { id, tenantId, name, hash }, change))
  if (json) {
    console.log(JSON.stringify({ id, name, key: text }))
  } else {
    console.log(`${text}\n\nThe key is shown only this once. To revoke it, use its id: ${id}`)
  }
}
