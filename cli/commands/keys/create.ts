// tillside keys create: creates a connection key for the self-hosted tenant. Its text is shown once and never stored.

import { InvalidArgumentError, Option, type Command } from 'commander'
import { createConnectionKey as createKeyText, hashConnectionKey } from '#auth/connection-key.ts'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { writeScope, type Surface } from '#auth/scope.ts'
import { toHex } from '#hex.ts'
import { createAuditId } from '#store/audit.ts'
import { createConnectionKey } from '#store/connection-keys.ts'
import { nonEmpty } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'
import { iso } from '../../times.ts'

type CreateOptions = {
  name: string
  json?: boolean
  mode?: 'live' | 'test'
  /** Days. */
  expires?: number
  surface?: Surface
}

export const addTo = (parent: Command): Command =>
  parent
    .command('create')
    .description('Create a connection key. It is shown once.')
    .requiredOption('--name <name>', 'whose key it is, for the list', nonEmpty)
    .addOption(
      new Option('--mode <mode>', 'only for this mode; by default for both').choices(['live', 'test']),
    )
    .addOption(
      new Option('--surface <surface>', 'only for the sidebar, or for the proxy lane').choices([
        'sidebar',
        'proxy',
      ]),
    )
    .option('--expires <days>', 'until when it is valid, such as 90d; by default until it is revoked', days)
    .option('--json', 'as JSON')
    .action(createKey)

function days(text: string): number {
  const count = Number(/^(\d{1,4})d$/.exec(text)?.[1] ?? 0)
  if (count < 1) throw new InvalidArgumentError('Write a number of days, such as 90d.')
  return count
}

async function createKey({ name, json = false, mode, expires, surface }: CreateOptions): Promise<void> {
  // A key for both modes reaches live data, so its text says live.
  const text = createKeyText(ports.randomBytes, mode ?? 'live')
  const id = `key_${toHex(ports.randomBytes(12))}`
  const hash = await hashConnectionKey(text)
  const atMs = ports.now()
  const expiresAtMs = expires === undefined ? undefined : atMs + expires * 86_400_000
  const key = {
    id,
    tenantId,
    name,
    hash,
    lastFour: text.slice(-4),
    mode: mode ?? null,
    scope: writeScope(surface === undefined ? {} : { surfaces: [surface] }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  }
  const change = { actor: 'cli', atMs, auditId: createAuditId(ports) }
  await withDatabase(process.env, ({ db }) => createConnectionKey(db, key, change))
  const expiresAt = expiresAtMs === undefined ? undefined : iso(expiresAtMs)
  if (json) console.log(JSON.stringify({ id, name, key: text, mode, surface, expiresAt }))
  else {
    const until = expiresAt === undefined ? '' : ` It is valid until ${expiresAt}.`
    console.log(`${text}\n\nThe key is shown only this once.${until} To revoke it, use its id: ${id}`)
  }
}
