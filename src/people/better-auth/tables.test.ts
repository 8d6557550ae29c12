import { Kysely } from 'kysely'
import { getMigrations } from 'better-auth/db/migration'
import { expect, onTestFinished, test } from 'vitest'
import { migrate } from '#store/migrate.ts'
import type { Schema } from '#store/schema.ts'
import { openSqlite } from '../../../runtimes/node/sqlite.ts'
import { betterAuthOptions } from './options.ts'

function open() {
  const db = new Kysely<Schema>({ dialect: openSqlite(':memory:') })
  onTestFinished(() => db.destroy())
  const options = betterAuthOptions({
    db,
    origin: 'https://console.example.com',
    cookieSecret: 'only-for-tests-'.repeat(3),
    hashCode: async (code) => code,
    onCode: () => undefined,
  })
  return { db, options }
}

test('our migration makes every table and column that the installed better-auth wants', async () => {
  const { db, options } = open()
  await migrate(db, { dialect: 'sqlite', now: () => 0 })
  const { toBeCreated, toBeAdded, compileMigrations } = await getMigrations(options)
  expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] })
  expect((await compileMigrations()).replace(/[;\s]/g, '')).toBe('')
})

test('the comparison notices a missing column', async () => {
  const { db, options } = open()
  await migrate(db, { dialect: 'sqlite', now: () => 0 })
  await db.schema.alterTable('passkeys').dropColumn('aaguid').execute()
  const { toBeAdded } = await getMigrations(options)
  expect(toBeAdded.map(({ table, fields }) => [table, Object.keys(fields)])).toEqual([
    ['passkeys', ['aaguid']],
  ])
})

test('the comparison wants exactly our six tables', async () => {
  const { options } = open()
  const { toBeCreated } = await getMigrations(options)
  expect(toBeCreated.map(({ table }) => table).toSorted()).toEqual([
    'codes',
    'identities',
    'passkeys',
    'people',
    'sessions',
    'sign_in_limits',
  ])
})
