// tillside missive: stores the token of Missive's REST API sealed in the database, or removes it. It works beside a running
// gateway, which asks for the token at each post.

import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { ConfigError, parseConfig } from '#config.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import type { Database } from '#store/schema.ts'
import { openMissiveToken } from '../../runtimes/open-missive-token.ts'
import { WrongCallError } from '../explain.ts'
import { withDatabase } from './with-database.ts'

type Env = Record<string, unknown>
type Input = NodeJS.ReadableStream & { isTTY?: boolean }

const ports = { now: () => Date.now(), randomBytes: (length: number) => new Uint8Array(randomBytes(length)) }
const howToSeal =
  'TILLSIDE_KEKS: missing; the token is only stored sealed. Make a key with: echo "k1:$(openssl rand -base64 32)"'
const charactersMax = 1000

/** Throws `ConfigError` without a key to seal with, before anything is read. */
export async function connectMissive(env: Env, input: Input): Promise<void> {
  const config = parseConfig(env)
  if (config.keks.length === 0) throw new ConfigError([howToSeal])
  const token = (await readToken(input)).trim()
  if (!/^[\x21-\x7e]{16,500}$/.test(token))
    throw new WrongCallError('Write the token, and nothing else, to standard input: Missive, Settings, API.')
  await withDatabase(env, ({ db }) =>
    db.transaction().execute(async (transaction) => {
      await openMissiveToken({ config, ports, db: transaction, tenantId }).put(token)
      await audit(transaction, 'missive.connected')
    }),
  )
  console.log('Connected: handlers post into Missive from now on.')
}

/** False when there was no token. */
export async function disconnectMissive(env: Env): Promise<boolean> {
  const config = parseConfig(env)
  const removed = await withDatabase(env, ({ db }) =>
    db.transaction().execute(async (transaction) => {
      const isRemoved = await openMissiveToken({ config, ports, db: transaction, tenantId }).remove()
      if (isRemoved) await audit(transaction, 'missive.disconnected')
      return isRemoved
    }),
  )
  if (removed) console.log('Disconnected: nothing is posted any more. Revoke the token in Missive as well.')
  else console.error('There was no token.')
  return removed
}

const audit = (db: Database, action: string): Promise<void> =>
  recordAudit(db, {
    id: createAuditId(ports),
    tenantId,
    atMs: ports.now(),
    actor: 'cli',
    action,
    target: 'missive',
    detail: {},
  })

/** All that is piped in; from a keyboard one line, which is not shown. */
async function readToken(input: Input): Promise<string> {
  if (!input.isTTY) {
    let text = ''
    for await (const chunk of input) {
      text += chunk.toString()
      if (text.length > charactersMax) break
    }
    return text
  }
  process.stderr.write('Token (it is not shown): ')
  // Without an output nothing is echoed.
  const reader = createInterface({ input, terminal: true })
  const typed = await new Promise<string>((resolve) => {
    reader.once('line', resolve)
    reader.once('close', () => resolve(''))
  })
  reader.close()
  process.stderr.write('\n')
  return typed
}
