import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { sqlQuery, sqlSource } from '#definitions/define.ts'
import { SourceError } from '#definitions/source-error.ts'
import type { SqlQueries, SqlSourceOptions } from '#definitions/source.ts'
import { sourceCaller, endsWith, openForTest } from '../../test/worlds/sources.ts'

const none = z.object({})
const anything = z.record(z.string(), z.unknown())

async function faultOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => 'none',
    (reason: unknown) => reason,
  )
  return error instanceof SourceError ? error.fault : String(error)
}

function open<const Queries extends SqlQueries>(
  url: string,
  queries: Queries,
  more: Partial<SqlSourceOptions> = {},
) {
  const source = sqlSource({ name: 'orders', url, timeoutMs: 60_000, ...more, queries })
  const opened = openForTest([source])
  return { ...opened, source, orders: opened.sources.open({ orders: source }, sourceCaller()).orders }
}

const schema = [
  'create table tillside_orders (id text primary key, total bigint, lines text)',
  `insert into tillside_orders values ('KC-1', 8900, '["a","b"]'), ('KC-2', 9007199254740993, null), ('it''s', 1, null)`,
]

/** The tests for every database. */
function describeSql(name: string, url: () => string, endless: string) {
  describe(name, () => {
    const one = sqlQuery({
      sql: 'select id, total from tillside_orders where id = :id -- a comment',
      parameters: z.object({ id: z.string().max(20) }),
      row: z.object({ id: z.string(), total: z.union([z.number(), z.string()]) }),
    })

    test('a named query returns its rows, checked', async () => {
      const { orders, metrics } = open(url(), { one })
      expect(await orders.one({ id: 'KC-1' })).toEqual([{ id: 'KC-1', total: 8900 }])
      expect(await orders.one({ id: "it's" })).toEqual([{ id: "it's", total: 1 }])
      expect(await orders.one({ id: 'absent' })).toEqual([])
      expect(metrics.print()).toContain('tillside_source_requests_total{source="orders",outcome="ok"} 3')
    })

    test('an integer that a number cannot represent is returned exactly, as text', async () => {
      const { orders } = open(url(), { one })
      expect(await orders.one({ id: 'KC-2' })).toEqual([{ id: 'KC-2', total: '9007199254740993' }])
    })

    test('a parameter that does not match its schema does not reach the database', async () => {
      const { orders, lines } = open(url(), { one })
      expect(await faultOf(orders.one({ id: 'x'.repeat(21) }))).toBe('not_declared')
      expect(await faultOf(orders.one({ id: 1 } as never))).toBe('not_declared')
      expect(lines.join()).not.toContain('xxx')
    })

    test('a row that does not match its schema is invalid', async () => {
      const row = z.object({ id: z.number() })
      const { orders } = open(url(), { one: { ...one, row } })
      expect(await faultOf(orders.one({ id: 'KC-1' }))).toBe('answer_invalid')
    })

    test('rows beyond the limit are cut off, which is logged and counted', async () => {
      const all = sqlQuery({
        sql: 'select id from tillside_orders order by id;',
        parameters: none,
        row: anything,
      })
      const bound = open(url(), { all }, { rowsMax: 2 })
      expect(await bound.orders.all({})).toEqual([{ id: 'KC-1' }, { id: 'KC-2' }])
      expect(bound.metrics.print()).toContain('tillside_source_rows_cut_total{source="orders",query="all"} 1')
      expect(bound.lines.join()).toContain('source.rows_cut')
      const wide = open(url(), { all }, { rowsMax: 3 })
      expect(await wide.orders.all({})).toHaveLength(3)
      expect(wide.lines).toEqual([])
    })

    test('a statement that takes too long times out, and the next one succeeds', async () => {
      const slow = sqlQuery({ sql: endless, parameters: none, row: anything })
      const { orders } = open(url(), { slow, one }, { timeoutMs: 1000 })
      expect(await faultOf(orders.slow({}))).toBe('timeout')
      expect(await orders.one({ id: 'KC-1' })).toHaveLength(1)
    })

    test('a statement is aborted when its caller leaves', async () => {
      const slow = sqlQuery({ sql: endless, parameters: none, row: anything })
      const { sources, source, orders } = open(url(), { slow, one })
      const leaving = new AbortController()
      const { orders: left } = sources.open({ orders: source }, sourceCaller({ signal: leaving.signal }))
      const call = left.slow({})
      await Promise.resolve()
      leaving.abort(new Error('nobody waits'))
      expect(await faultOf(call)).toBe('Error: nobody waits')
      expect(await orders.one({ id: 'KC-1' })).toHaveLength(1)
    })

    test('closing waits for running statements, and refuses new ones', async () => {
      const { orders, sources } = open(url(), { one })
      const last = orders.one({ id: 'KC-1' })
      // The statement reaches the driver once its parameters are checked.
      for (let turn = 0; turn < 20; turn++) await Promise.resolve()
      await sources.close()
      expect(await last).toHaveLength(1)
      expect(await faultOf(orders.one({ id: 'KC-1' }))).toBe('unreachable')
    })

    test('many queries at the same time all succeed', async () => {
      const { orders } = open(url(), { one })
      const rows = await Promise.all(Array.from({ length: 20 }, () => orders.one({ id: 'KC-1' })))
      expect(rows.flat()).toHaveLength(20)
    })

    test('a statement that the database refuses is rejected without quoting the database', async () => {
      const missing = sqlQuery({ sql: 'select secret from nowhere', parameters: none, row: anything })
      const { orders, lines } = open(url(), { missing, one })
      expect(await faultOf(orders.missing({}))).toBe('rejected')
      expect(lines.join()).not.toContain('secret')
      expect(await orders.one({ id: 'KC-1' })).toHaveLength(1)
    })
  })
}

