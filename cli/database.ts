// Opens the database for a command as the gateway would, and closes it afterwards even on failure. A gateway may run at the same time:
// SQLite waits for its lock, Postgres takes another connection.

import { parseConfig } from '#config.ts'
import { openDatabase, prepareDatabase, type OpenDatabase } from '../runtimes/node/open-database.ts'
import { openErrorLog } from './log.ts'

type Work<T> = (open: OpenDatabase, applied: string[]) => Promise<T>

/** Runs `work` on the migrated database. */
export async function withDatabase<T>(env: Record<string, unknown>, work: Work<T>): Promise<T> {
  const config = parseConfig(env)
  const open = openDatabase(config, openErrorLog('warn'))
  try {
    return await work(open, await prepareDatabase(open, () => Date.now()))
  } finally {
    await open.close()
  }
}
