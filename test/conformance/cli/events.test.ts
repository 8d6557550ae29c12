// tillside events beside a running gateway.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Kysely } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertEvents, type NewEvent } from '#store/events.ts'
import type { Database, Schema } from '#store/schema.ts'
import { openSqlite } from '../../../runtimes/node/sqlite.ts'
import { startGateway, type RunningGateway } from '../../../runtimes/node/start.ts'
import { addRun } from '../../worlds/events/handler-run.ts'
import { secret } from '../../worlds/gateway/node.ts'

const run = promisify(execFile)
let folder: string
let gateway: RunningGateway | undefined
let db: Database

const settings = () => ({ TILLSIDE_DATA_DIR: folder, TILLSIDE_PROXY_SECRET: secret })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillside-events-'))
  gateway = await startGateway({ ...settings(), PORT: '0' }, { quiet: true })
  db = new Kysely<Schema>({ dialect: openSqlite(join(folder, 'tillside.sqlite')) })
})
afterAll(async () => {
  await db.destroy()
  await gateway?.close(0)
  rmSync(folder, { recursive: true })
})

async function tillside(...args: string[]) {
  const options = { env: { PATH: process.env['PATH'] ?? '', ...settings() } }
  try {
    return { code: 0, ...(await run(process.execPath, ['cli/main.ts', 'events', ...args], options)) }
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string }
  }
}

let count = 0
async function add(
  given: Partial<NewEvent> = {},
  state: Schema['events']['state'] = 'done',
): Promise<string> {
  count += 1
  const id = `evr_${count}`
  await insertEvents(db, [
    {
      id,
      tenantId: 'self',
      mode: 'live',
      eventId: `evt_${count}`,
      form: 'snapshot',
      type: 'invoice.paid',
      objectId: `in_${count}`,
      occurredAtMs: 1_795_000_000_000,
      cameBy: 'live',
      payload: JSON.stringify({
        id: `evt_${count}`,
        data: { object: { customer_email: 'ann@example.com', note: '\u001b[31mred' } },
      }),
      atMs: 1_795_000_000_000 + count,
      // Prevents a worker from taking it before the test has prepared it.
      setAside: 'not_yet',
      ...given,
    },
  ])
  const error = state === 'dead' ? 'timeout' : null
  await db.updateTable('events').set({ state }).where('id', '=', id).execute()
  if (state === 'done' || state === 'dead')
    await addRun(db, { tenantId: 'self', eventRowId: id, atMs: 1_795_000_000_000 }, { state, error })
  return id
}

const linesOf = (stdout: string) => stdout.trim().split('\n')
const stateOf = async (id: string) =>
  (await db.selectFrom('events').select('state').where('id', '=', id).executeTakeFirst())?.state

test('list prints one JSON object per line, newest first, with filters', async () => {
  await add({ eventId: 'evt_listed', accountId: 'acct_1', mode: 'test', type: 'charge.refunded' }, 'dead')
  await add({ eventId: 'evt_later', type: 'charge.captured' })
  const all = await tillside('list', '--type', 'charge.*', '--json')
  const [later, listed] = linesOf(all.stdout).map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(later).toMatchObject({ id: 'evt_later', account: null, livemode: true, state: 'done' })
  expect(listed).toMatchObject({
    id: 'evt_listed',
    account: 'acct_1',
    livemode: false,
    type: 'charge.refunded',
    state: 'dead',
    attempts: 1,
  })
  const narrowed = await tillside(
    'list',
    '--state',
    'dead',
    '--account',
    'acct_1',
    '--mode',
    'test',
    '--limit',
    '1',
  )
  expect(linesOf(narrowed.stdout)).toEqual([
    expect.stringMatching(/^RECEIVED +ID /),
    expect.stringContaining('evt_listed'),
  ])
  expect((await tillside('list', '--type', 'nothing')).stdout).toBe('No events found.\n')
})

test('show masks personal data, and shows it on request with an entry in the audit log', async () => {
  const id = await add({ eventId: 'evt_shown' })
  const masked = await tillside('show', 'evt_shown')
  expect(masked.stdout).toContain('"customer_email": "•••"')
  expect(masked.stdout).not.toContain('ann@')
  const noted = () => db.selectFrom('audit').select(['actor', 'action']).where('target', '=', id).execute()
  expect(await noted()).toEqual([])
  const whole = await tillside('show', 'evt_shown', '--unmasked')
  expect(whole.stdout).toContain('ann@example.com')
  expect(whole.stdout).not.toContain('\u001b')
  expect(await noted()).toEqual([{ actor: 'cli', action: 'event.unmasked' }])
})

