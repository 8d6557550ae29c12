// Inspects a copy of a SQLite database: whether it is whole, Tillside's, and of a schema that this version knows, and whether its
// sealed secrets open.

import { sql } from 'kysely'
import type { Config } from '#config.ts'
import { findNewerMigrations } from '#store/migrate.ts'
import { openDatabase, type OpenDatabase } from '../../runtimes/node/open-database.ts'
import { isUnusable } from '../../runtimes/node/sqlite-failure.ts'
import { checkSecrets, type CheckedSecrets } from '../check-secrets.ts'
import { openErrorLog } from '../log.ts'

export type Inspection =
  | { ok: true; secrets: CheckedSecrets }
  /** `problem` follows the name of the file. */
  | { ok: false; problem: string }

/** Opens the file like a gateway, so it must be a copy that nothing else uses. */
export async function inspectCopy(file: string, config: Config): Promise<Inspection> {
  const open = openDatabase({ dataDir: config.dataDir, databaseUrl: undefined }, openErrorLog('warn'), file)
  try {
    return await inspect(open, config)
  } catch (error) {
    if (!isUnusable(error)) throw error
    return { ok: false, problem: 'is damaged, or not a SQLite database' }
  } finally {
    await open.close()
  }
}

async function inspect({ db }: OpenDatabase, { keks }: Config): Promise<Inspection> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db)
  if (rows[0]?.integrity_check !== 'ok') return { ok: false, problem: 'is damaged' }
  const newer = await findNewerMigrations(db)
  if (newer === undefined) return { ok: false, problem: 'is not a database of Tillside' }
  if (newer.length > 0)
    return {
      ok: false,
      problem: `was written by a newer version of Tillside (${newer.join(', ')}): install that one`,
    }
  return { ok: true, secrets: await checkSecrets(db, keks) }
}
