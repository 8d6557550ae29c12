// Brings a database to the newest schema. Several processes may start at once: one migrates, the others wait and find it done.
// A database that a newer release has migrated is used as it is, unless that release says that this one cannot work with it.

import { sql, SqliteAdapter, type Kysely } from 'kysely'
import { GatewayError } from '#errors.ts'
import { migrations, type Migration } from './migrations.ts'
import type { Database } from './schema.ts'

export type Dialect = 'sqlite' | 'postgres'

/** Any constant does, as long as every version of the gateway uses the same. */
const advisoryLockId = 7_455_453

/** Running instances wait behind a migration that waits for a table. So it gives up when another program holds one for long. */
const lockTimeoutMs = 5000

type MigrationTables = { applied_migrations: { id: string; applied_at_ms: number; needs?: string | null } }

/** Applies what is missing, all or nothing, and returns the ids it applied. Throws if a newer release has ended this one. */
export async function migrate(
  db: Database,
  options: { dialect: Dialect; now: () => number; list?: readonly Migration[] },
): Promise<string[]> {
  const { dialect, now, list = migrations } = options
  await assertUsable(db, list)
  // Usually nothing is missing, and then there is no need to wait for writers.
  if ((await pendingOf(db, list)).length === 0) return []
  return inExclusiveTransaction(db, dialect, async (connection) => {
    await connection.schema
      .createTable('applied_migrations')
      .ifNotExists()
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('applied_at_ms', 'bigint', (column) => column.notNull())
      .execute()
    const missing = await listMissing(connection, list)
    for (const { id, up, needs } of missing) {
      await up(connection as unknown as Kysely<unknown>)
      await connection
        .insertInto('applied_migrations')
        .values({ id, applied_at_ms: now(), ...(needs === undefined ? {} : { needs }) })
        .execute()
    }
    return missing.map(({ id }) => id)
  })
}

/** Ids of migrations that have not been applied yet. */
export const findPendingMigrations = (db: Database): Promise<string[]> => pendingOf(db, migrations)

/** Ids of migrations that a newer version has applied; `undefined` if the database is not one of Tillside's. */
export async function findNewerMigrations(db: Database): Promise<string[] | undefined> {
  if (!(await isBegun(db))) return undefined
  const known = new Set(migrations.map(({ id }) => id))
  const applied = await listApplied(db as unknown as Kysely<MigrationTables>)
  return applied.filter((id) => !known.has(id))
}

/** Throws if this version needs migrations that have not been applied. Those of a newer version may have been. */
export async function assertMigrated(db: Database): Promise<void> {
  const pending = await findPendingMigrations(db)
  if (pending.length > 0) throw new GatewayError('database_outdated', { detail: 'Run tillside migrate.' })
}

/** Throws if the database was migrated by a newer release that this one cannot work beside. */
export async function assertUsable(db: Database, list: readonly Migration[] = migrations): Promise<void> {
  if (!(await isBegun(db))) return
  const known = list.map(({ id }) => id)
  const newer = await (db as unknown as Kysely<MigrationTables>)
    .selectFrom('applied_migrations')
    .selectAll()
    .where('id', 'not in', known)
    .orderBy('id')
    .execute()
  const ending = newer.find(({ needs }) => typeof needs === 'string' && !known.includes(needs))
  if (ending)
    throw new GatewayError('database_unavailable', {
      detail: `A newer release of Tillside has migrated the database (${ending.id}), and this release no longer works with it. Start the newer release, or restore the backup from before the upgrade.`,
    })
}

async function pendingOf(db: Database, list: readonly Migration[]): Promise<string[]> {
  const missing = (await isBegun(db))
    ? await listMissing(db as unknown as Kysely<MigrationTables>, list)
    : list
  return missing.map(({ id }) => id)
}

async function listMissing(
  db: Kysely<MigrationTables>,
  list: readonly Migration[],
): Promise<readonly Migration[]> {
  const applied = new Set(await listApplied(db))
  return list.filter(({ id }) => !applied.has(id))
}

async function listApplied(db: Kysely<MigrationTables>): Promise<string[]> {
  const rows = await db.selectFrom('applied_migrations').select('id').orderBy('id').execute()
  return rows.map(({ id }) => id)
}

/** Whether this schema was ever migrated. Another schema of the same Postgres does not count. */
async function isBegun(db: Database): Promise<boolean> {
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter
  const { rows } = await (
    isSqlite
      ? sql<{
          name: string
        }>`select name from sqlite_master where type = 'table' and name = 'applied_migrations'`
      : sql<{ name: string | null }>`select to_regclass('applied_migrations')::text as name`
  ).execute(db)
  return typeof rows[0]?.name === 'string'
}

/** Runs `work` in one process at a time: on SQLite a transaction has the file to itself, on Postgres it takes a lock. */
function inExclusiveTransaction<T>(
  db: Database,
  dialect: Dialect,
  work: (connection: Kysely<MigrationTables>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    if (dialect === 'postgres') {
      // The lock and the limit end with the transaction.
      await sql`select pg_advisory_xact_lock(${sql.lit(advisoryLockId)})`.execute(transaction)
      await sql`set local lock_timeout = ${sql.lit(lockTimeoutMs)}`.execute(transaction)
    }
    return work(transaction as unknown as Kysely<MigrationTables>).catch((cause: unknown) => {
      throw isLocked(cause) ? new GatewayError('database_unavailable', { detail: lockedText, cause }) : cause
    })
  })
}

/** `lock_not_available`. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const isLocked = (error: unknown) => error instanceof Error && 'code' in error && error.code === '55P03'

const lockedText =
  'The database cannot be migrated: another program, such as a backup, holds a table. Start again when it has finished.'