const folder = mkdtempSync(join(tmpdir(), 'tillside-sources-'))
const file = join(folder, 'orders.sqlite')
beforeAll(() => {
  const database = new DatabaseSync(file)
  for (const statement of schema) database.exec(statement)
  database.close()
  return () => rmSync(folder, { recursive: true })
})

describeSql(
  'SQLite',
  () => `sqlite:${file}`,
  'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as c from n',
)

test('SQLite: lists work with json_each, booleans are 0 and 1, times are text', async () => {
  const { orders } = open(`sqlite:${file}`, {
    listed: sqlQuery({
      sql: 'select id from tillside_orders where id in (select value from json_each(:ids)) order by id',
      parameters: z.object({ ids: z.array(z.string()) }),
      row: z.object({ id: z.string() }),
    }),
    echo: sqlQuery({
      sql: 'select :yes as yes, :at as at, :nothing as absent',
      parameters: z.object({ yes: z.boolean(), at: z.date(), nothing: z.string().optional() }),
      row: anything,
    }),
  })
  expect(await orders.listed({ ids: ['KC-2', "it's", 'absent'] })).toEqual([{ id: 'KC-2' }, { id: "it's" }])
  expect(await orders.echo({ yes: true, at: new Date(0) })).toEqual([
    { yes: 1, at: '1970-01-01T00:00:00.000Z', absent: null },
  ])
})

test('SQLite: a missing file is unreachable, and is read once it appears', async () => {
  const late = join(folder, 'late.sqlite')
  const { orders } = open(`sqlite:${late}`, {
    all: sqlQuery({ sql: 'select a from t', parameters: none, row: z.object({ a: z.number() }) }),
  })
  expect(await faultOf(orders.all({}))).toBe('unreachable')
  const database = new DatabaseSync(late)
  database.exec('create table t (a int); insert into t values (1)')
  database.close()
  expect(await orders.all({})).toEqual([{ a: 1 }])
})

test('reports all problems of queries together, by name', () => {
  const queries = {
    writes: sqlQuery({ sql: 'delete from t', parameters: none, row: anything }),
    undeclared: sqlQuery({ sql: 'select :a', parameters: none, row: anything }),
    unused: sqlQuery({ sql: 'select 1', parameters: z.object({ b: z.string() }), row: anything }),
  }
  const opening = () => open('sqlite:/nowhere', queries, { rowsMax: 0 })
  for (const part of ['"writes" must begin', ':a, which is not', 'parameter b', 'rowsMax']) {
    expect(opening).toThrow(part)
  }
  expect(() => open('mysql://root:hunter2@x', queries)).toThrow('url must begin with')
  expect(() => open('mysql://root:hunter2@x', queries)).not.toThrow('hunter2')
  expect(() => open('sqlite::memory:', queries)).toThrow('url must begin with')
})

