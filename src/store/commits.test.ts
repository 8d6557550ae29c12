// Group commit on SQLite: each piece of work alone in its fate, all of them committed at once.

import { Kysely } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqlite } from '../../runtimes/node/sqlite.ts'
import { commitsOf } from './commits.ts'
import { migrate } from './migrate.ts'
import type { Database, Schema } from './schema.ts'

let db: Database
const statements: string[] = []

beforeEach(async () => {
  db = new Kysely<Schema>({
    dialect: openSqlite(':memory:'),
    log: ({ query }) => void statements.push(query.sql.toLowerCase()),
  })
  await migrate(db, { dialect: 'sqlite', now: () => 0 })
  statements.length = 0
})
afterEach(() => db.destroy())

const add = (id: string) => async (transaction: Database) => {
  await transaction.insertInto('tenants').values({ id, name: id, created_at_ms: 0 }).execute()
  return id
}
const ids = async () =>
  (await db.selectFrom('tenants').select('id').orderBy('id').execute()).map(({ id }) => id)
const committed = () => statements.filter((statement) => statement === 'commit').length

test('what is asked for at once is one commit', async () => {
  const commits = commitsOf(db)
  const names = Array.from({ length: 50 }, (_, index) => `t${String(index).padStart(2, '0')}`)
  expect(await Promise.all(names.map((name) => commits.transaction(add(name))))).toEqual(names)
  expect(await ids()).toEqual(names)
  expect(committed()).toBe(1)
})

test('work that fails is undone alone, and its error is its own', async () => {
  const commits = commitsOf(db)
  const failing = async (inside: Database) => {
    await add('half')(inside)
    throw new RangeError('no')
  }
  const ends = await Promise.allSettled([
    commits.transaction(add('a')),
    commits.transaction(failing),
    commits.transaction(add('a')),
    commits.transaction(add('b')),
  ])
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(ends[1]).toMatchObject({ reason: { message: 'no' } })
  expect(await ids()).toEqual(['a', 'b'])
})

test('nobody is told that it is done before the commit, and nobody when the commit fails', async () => {
  const commits = commitsOf(db)
  const deferred = async (inside: Database) => {
    // A row that points nowhere, looked at only when it is to be committed.
    await inside
      .insertInto('pins')
      .values({
        tenant_id: 'nobody',
        conversation_id: 'c',
        mode: 'live',
        customer_id: 'cus',
        account_key: 'k',
        pinned_by: null,
        pinned_at_ms: 0,
      })
      .execute()
  }
  const { sql } = await import('kysely')
  const ends = await Promise.allSettled([
    commits.transaction(async (inside) => void (await sql`pragma defer_foreign_keys = on`.execute(inside))),
    commits.transaction(add('a')),
    commits.transaction(deferred),
  ])
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(await ids()).toEqual([])
  await commits.transaction(add('later'))
  expect(await ids()).toEqual(['later'])
})

test('more than fit into one group are committed in several, in order', async () => {
  const commits = commitsOf(db)
  const names = Array.from({ length: 150 }, (_, index) => `t${String(index).padStart(3, '0')}`)
  await Promise.all(names.map((name) => commits.statement(add(name))))
  expect(await ids()).toEqual(names)
  expect(committed()).toBe(3)
})

test('a database that is closed says so to everybody who waits', async () => {
  const other: Database = new Kysely<Schema>({ dialect: openSqlite(':memory:') })
  const commits = commitsOf(other)
  await other.destroy()
  const ends = await Promise.allSettled([commits.transaction(add('a')), commits.transaction(add('b'))])
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
