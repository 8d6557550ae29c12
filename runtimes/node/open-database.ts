// Opens the database that the settings name, migrates it, and makes sure it contains the one tenant of a self-hosted gateway.

import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { selfTenantId } from '#auth/principal.ts'
import type { Config } from '#config.ts'
import type { Log } from '#log.ts'
import type { Secret } from '#secret.ts'
import { migrate } from '#store/migrate.ts'
import type { Database, Schema } from '#store/schema.ts'
import { ensureTenant } from '#store/tenants.ts'
import type { OpenDatabase as AnyDatabase } from '../compose/gateway.ts'
import { openPostgres, unlimited } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

export type OpenDatabase = AnyDatabase & {
  /** Runs work that may take long, such as the migration of a large table, without a limit on its statements. */
  patiently: <T>(work: (db: Database) => Promise<T>) => Promise<T>
  close: () => Promise<void>
}

/** Opens without changing anything. `file` replaces the SQLite file in the data folder; `:memory:` stores nothing on disk. */
export function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  log: Log,
  file = join(config.dataDir, 'tillside.sqlite'),
): OpenDatabase {
  const { databaseUrl } = config
  const db = new Kysely<Schema>({ dialect: databaseUrl ? openPostgres(databaseUrl, log) : openSqlite(file) })
  return {
    db,
    dialect: databaseUrl ? 'postgres' : 'sqlite',
    durability: databaseUrl
      ? 'as the Postgres server is set'
      : file === ':memory:'
        ? 'none: in memory'
        : 'each commit synced to disk',
    patiently: (work) => (databaseUrl ? onUnlimitedPostgres(databaseUrl, log, work) : work(db)),
    close: () => db.destroy(),
  }
}

async function onUnlimitedPostgres<T>(url: Secret, log: Log, work: (db: Database) => Promise<T>): Promise<T> {
  const db = new Kysely<Schema>({ dialect: openPostgres(url, log, unlimited) })
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

/** Applies missing migrations and makes sure the tenant exists. Returns the migrations applied. */
export async function prepareDatabase(open: OpenDatabase, now: () => number): Promise<string[]> {
  const applied = await open.patiently((db) => migrate(db, { dialect: open.dialect, now }))
  await ensureTenant(open.db, { id: selfTenantId, name: 'Self-hosted', createdAtMs: now() })
  return applied
}

/** What an acknowledged write survives, as reported by the database itself. */
export async function readDurability({ db, dialect, durability }: OpenDatabase): Promise<string> {
  if (dialect === 'sqlite') return durability
  const { rows } = await sql<Record<'fsync' | 'commits' | 'pages', string>>`
    select current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as commits,
      current_setting('full_page_writes') as pages`.execute(db)
  const [row] = rows
  if (!row) return durability
  const isDurable = row.fsync === 'on' && row.commits !== 'off' && row.pages === 'on'
  const settings = `fsync ${row.fsync}, synchronous_commit ${row.commits}, full_page_writes ${row.pages}`
  return isDurable ? `each commit synced to disk (${settings})` : `${notDurable} (${settings})`
}

/** The start of the durability text of a database that may lose acknowledged writes. */
export const notDurable = 'commits may be lost'
