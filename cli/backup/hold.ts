// Takes a SQLite database away from everybody else, to replace it.

import { DatabaseSync } from 'node:sqlite'
import { isBusy } from '../../runtimes/node/sqlite-failure.ts'

/**
 * Runs `work` while nothing else has the file open, or returns false if a gateway or a command has. Every process that uses the file
 * keeps a shared lock on it, because it is in WAL mode, and leaving WAL mode needs an exclusive one. It also moves what the
 * `-wal` file contains into the file, which is complete by itself from then on.
 */
export async function holdAlone(file: string, work: () => Promise<void>): Promise<boolean> {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('PRAGMA journal_mode = DELETE')
    database.exec('BEGIN EXCLUSIVE')
    await work()
    return true
  } catch (error) {
    if (isBusy(error)) return false
    throw error
  } finally {
    database.close()
  }
}
