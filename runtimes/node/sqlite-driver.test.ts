// SQLite without blocking: other processes that write to the same file, and our own long loops. A second connection stands in for
// another process, because SQLite treats both alike.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { GatewayError } from '#errors.ts'
import { createSqliteDriver } from './sqlite-driver.ts'
import { explainFailure } from './sqlite-failure.ts'
import { openSqlite } from './sqlite.ts'

type Counts = { counts: { id: string; value: number } }

let folder: string
let file: string
let db: Kysely<Counts>
let others: Kysely<Counts>[]

const open = (options?: Parameters<typeof openSqlite>[1]) =>
  new Kysely<Counts>({ dialect: openSqlite(file, options) })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillside-sqlite-'))
  file = join(folder, 'tillside.sqlite')
  db = open()
  others = [db]
  await sql`create table counts (id text primary key, value integer not null)`.execute(db)
  await db.insertInto('counts').values({ id: 'one', value: 0 }).execute()
})
afterEach(async () => {
  for (const one of others) await one.destroy()
  rmSync(folder, { recursive: true })
})

const openAnother = (options?: Parameters<typeof openSqlite>[1]) => {
  const another = open(options)
  others.push(another)
  return another
}

const read = async (from: Kysely<Counts>) => {
  const row = await from.selectFrom('counts').select('value').where('id', '=', 'one').executeTakeFirst()
  return row?.value
}
const write = (to: Kysely<Counts>, value: number) =>
  to.updateTable('counts').set({ value }).where('id', '=', 'one').execute()

/** Simulates another process in the middle of a transaction. */
function openWriter() {
  const writer = new DatabaseSync(file)
  writer.exec("begin immediate; update counts set value = 7 where id = 'one'")
  return {
    finish() {
      writer.exec('commit')
      writer.close()
    },
  }
}

test.each([
  ['a statement', (to: Kysely<Counts>) => write(to, 8)],
  ['a transaction', (to: Kysely<Counts>) => to.transaction().execute((inside) => write(inside, 8))],
])('%s waits while another process writes, and reads succeed in the meantime', async (_name, work) => {
  const writer = openWriter()
  let isDone = false
  const writing = work(db).then(() => (isDone = true))
  for (let i = 0; i < 10; i++) {
    expect(await read(db)).toBe(0)
    await setImmediate()
  }
  expect(isDone).toBe(false)
  writer.finish()
  await writing
  expect(await read(db)).toBe(8)
})

test('transactions that read before they write never fail because of each other', async () => {
  const add = (to: Kysely<Counts>) =>
    to.transaction().execute(async (inside) => {
      const value = (await read(inside)) ?? 0
      await setImmediate()
      await write(inside, value + 1)
    })
  const processes = [db, openAnother(), openAnother()]
  await Promise.all(processes.flatMap((one) => Array.from({ length: 20 }, () => add(one))))
  expect(await read(db)).toBe(60)
})

test('fails with an explanation when the file stays busy', async () => {
  const impatient = openAnother({ busyMsMax: 0 })
  await read(impatient)
  const writer = openWriter()
  const failing = write(impatient, 8)
  await expect(failing).rejects.toMatchObject({ code: 'database_unavailable' })
  await expect(failing).rejects.toThrow('The database is busy: another process has been writing')
  writer.finish()
  await write(impatient, 9)
  expect(await read(db)).toBe(9)
})

test('a failed transaction lets the next one in, even if nothing is left to roll back', async () => {
  const failing = db.transaction().execute(async (inside) => {
    await write(inside, 1)
    await sql`rollback`.execute(inside)
    throw new RangeError('no')
  })
  await expect(failing).rejects.toThrow('no')
  await db.transaction().execute((inside) => write(inside, 2))
  expect(await read(db)).toBe(2)
})

/** Counts how often the event loop runs while `work` is in progress. */
async function countTurns(work: () => Promise<void>): Promise<number> {
  let turns = 0
  const over = new AbortController()
  const counting = (async () => {
    while (!over.signal.aborted) {
      await setImmediate()
      turns += 1
    }
  })()
  await work()
  over.abort()
  await counting
  return turns
}

test('a long loop of statements yields to the event loop', async () => {
  const statements = 12
  // Each takes longer than a time slice on any machine.
  const turns = await countTurns(async () => {
    for (let i = 0; i < statements; i++)
      await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000) select count(*) from n`.execute(
        db,
      )
  })
  expect(turns).toBeGreaterThanOrEqual(statements - 1)
})

test('a loop that is busy between short statements yields too', async () => {
  const rounds = 20
  const busyMs = 6
  const turns = await countTurns(async () => {
    for (let i = 0; i < rounds; i++) {
      const untilMs = performance.now() + busyMs
      while (performance.now() < untilMs);
      await read(db)
    }
  })
  expect(turns).toBeGreaterThanOrEqual(rounds - 1)
})

test('explains a full disk, inside a transaction too, and writes again once there is room', async () => {
  await sql`pragma max_page_count = 2`.execute(db)
  const fill = (on: Kysely<Counts>) => sql`insert into counts values (hex(randomblob(50000)), 1)`.execute(on)
  const full = { code: 'database_unavailable', detail: expect.stringMatching(/^The disk is full/) as string }
  await expect(fill(db)).rejects.toMatchObject(full)
  await expect(db.transaction().execute(fill)).rejects.toMatchObject(full)
  await sql`pragma max_page_count = 1000`.execute(db)
  await fill(db)
})

test('explains a file that is read-only, cannot be opened, or is not a SQLite file', async () => {
  const detailOf = (at: string, isReadOnly = false) => {
    const reading = isReadOnly ? () => new DatabaseSync(at, { readOnly: true }) : undefined
    const other = new Kysely<Counts>({
      dialect: reading
        ? { ...openSqlite(at), createDriver: () => createSqliteDriver({ open: reading }) }
        : openSqlite(at),
    })
    others.push(other)
    return write(other, 1).then(
      () => 'written',
      (error: unknown) => (error instanceof GatewayError ? error.detail : String(error)),
    )
  }
  expect(await detailOf(file, true)).toMatch(
    /^The database file cannot be written: it is read-only, or belongs to another user/,
  )
  expect(await detailOf(folder)).toMatch(
    /^The database file cannot be opened: it or its folder belongs to another user/,
  )
  const text = join(folder, 'text')
  writeFileSync(text, 'not a database '.repeat(100))
  expect(await detailOf(text)).toMatch(/is not a SQLite file/)
})

test('explains a file that belongs to another user, and returns unexplained failures unchanged', () => {
  const foreign = explainFailure(Object.assign(new Error('EPERM: chmod'), { code: 'EPERM' }))
  expect(foreign).toMatchObject({
    code: 'database_unavailable',
    detail: expect.stringMatching(/belongs to another user/) as string,
  })
  const other = Object.assign(new Error('UNIQUE constraint failed'), {
    code: 'ERR_SQLITE_ERROR',
    errcode: 2067,
  })
  expect(explainFailure(other)).toBe(other)
})
