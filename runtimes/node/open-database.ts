// The database the settings name, brought to the newest schema, with the one tenant of a self-hosted gateway in it.

import { join } from 'node:path'
import { Kysely } from 'kysely'
import { selfTenantId } from '#auth/principal.ts'
import type { Config } from '#config.ts'
import type { Log } from '#log.ts'
import { migrate } from '#store/migrate.ts'
import type { Schema } from '#store/schema.ts'
import { ensureTenant } from '#store/tenants.ts'
import type { OpenDatabase as AnyDatabase } from '../assemble-gateway.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

export type OpenDatabase = AnyDatabase & { close: () => Promise<void> }

/** Opens without changing anything. `file` replaces the SQLite file in the data folder; `:memory:` keeps nothing. */
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
    close: () => db.destroy(),
  }
}

/** Applies missing migrations and makes sure the tenant exists. Returns the migrations applied. */
export async function prepareDatabase(open: OpenDatabase, now: () => number): Promise<string[]> {
  const applied = await migrate(open.db, { dialect: open.dialect, now })
  await ensureTenant(open.db, { id: selfTenantId, name: 'Self-hosted', createdAtMs: now() })
  return applied
}
