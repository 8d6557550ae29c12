// What commands that work on the database share: it is opened as the gateway would, and closed afterwards whatever happens.
// They work beside a running gateway: SQLite waits for its lock, Postgres takes another connection.

import { parseConfig } from '#config.ts'
import { createLog } from '#log.ts'
import { openDatabase, prepareDatabase, type OpenDatabase } from '../../runtimes/node/open-database.ts'

type Work<T> = (open: OpenDatabase, applied: string[]) => Promise<T>

/** Runs `work` on the migrated database. */
export async function withDatabase<T>(env: Record<string, unknown>, work: Work<T>): Promise<T> {
  const config = parseConfig(env)
  const log = createLog({ level: 'warn', now: () => Date.now(), write: (line) => console.error(line) })
  const open = openDatabase(config, log)
  try {
    return await work(open, await prepareDatabase(open, () => Date.now()))
  } finally {
    await open.close()
  }
}
