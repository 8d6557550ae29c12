// Values are bound and never read as SQL, and no statement can change anything.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as fc from 'fast-check'
import { Client } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { nodeSourceRuntime } from '../../../runtimes/node/open-sql.ts'
import { Secret } from '../../../src/secret.ts'
import type { SqlResult, SqlDialect } from '../../../src/sources/source-runtime.ts'
import { readSql } from '../../../src/sources/sql-text.ts'
import { endsWith } from '../../worlds/sources.ts'

const injections = [
  "' or '1'='1",
  "'; drop table tillside_victims; --",
  '"; delete from tillside_victims; --',
  '1) union select secret from tillside_victims --',
  '$1',
  '?1',
  ':id',
  '\\',
  "\\'; drop table tillside_victims; --",
  '/* */',
  '$$ $$',
  'é💥',
]

function driverOf(dialect: SqlDialect, url: string) {
  const driver = nodeSourceRuntime.openSql?.[dialect]?.(new Secret(url))
  if (!driver) throw new Error('Node opens databases')
  endsWith(() => driver.close())
  const bounds = { rowsMax: 10, timeoutMs: 5000, signal: new AbortController().signal }
  /** Bypasses the check of the text, as if it had failed. */
  const raw = (text: string, values: unknown[] = []) => driver.read({ text, values }, bounds)
  const bound = (sql: string, value: string) => {
    const reading = readSql(sql, dialect)
    if (!reading.ok) throw new Error(reading.problem)
    return raw(
      reading.plan.text,
      reading.plan.names.map(() => value),
    )
  }
  return { raw, bound }
}

const faultOf = (answer: SqlResult) => (answer.ok ? 'none' : answer.fault)

function describeReadOnly(dialect: SqlDialect, url: () => string, writes: readonly string[]) {
  describe(dialect, () => {
    test('a value of any text stays that text', async () => {
      const { bound } = driverOf(dialect, url())
      for (const value of injections) {
        expect(await bound('select cast(:v as text) as v', value)).toEqual({
          ok: true,
          rows: [{ v: value }],
          cut: false,
        })
        expect(await bound('select secret from tillside_victims where id = :v', value)).toEqual({
          ok: true,
          rows: [],
          cut: false,
        })
      }
      await fc.assert(
        fc.asyncProperty(
          fc.string().filter((text) => !text.includes('\0')),
          async (value) => {
            expect(await bound("select cast(:v as text) as v, ':v' as w", value)).toEqual({
              ok: true,
              rows: [{ v: value, w: ':v' }],
              cut: false,
            })
          },
        ),
        { numRuns: 100 },
      )
    })

    test('only reads succeed, even without the check of the text', async () => {
      const { raw } = driverOf(dialect, url())
      for (const sql of writes) {
        const answer = await raw(sql)
        expect([sql, answer.ok]).toEqual([sql, false])
        expect(['rejected', 'refused']).toContain(faultOf(answer))
      }
      const left = await raw('select count(*) as n from tillside_victims')
      expect(left).toEqual({ ok: true, rows: [{ n: 1 }], cut: false })
    })
  })
}

const schema = `create table tillside_victims (id text primary key, secret text); insert into tillside_victims values ('a', 'b')`
const shared = [
  "insert into tillside_victims values ('c', 'd')",
  "update tillside_victims set secret = 'x'",
  'delete from tillside_victims',
  'drop table tillside_victims',
  'create table tillside_other (a text)',
  'select 1 as a; delete from tillside_victims',
  'with x as (delete from tillside_victims returning id) select id from x',
]

const folder = mkdtempSync(join(tmpdir(), 'tillside-injection-'))
beforeAll(() => {
  const database = new DatabaseSync(join(folder, 'a.sqlite'))
  database.exec(schema)
  database.close()
  return () => rmSync(folder, { recursive: true })
})

describeReadOnly('sqlite', () => `sqlite:${join(folder, 'a.sqlite')}`, [
  ...shared.filter((sql) => !sql.includes(';')),
  `attach database '${join(folder, 'b.sqlite')}' as b`,
  'pragma query_only = 0',
  'pragma journal_mode = delete',
  'vacuum',
  `vacuum into '${join(folder, 'c.sqlite')}'`,
  'begin immediate',
  "select load_extension('x')",
  'create temp table t (a)',
])

test('SQLite: anything after the first statement is not run', async () => {
  const { raw } = driverOf('sqlite', `sqlite:${join(folder, 'a.sqlite')}`)
  expect(await raw('select 1 as a; delete from tillside_victims')).toMatchObject({
    ok: true,
    rows: [{ a: 1 }],
  })
  expect(await raw('select count(*) as n from tillside_victims')).toMatchObject({ rows: [{ n: 1 }] })
})

const postgresUrl = process.env['TEST_DATABASE_URL'] ?? ''
const isolated = `tillside_injection_${process.pid}`

// Skipped without TEST_DATABASE_URL, which names a Postgres.
describe.skipIf(postgresUrl === '')('with Postgres', () => {
  beforeAll(async () => {
    const client = new Client(postgresUrl)
    await client.connect()
    await client.query(
      `create schema ${isolated}; set search_path to ${isolated}; ${schema};
       create function wipe() returns int language sql as 'delete from ${isolated}.tillside_victims; select 1'`,
    )
    return async () => {
      await client.query(`drop schema ${isolated} cascade`)
      await client.end()
    }
  })

  const url = () => `${postgresUrl}?options=${encodeURIComponent(`-c search_path=${isolated}`)}`
  describeReadOnly('postgres', url, [
    ...shared,
    'select wipe()',
    'select id from tillside_victims for update',
    "select nextval('x')",
    "select set_config('transaction_read_only', 'off', true)",
    'select id into other from tillside_victims',
    "copy tillside_victims to '/tmp/x'",
    'commit',
    'select 1; commit; delete from tillside_victims',
  ])
})
