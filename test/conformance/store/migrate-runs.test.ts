// Migrates a database of the earlier version with events in every state: no finished work is repeated, and no remaining work is
// lost.

import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defineHandler } from '#definitions/define.ts'
import { listAttempts } from '#store/attempts.ts'
import { migrate } from '#store/migrate.ts'
import { migrations } from '#store/migrations.ts'
import { openInbox, startMs, type OpenInbox } from '../../worlds/events/inbox.ts'
import { openMemoryStore, openPostgresStore, type JobStore } from '../../worlds/database.ts'

const before = migrations.slice(0, 3)
const postgresUrl = process.env['TEST_DATABASE_URL']

type Given = {
  state: string
  error?: string
  attempts?: number
  steps?: Record<string, string>
  /** The error of each attempt, or null. */
  tried?: (string | null)[]
}

/** Adds an event as the earlier version wrote it. */
async function add({ db }: JobStore, id: string, given: Given): Promise<void> {
  const { state, error = null, attempts = 0, steps = {}, tried = [] } = given
  const payload = JSON.stringify({
    id,
    object: 'event',
    type: 'invoice.paid',
    data: { object: { id: `in_${id}` } },
  })
  const endedMs = state === 'done' || state === 'dead' ? startMs : null
  const lease = state === 'running' ? { id: 'lea_1', untilMs: startMs + 30_000 } : { id: null, untilMs: null }
  await sql`insert into events (id, tenant_id, account_id, account_name, mode, event_id, form, type, object_id, occurred_at_ms,
      came_by, payload, state, error, attempts, next_attempt_at_ms, lease_until_ms, lease_id, queued_at_ms, created_at_ms,
      updated_at_ms, ended_at_ms)
    values (${`evr_${id}`}, 'self', '', '', 'live', ${`evt_${id}`}, 'snapshot', 'invoice.paid', ${`in_${id}`}, ${startMs}, 'live',
      ${payload}, ${state}, ${error}, ${attempts}, ${startMs}, ${lease.untilMs}, ${lease.id}, ${startMs}, ${startMs}, ${startMs},
      ${endedMs})`.execute(db)
  for (const [name, result] of Object.entries(steps))
    await sql`insert into steps (tenant_id, queue, work_id, name, result, at_ms)
      values ('self', 'events', ${`evr_${id}`}, ${name}, ${result}, ${startMs})`.execute(db)
  for (const [index, failure] of tried.entries())
    await sql`insert into attempts (tenant_id, queue, work_id, lease_id, number, at_ms, took_ms, outcome, error)
      values ('self', 'events', ${`evr_${id}`}, ${`lea_${index}`}, ${index + 1}, ${startMs + index}, 5,
        ${failure === null ? 'done' : 'postponed'}, ${failure})`.execute(db)
}

function describeMigration(open: () => Promise<JobStore>): void {
  let store: JobStore
  let inbox: OpenInbox
  let done: string[]
  beforeEach(async () => {
    store = await open()
    done = []
    const failed = 'handler_failed:tell-sales'
    const steps = { 'note-it': '"handled"', 'tell-sales/look-up': '{"found":7}' }
    await add(store, 'done', {
      state: 'done',
      attempts: 1,
      steps: { 'note-it': '"handled"', 'tell-sales': '"superseded"' },
      tried: [null],
    })
    await add(store, 'dead', { state: 'dead', error: failed, attempts: 2, steps, tried: [failed, failed] })
    await add(store, 'late', {
      state: 'dead',
      error: 'refused:note-it',
      attempts: 1,
      tried: ['refused:note-it'],
    })
    await add(store, 'waiting', {
      state: 'waiting',
      error: failed,
      attempts: 3,
      steps,
      tried: [failed, 'timeout', failed],
    })
    await add(store, 'running', { state: 'running', attempts: 1 })
    await add(store, 'aside', { state: 'set_aside', error: 'unknown_account' })
    await migrate(store.db, { dialect: store.dialect, now: () => startMs })
    inbox = await openInbox(store, {
      definitions: {
        handlers: [
          defineHandler({
            id: 'note-it',
            events: ['*'],
            handle: async ({ event }) => void done.push(`note-it ${event.id}`),
          }),
          defineHandler({
            id: 'tell-sales',
            events: ['*'],
            async handle({ event, step, attempt }) {
              const { found } = await step('look-up', async () => ({ found: 0 }))
              done.push(`tell-sales ${event.id} ${found} ${attempt}`)
            },
          }),
        ],
      },
    })
  })
  afterEach(async () => {
    await inbox.close()
    await store.close()
  })

  const shown = async () =>
    Object.fromEntries((await inbox.shown()).map((event) => [event.eventId.replace('evt_', ''), event]))
  const triedOf = async (id: string) =>
    (await listAttempts(store.db, { queue: 'handler_runs', tenantId: 'self', id })).map(({ error }) => error)

  test('each handler that had started has its run, its attempts and its steps', async () => {
    const { done: ended, dead, late, waiting, running, aside } = await shown()
    expect(ended).toMatchObject({ state: 'done', attempts: 1, tookMs: 10, isWanted: true })
    expect(ended?.runs.map(({ handler, state, result }) => [handler, state, result])).toEqual([
      ['note-it', 'done', '"handled"'],
      ['tell-sales', 'done', '"superseded"'],
    ])
    expect(dead).toMatchObject({ state: 'dead', error: 'handler_failed:tell-sales', attempts: 2 })
    expect(dead?.runs.map(({ handler, state }) => [handler, state])).toEqual([
      ['note-it', 'done'],
      ['tell-sales', 'dead'],
    ])
    expect(late).toMatchObject({ state: 'dead', error: 'refused:note-it', runs: [{ state: 'dead' }] })
    expect(waiting).toMatchObject({ state: 'waiting', error: 'handler_failed:tell-sales', attempts: 3 })
    expect(running).toMatchObject({ state: 'waiting', runs: [] })
    expect(aside).toMatchObject({ state: 'set_aside', error: 'unknown_account' })
    expect(await triedOf('evr_waiting:note-it')).toEqual(['timeout'])
    expect(await triedOf('evr_waiting:tell-sales')).toEqual([
      'handler_failed:tell-sales',
      'timeout',
      'handler_failed:tell-sales',
    ])
    const old = await store.db.selectFrom('attempts').select('queue').where('queue', '=', 'events').execute()
    expect(old).toEqual([])
  })

  test('unfinished work continues where it was, and finished work is not repeated', async () => {
    await inbox.drain()
    expect(done.toSorted()).toEqual(['note-it running', 'tell-sales running 0 1', 'tell-sales waiting 7 4'])
    const { waiting, running, dead } = await shown()
    expect([waiting?.state, running?.state, dead?.state]).toEqual(['done', 'done', 'dead'])
  })
}

describe('runs of handlers on SQLite', () => describeMigration(() => openMemoryStore(before)))
describe.skipIf(!postgresUrl)('runs of handlers on Postgres', () =>
  describeMigration(() => openPostgresStore(postgresUrl ?? '', before)),
)
