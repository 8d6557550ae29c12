// Migrated databases for the suites on durable work: SQLite in a file, Postgres in its own schema.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { migrate, type Dialect } from '#store/migrate.ts'
import { migrations } from '#store/migrations.ts'
import type { Database, Schema } from '#store/schema.ts'
import { ensureTenant } from '#store/tenants.ts'
import { openSqlite } from '../../runtimes/node/sqlite.ts'
import { createSqliteDriver } from '../../runtimes/node/sqlite-driver.ts'

export type JobStore = {
  dialect: Dialect
  db: Database
  /** Opens new connections, like another process; a database in memory shares its only one. */
  openAgain: () => Database
  close: () => Promise<void>
}

async function prepare(db: Database, dialect: Dialect, list = migrations): Promise<void> {
  await migrate(db, { dialect, now: () => 0, list })
  for (const id of ['self', 'other']) await ensureTenant(db, { id, name: id, createdAtMs: 0 })
}

/** Opens a database in its own folder, which is removed on close. */
export async function openSqliteStore(
  folder = mkdtempSync(join(tmpdir(), 'tillside-jobs-')),
): Promise<JobStore> {
  const open = (): Database => new Kysely<Schema>({ dialect: openSqlite(join(folder, 'tillside.sqlite')) })
  const all = [open()]
  const [db] = all as [Database]
  await prepare(db, 'sqlite')
  return {
    dialect: 'sqlite',
    db,
    openAgain() {
      const another = open()
      all.push(another)
      return another
    },
    async close() {
      for (const one of all) await one.destroy()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Opens a database that does not sync each commit, for suites with thousands of commits. */
export async function openMemoryStore(list?: typeof migrations): Promise<JobStore> {
  const db: Database = new Kysely<Schema>({ dialect: openSqlite(':memory:') })
  await prepare(db, 'sqlite', list)
  return { dialect: 'sqlite', db, openAgain: () => db, close: () => db.destroy() }
}

/** The same, with a record of how many rows each commit has changed, in order. */
export async function openCountingStore(): Promise<JobStore & { changes: number[] }> {
  const file = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true })
  const total = file.prepare('select total_changes() as total')
  const changes: number[] = []
  let before = 0
  const count = () => {
    const now = Number(total.get()?.['total'])
    if (now > before) changes.push(now - before)
    before = now
  }
  const db: Database = new Kysely<Schema>({
    dialect: { ...openSqlite(':memory:'), createDriver: () => createSqliteDriver({ open: () => file }) },
    log: () => {
      if (!file.isTransaction) count()
    },
  })
  await prepare(db, 'sqlite')
  return { dialect: 'sqlite', db, openAgain: () => db, close: () => db.destroy(), changes }
}

export async function openPostgresStore(url: string, list?: typeof migrations): Promise<JobStore> {
  const schema = `tillside_${randomBytes(6).toString('hex')}`
  const inSchema = new URL(url)
  inSchema.searchParams.set('options', `-c search_path=${schema} -c synchronous_commit=off`)
  const open = (): Database =>
    new Kysely<Schema>({
      dialect: new PostgresDialect({ pool: new Pool({ connectionString: inSchema.href, max: 4 }) }),
    })
  const all = [open()]
  const [db] = all as [Database]
  await sql`create schema ${sql.id(schema)}`.execute(db)
  await prepare(db, 'postgres', list)
  return {
    dialect: 'postgres',
    db,
    openAgain() {
      const another = open()
      all.push(another)
      return another
    },
    async close() {
      await sql`drop schema ${sql.id(schema)} cascade`.execute(db)
      for (const one of all) await one.destroy()
    },
  }
}
