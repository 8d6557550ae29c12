// Upgrade and rollback: replicas of the previous release run on the newest schema. Each migration first expands; what it takes away
// it takes away a release later, or it says with `needs` which releases it ends.

import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseConfig } from '#config.ts'
import { createLog } from '#log.ts'
import { findPendingMigrations, migrate } from '#store/migrate.ts'
import { migrations, type Migration } from '#store/migrations.ts'
import type { Database } from '#store/schema.ts'
import { openDatabase } from '../../../runtimes/node/open-database.ts'
import { findRefused, readRelease, statementsOf, tablesOf } from '../../recording/release.ts'
import { openMemoryStore, openPostgresStore, type JobStore } from '../../worlds/database.ts'

const postgresUrl = process.env['TEST_DATABASE_URL']
const release = readRelease()
const known = migrations.findIndex(({ id }) => id === release.lastMigration) + 1
/** Whether a migration since the release has ended it, and says so. */
const isEnded = migrations
  .slice(known)
  .some(({ needs }) => needs !== undefined && migrations.findIndex(({ id }) => id === needs) >= known)

const now = () => 0
const silent = createLog({ level: 'error', now, write: () => undefined })
/** A release that is one step ahead of this one. */
const ahead = (more: Omit<Migration, 'id'>): Migration[] => [...migrations, { id: '9000-ahead', ...more }]
const expand = (db: Kysely<unknown>) => db.schema.alterTable('pins').addColumn('note', 'text').execute()
const contract = (db: Kysely<unknown>) => db.schema.alterTable('events').dropColumn('account_name').execute()

/** Columns by table, with whether an insert has to give them a value. */
async function columnsOf(store: JobStore) {
  const tables = await tablesOf(store)
  return new Map(
    tables.flatMap(({ name: table, columns }) =>
      columns.map(
        ({ name, isNullable, hasDefaultValue }) =>
          [`${table}.${name}`, { table, isRequired: !isNullable && !hasDefaultValue }] as const,
      ),
    ),
  )
}

/** Columns that inserts of the old schema do not know, and have to fill. */
async function findUnfilled(old: JobStore, newest: JobStore): Promise<string[]> {
  const before = await columnsOf(old)
  const tables = new Set([...before.values()].map(({ table }) => table))
  return [...(await columnsOf(newest))]
    .filter(([name, { table, isRequired }]) => {
      return tables.has(table) && isRequired && before.get(name)?.isRequired !== true
    })
    .map(([name]) => name)
}

function describeRelease(open: (list?: readonly Migration[]) => Promise<JobStore>): void {
  let store: JobStore
  beforeAll(async () => {
    store = await open()
  })
  afterAll(() => store.close())

  if (!isEnded)
    test('every statement of the previous release is valid on the newest schema', async () => {
      const statements = statementsOf(release, store.dialect)
      expect(statements.length).toBeGreaterThan(100)
      expect(await findRefused(store, statements)).toEqual([])
    })

  if (!isEnded)
    test('inserts of the previous release fill every column that needs a value', async () => {
      const old = await open(migrations.slice(0, known))
      expect(await findUnfilled(old, store)).toEqual([])
      await old.close()
    })

  test('a column that a migration takes away, or requires, is found', async () => {
    const contracted = await open(ahead({ up: contract }))
    const refused = await findRefused(contracted, statementsOf(release, contracted.dialect))
    expect(refused.length).toBeGreaterThan(0)
    for (const { reason } of refused) expect(reason).toContain('account_name')
    await contracted.close()
    const requiring = await open(
      ahead({
        async up(db) {
          await db.schema.dropTable('nonces').execute()
          await db.schema
            .createTable('nonces')
            .addColumn('tenant_id', 'text', (column) => column.notNull())
            .addColumn('extra', 'text', (column) => column.notNull())
            .execute()
        },
      }),
    )
    expect(await findUnfilled(store, requiring)).toEqual(['nonces.extra'])
    await requiring.close()
  })

  const start = ({ db, dialect }: JobStore, list?: readonly Migration[]) =>
    migrate(db, { dialect, now, ...(list ? { list } : {}) })

  test('a release starts on a database that a newer one has expanded, and needs nothing more', async () => {
    const newer = await open(ahead({ up: expand }))
    expect(await start(newer)).toEqual([])
    expect(await findPendingMigrations(newer.db)).toEqual([])
    await newer.close()
  })

  test('a release that a newer one has ended does not start, and says what to do', async () => {
    const newer = await open(ahead({ up: contract, needs: '9000-ahead' }))
    await expect(start(newer)).rejects.toMatchObject({
      code: 'database_unavailable',
      message: expect.stringMatching(
        /\(9000-ahead\), and this release no longer works with it\. Start the newer/,
      ) as string,
    })
    await newer.close()
  })

  test('a release that knows what a newer one needs starts, though it does not know the newer migration', async () => {
    const [last] = migrations.slice(-1)
    const newer = await open(ahead({ up: contract, ...(last ? { needs: last.id } : {}) }))
    expect(await start(newer)).toEqual([])
    await expect(start(newer, migrations.slice(0, -1))).rejects.toThrow('no longer works with it')
    await newer.close()
  })
}

describe('the previous release on SQLite', () => describeRelease(openMemoryStore))
describe.skipIf(!postgresUrl)('the previous release on Postgres', () => {
  describeRelease((list) => openPostgresStore(postgresUrl ?? '', list))

  test('a migration has no time limit, while requests have one', async () => {
    const open = openDatabase(parseConfig({ DATABASE_URL: postgresUrl }), silent)
    const limitOf = async (db: Database) =>
      (await sql<{ statement_timeout: string }>`show statement_timeout`.execute(db)).rows[0]
        ?.statement_timeout
    expect(await limitOf(open.db)).toBe('8s')
    expect(await open.patiently(limitOf)).toBe('0')
    await open.close()
  })

  test('a migration gives up on a table that another program holds, and says so', async () => {
    const store = await openPostgresStore(postgresUrl ?? '')
    const other = store.openAgain()
    const [isHeld, isOver] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const holding = other.transaction().execute(async (transaction) => {
      await sql`lock table pins in access share mode`.execute(transaction)
      isHeld.resolve()
      await isOver.promise
    })
    await isHeld.promise
    const list = ahead({ up: expand })
    await expect(migrate(store.db, { dialect: 'postgres', now, list })).rejects.toThrow(
      'another program, such as a backup, holds a table',
    )
    isOver.resolve()
    await holding
    expect(await migrate(store.db, { dialect: 'postgres', now, list })).toEqual(['9000-ahead'])
    await store.close()
  })
})
