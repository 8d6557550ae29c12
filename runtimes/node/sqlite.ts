// SQLite through Node's own node:sqlite: nothing to install. A shim of a few lines makes it what Kysely's dialect expects.

import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { SqliteDialect, type SqliteDatabase } from 'kysely'
import { LRUCache } from 'lru-cache'

/** Opens the file, readable by its owner only, so that a row acknowledged is a row on disk. */
export function openSqlite(file: string): SqliteDialect {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true })
  if (file !== ':memory:') chmodSync(file, 0o600)
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  // What is deleted is overwritten: secrets of an account that has left, and what it said.
  database.exec('PRAGMA secure_delete = ON')
  return new SqliteDialect({ database: shim(database) })
}

/** Texts of statements are few; values are bound. */
const statementsMax = 500

function shim(database: DatabaseSync): SqliteDatabase {
  const prepared = new LRUCache<string, StatementSync>({ max: statementsMax })
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = prepared.get(sql) ?? database.prepare(sql)
      prepared.set(sql, statement)
      const bind = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...bind(parameters)),
        run: (parameters) => statement.run(...bind(parameters)),
        iterate: (parameters) => statement.iterate(...bind(parameters)),
      }
    },
  }
}