const postgresUrl = process.env['TEST_DATABASE_URL'] ?? ''
const isolated = `tillside_sources_${process.pid}`
const withSchema = () => `${postgresUrl}?options=${encodeURIComponent(`-c search_path=${isolated}`)}`

// Skipped without TEST_DATABASE_URL, which names the Postgres to use.
describe.skipIf(postgresUrl === '')('with Postgres', () => {
  beforeAll(async () => {
    const client = new Client(postgresUrl)
    await client.connect()
    await client.query(`create schema ${isolated}; set search_path to ${isolated}; ${schema.join(';')}`)
    return async () => {
      await client.query(`drop schema ${isolated} cascade`)
      await client.end()
    }
  })

  describeSql('Postgres', withSchema, 'select pg_sleep(60)')

  test('Postgres: returns plain values: times as ISO text, dates as dates, exact decimals', async () => {
    const { orders } = open(withSchema(), {
      kinds: sqlQuery({
        sql: `select 1.50::numeric as price, count(*) as n, '2026-03-29'::date as day, '2026-03-29 02:30'::timestamp as wall,
          '2026-03-29 02:30+02'::timestamptz as at, 'infinity'::timestamptz as never, '\\x00ff'::bytea as bytes,
          array[1, 9007199254740993]::int8[] as many, array['2026-03-29'::date] as days, '{"a":[1]}'::jsonb as json,
          array['2026-03-29 02:30+02'::timestamptz, null] as times, '1 day 2 hours'::interval as span from tillside_orders`,
        parameters: none,
        row: anything,
      }),
    })
    expect(await orders.kinds({})).toEqual([
      {
        price: '1.50',
        n: 3,
        day: '2026-03-29',
        wall: '2026-03-29T02:30:00',
        at: '2026-03-29T00:30:00.000Z',
        never: 'infinity',
        bytes: new Uint8Array([0, 255]),
        many: [1, '9007199254740993'],
        days: ['2026-03-29'],
        json: { a: [1] },
        times: ['2026-03-29T00:30:00.000Z', null],
        span: '1 day 02:00:00',
      },
    ])
  })

  test('Postgres: lists work with any()', async () => {
    const { orders } = open(withSchema(), {
      listed: sqlQuery({
        sql: 'select id from tillside_orders where id = any(:ids::text[]) order by id',
        parameters: z.object({ ids: z.array(z.string()) }),
        row: z.object({ id: z.string() }),
      }),
    })
    const ids = ['KC-2', "it's", '"},{', 'a,b']
    expect((await orders.listed({ ids })).map(({ id }) => id)).toEqual(['KC-2', "it's"])
  })

  test('Postgres: replaces a connection that the server closes', async () => {
    const { orders } = open(withSchema(), {
      pid: sqlQuery({
        sql: 'select pg_backend_pid() as pid',
        parameters: none,
        row: z.object({ pid: z.number() }),
      }),
    })
    const [{ pid } = { pid: 0 }] = await orders.pid({})
    const other = new Client(postgresUrl)
    await other.connect()
    endsWith(() => other.end())
    await other.query('select pg_terminate_backend($1)', [pid])
    await faultOf(orders.pid({}))
    expect(await orders.pid({})).toHaveLength(1)
  })
})

test('a database that is down is unreachable, and opens the circuit after five failures', async () => {
  const { orders } = open('postgres://127.0.0.1:9/none', {
    one: sqlQuery({ sql: 'select 1 as a', parameters: none, row: anything }),
  })
  for (let count = 0; count < 5; count++) expect(await faultOf(orders.one({}))).toBe('unreachable')
  expect(await faultOf(orders.one({}))).toBe('circuit_open')
})
