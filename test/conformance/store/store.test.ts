// The store on both databases. Postgres: TEST_DATABASE_URL, in a separate schema that is dropped afterwards.

import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { expect, test } from 'vitest'
import { commitsOf } from '#store/commits.ts'
import { migrate } from '#store/migrate.ts'
import type { Database, Schema } from '#store/schema.ts'
import { ensureTenant } from '#store/tenants.ts'
import { openSqlite } from '../../../runtimes/node/sqlite.ts'
import { describeStore, type OpenStore } from './describe-store.ts'

const run = promisify(execFile)

async function migrateElsewhere(settings: Record<string, string>): Promise<string> {
  const env = { PATH: process.env['PATH'], ...settings }
  const { stdout } = await run(process.execPath, ['cli/main.ts', 'migrate'], { env })
  return stdout
}

async function openSqliteStore(): Promise<OpenStore> {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-store-'))
  const dataDir = join(folder, 'data')
  const db: Database = new Kysely<Schema>({ dialect: openSqlite(join(dataDir, 'tillside.sqlite')) })
  return {
    dialect: 'sqlite',
    db,
    migrateElsewhere: () => migrateElsewhere({ TILLSIDE_DATA_DIR: dataDir }),
    close: async () => {
      await db.destroy()
      rmSync(folder, { recursive: true })
    },
  }
}

async function openPostgresStore(url: string): Promise<OpenStore> {
  const schema = `tillside_${randomBytes(6).toString('hex')}`
  const inSchema = new URL(url)
  inSchema.searchParams.set('options', `-c search_path=${schema}`)
  const pool = new Pool({ connectionString: inSchema.href, max: 4 })
  const db: Database = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  await sql`create schema ${sql.id(schema)}`.execute(db)
  return {
    dialect: 'postgres',
    db,
    migrateElsewhere: () => migrateElsewhere({ DATABASE_URL: inSchema.href }),
    close: async () => {
      await sql`drop schema ${sql.id(schema)} cascade`.execute(db)
      await db.destroy()
    },
  }
}

describeStore('SQLite', openSqliteStore)

const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) describeStore('Postgres', () => openPostgresStore(postgresUrl))
else test.skip('Postgres: set TEST_DATABASE_URL to a database that tests may write to', () => undefined)

if (postgresUrl)
  test('of two transactions that wait for each other on Postgres, one is run again, and both are committed', async () => {
    const { db, close } = await openPostgresStore(postgresUrl)
    await migrate(db, { dialect: 'postgres', now: () => 0 })
    for (const id of ['a', 'b']) await ensureTenant(db, { id, name: '', createdAtMs: 0 })
    const hasFirst = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let runs = 0
    const rename = (order: readonly ('a' | 'b')[], own: number) =>
      commitsOf(db).transaction(async (transaction) => {
        runs += 1
        for (const id of order) {
          const name = sql<string>`name || ${String(own)}`
          await transaction.updateTable('tenants').set({ name }).where('id', '=', id).execute()
          hasFirst[own]?.resolve()
          await hasFirst[1 - own]?.promise
        }
      })
    await Promise.all([rename(['a', 'b'], 0), rename(['b', 'a'], 1)])
    // A busy machine may need more than one more run.
    expect(runs).toBeGreaterThanOrEqual(3)
    const names = await db.selectFrom('tenants').select('name').execute()
    expect(names.map(({ name }) => name.split('').sort().join(''))).toEqual(['01', '01'])
    await close()
  })

test('the SQLite file and its folder are accessible only to their owner, and commits are synced', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-store-'))
  const file = join(folder, 'data', 'tillside.sqlite')
  const db = new Kysely<Schema>({ dialect: openSqlite(file) })
  const read = async (name: string) =>
    (await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db)).rows[0]
  expect(await read('journal_mode')).toEqual({ journal_mode: 'wal' })
  expect(await read('synchronous')).toEqual({ synchronous: 2 })
  expect(await read('foreign_keys')).toEqual({ foreign_keys: 1 })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
  await db.destroy()
  rmSync(folder, { recursive: true })
})
