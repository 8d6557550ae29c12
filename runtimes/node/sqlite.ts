// SQLite through Node's own node:sqlite: nothing to install.

import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Dialect } from 'kysely'
import { createSqliteDriver, type SqliteDriverOptions } from './sqlite-driver.ts'

/** The file is opened at the first use, is readable by its owner only, and syncs each commit to disk. */
export const openSqlite = (file: string, options: Omit<SqliteDriverOptions, 'open'> = {}): Dialect => ({
  createDriver: () => createSqliteDriver({ ...options, open: () => openFile(file) }),
  createAdapter: () => new OrderedAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
})

/** Turns off Kysely's own lock, which would be held while a transaction waits for another process; the driver's is not. */
class OrderedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

function openFile(file: string): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // Never waits for a lock: it would block the thread. The driver waits.
  const database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true })
  try {
    if (file !== ':memory:') chmodSync(file, 0o600)
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL')
    // Overwrites deleted content: secrets and data of an account that has left.
    database.exec('PRAGMA secure_delete = ON')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
