// Brings a database to the newest schema. Several processes may start at once: one migrates, the others wait and find it done.

import { sql, type Kysely } from 'kysely'
import { migrations, type Migration } from './migrations.ts'
import type { Database } from './schema.ts'

export type Dialect = 'sqlite' | 'postgres'

/** Any constant does, as long as every version of the gateway uses the same. */
const advisoryLockId = 7_455_453

type Applied = { applied_migrations: { id: string; applied_at_ms: number } }

/** Applies what is missing, all or nothing, and returns the ids it applied. */
export async function migrate(
  db: Database,
  options: { dialect: Dialect; now: () => number; list?: readonly Migration[] },
): Promise<string[]> {
  const { dialect, now, list = migrations } = options
  return inExclusiveTransaction(db, dialect, async (connection) => {
    await connection.schema
      .createTable('applied_migrations')
      .ifNotExists()
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('applied_at_ms', 'bigint', (column) => column.notNull())
      .execute()
    const rows = await connection.selectFrom('applied_migrations').select('id').execute()
    const applied = new Set(rows.map(({ id }) => id))
    const missing = list.filter(({ id }) => !applied.has(id))
    for (const { id, up } of missing) {
      await up(connection as unknown as Kysely<unknown>)
      await connection.insertInto('applied_migrations').values({ id, applied_at_ms: now() }).execute()
    }
    return missing.map(({ id }) => id)
  })
}

/** Ids of migrations that have not been applied yet. */
export async function findPendingMigrations(db: Database): Promise<string[]> {
  const known = db as unknown as Kysely<Applied>
  const tables = await db.introspection.getTables()
  if (!tables.some(({ name }) => name === 'applied_migrations')) return migrations.map(({ id }) => id)
  const rows = await known.selectFrom('applied_migrations').select('id').execute()
  const applied = new Set(rows.map(({ id }) => id))
  return migrations.filter(({ id }) => !applied.has(id)).map(({ id }) => id)
}

/**
 * The one statement that differs. Postgres: DDL is transactional, and the advisory lock ends with the transaction.
 * SQLite: BEGIN IMMEDIATE takes the write lock at once; a plain BEGIN would let two starts both read "nothing applied".
 */
async function inExclusiveTransaction<T>(
  db: Database,
  dialect: Dialect,
  work: (connection: Kysely<Applied>) => Promise<T>,
): Promise<T> {
  if (dialect === 'postgres') {
    return db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(advisoryLockId)})`.execute(transaction)
      return work(transaction as unknown as Kysely<Applied>)
    })
  }
  return db.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection)
    try {
      const result = await work(connection as unknown as Kysely<Applied>)
      await sql`commit`.execute(connection)
      return result
    } catch (error) {
      await sql`rollback`.execute(connection)
      throw error
    }
  })
}
