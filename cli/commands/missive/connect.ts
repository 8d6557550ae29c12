// tillside missive connect: stores the token for Missive's REST API, sealed, in the database. A running gateway reads the token for
// each post.

import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { ConfigError, parseConfig } from '#config.ts'
import { openMissiveToken } from '#extensions/handlers/missive-token.ts'
import { withDatabase } from '../../database.ts'
import { WrongCallError } from '../../explain.ts'
import { ports } from '../../ports.ts'
import { auditMissive } from './audit.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('connect')
    .description('Store a token for Missive’s REST API, sealed. It is read from standard input.')
    .action(() => connect(process.env, process.stdin))

type Input = NodeJS.ReadableStream & { isTTY?: boolean }

const howToSeal =
  'TILLSIDE_KEKS: missing; the token is only stored sealed. Create a key with: echo "k1:$(openssl rand -base64 32)"'
const charactersMax = 1000

/** Throws `ConfigError` before reading anything if there is no key to seal with. */
async function connect(env: Record<string, unknown>, input: Input): Promise<void> {
  const config = parseConfig(env)
  if (config.keks.length === 0) throw new ConfigError([howToSeal])
  const token = (await readToken(input)).trim()
  if (!/^[\x21-\x7e]{16,500}$/.test(token))
    throw new WrongCallError(
      'Write the token, and nothing else, to standard input. You find it in Missive under Settings, API.',
    )
  await withDatabase(env, ({ db }) =>
    db.transaction().execute(async (transaction) => {
      await openMissiveToken({ config, ports, db: transaction, tenantId }).put(token)
      await auditMissive(transaction, 'missive.connected')
    }),
  )
  console.log('Connected: handlers can now post to Missive.')
}

/** Reads all piped input, or one line from the keyboard, which is not shown. */
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
  // Without an output stream nothing is echoed.
  const reader = createInterface({ input, terminal: true })
  const typed = await new Promise<string>((resolve) => {
    reader.once('line', resolve)
    reader.once('close', () => resolve(''))
  })
  reader.close()
  process.stderr.write('\n')
  return typed
}