test('replay queues an event, and the running gateway handles it', async () => {
  const id = await add({ eventId: 'evt_again' }, 'dead')
  expect(await tillside('replay', 'evt_again')).toMatchObject({
    code: 0,
    stdout: 'evt_again is in the queue.\n',
  })
  await expect.poll(() => stateOf(id)).toBe('done')
})

test('show lists each handler with its state, and replay can run one of them alone', async () => {
  const id = await add({ eventId: 'evt_handlers' }, 'dead')
  const of = { tenantId: 'self', eventRowId: id, atMs: 1_795_000_000_000 }
  await addRun(db, of, { handler: 'tell-sales', state: 'done' })
  const { stdout } = await tillside('show', 'evt_handlers')
  expect(stdout).toMatch(/Handlers\n {2}note-orders {2}dead {2}\(timeout\)\n {2}tell-sales {2}done\n/)
  expect(stdout).toContain('state     dead (timeout:note-orders)')
  const replay = (handler: string) => tillside('replay', 'evt_handlers', '--handler', handler)
  expect(await replay('nobody')).toMatchObject({
    code: 1,
    stderr: 'evt_handlers: that handler never received it.\n',
  })
  expect(await replay('tell-sales')).toMatchObject({ code: 0, stdout: 'evt_handlers is in the queue.\n' })
  const states = async () =>
    (
      await db
        .selectFrom('handler_runs')
        .select(['handler', 'state'])
        .where('event_row_id', '=', id)
        .orderBy('handler')
        .execute()
    ).map(({ handler, state }) => `${handler} ${state}`)
  // The gateway has no such handler: its run waits, and the other one is unchanged.
  expect(await states()).toEqual(['note-orders dead', 'tell-sales waiting'])
})

test('replay of all events respects the given time span, type and state', async () => {
  const fromMs = Date.UTC(2026, 5, 1)
  for (let i = 0; i < 3; i++) await add({ type: 'payout.failed', atMs: fromMs + i }, 'dead')
  const early = await add({ type: 'payout.failed', atMs: fromMs - 1 }, 'dead')
  const late = await add({ type: 'payout.failed', atMs: fromMs + 86_400_000 }, 'dead')
  const other = await add({ type: 'payout.paid', atMs: fromMs + 1 }, 'dead')
  const span = ['--from', '2026-06-01', '--to', '2026-06-02T00:00:00Z', '--type', 'payout.failed']
  const done = await tillside('replay', '--state', 'dead', ...span, '--json')
  expect(done).toMatchObject({ code: 0, stdout: '{"state":"dead","events":3,"passedOver":0}\n' })
  expect(await Promise.all([early, late, other].map(stateOf))).toEqual(['dead', 'dead', 'dead'])
})

test('an id that matches several events asks which one, and changes none of them', async () => {
  const ids = [
    await add({ eventId: 'evt_twice' }, 'dead'),
    await add({ eventId: 'evt_twice', accountId: 'acct_2' }, 'dead'),
    await add({ eventId: 'evt_twice', mode: 'test' }, 'dead'),
  ]
  const ambiguous = await tillside('replay', 'evt_twice')
  expect(ambiguous.code).toBe(2)
  expect(ambiguous.stderr).toContain('3 events have the id evt_twice')
  expect(ambiguous.stderr).toContain('--account acct_2 --mode live')
  expect(await Promise.all(ids.map(stateOf))).toEqual(['dead', 'dead', 'dead'])
  expect((await tillside('show', 'evt_twice')).code).toBe(2)
  expect((await tillside('replay', 'evt_twice', '--account', 'own', '--mode', 'live')).code).toBe(0)
  await expect.poll(() => stateOf(ids[0] ?? '')).toBe('done')
  expect(await Promise.all(ids.slice(1).map(stateOf))).toEqual(['dead', 'dead'])
})

test('exit codes: 1 for what does not exist, 2 for an invalid call', async () => {
  const codes = []
  for (const args of [
    ['show', 'evt_missing'],
    ['replay', 'evt_missing'],
    ['replay'],
    ['replay', 'evt_1', '--state', 'dead'],
    ['replay', '--state', 'running'],
    ['replay', '--state', 'dead', '--from', 'yesterday'],
    ['list', '--mode', 'both'],
  ])
    codes.push([args.join(' '), (await tillside(...args)).code])
  expect(codes.map(([, code]) => code)).toEqual([1, 1, 2, 2, 2, 2, 2])
})
