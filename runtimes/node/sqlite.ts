// SQLite through Node's own node:sqlite: nothing to install.

import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Dialect } from 'kysely'
import { createSqliteDriver, type SqliteDriverOptions } from './sqlite-driver.ts'

/** The file is opened at the first use, readable by its owner only, so that a row acknowledged is a row on disk. */
export const openSqlite = (file: string, options: Omit<SqliteDriverOptions, 'open'> = {}): Dialect => ({
  createDriver: () => createSqliteDriver({ ...options, open: () => openFile(file) }),
  createAdapter: () => new OrderedAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
})

/** Kysely's own lock would be held while a transaction waits for another process; the driver's is not. */
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
    // What is deleted is overwritten: secrets of an account that has left, and what it said.
    database.exec('PRAGMA secure_delete = ON')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
