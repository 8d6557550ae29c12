// Work on thousands of rows is done page by page: other work gets its turn between pages, and no page is large. Checked by counts,
// so that the result does not depend on the machine's speed.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { paced, untilNone } from '../../../src/jobs/pages.ts'
import { replayRange } from '#relay/replay.ts'
import { insertJob } from '#store/jobs.ts'
import { eraseTask } from '#webhooks/installations.ts'
import { replayEvents } from '#webhooks/replay.ts'
import { fillOldEvents, type OldEvents } from '../../../bench/long-work/old-events.ts'
import { openCountingStore } from '../../worlds/database.ts'
import { eventOf, openInbox, startMs, type OpenInbox } from '../../worlds/events/inbox.ts'
import { endpointId, openRelayWorld } from '../../worlds/relay.ts'

const tenantId = 'self'
const accountId = 'acct_1Elsewhere'
const dayMs = 86_400_000
const count = 1200
/** The limit per page, including rows that are deleted or changed along with it. */
const changesMax = 500

let store: Awaited<ReturnType<typeof openCountingStore>>
let inbox: OpenInbox
beforeEach(async () => {
  store = await openCountingStore()
  inbox = await openInbox(store)
})
afterEach(async () => {
  await inbox.close()
  await store.close()
})

/** How many commits changed something during the work, and how many rows the largest one changed. */
async function watch(work: () => Promise<unknown>): Promise<{ commits: number; most: number }> {
  const before = store.changes.length
  await work()
  const changes = store.changes.slice(before)
  return { commits: changes.length, most: Math.max(...changes) }
}

const fill = (about: Partial<OldEvents>) =>
  fillOldEvents(store.db, { tenantId, kind: 'old', count, endedMs: startMs - 200 * dayMs, ...about })
const left = async (state?: 'done' | 'waiting' | 'set_aside') => {
  const found = store.db.selectFrom('events').select((of) => of.fn.countAll<number>().as('count'))
  const row = await (state ? found.where('state', '=', state) : found).executeTakeFirst()
  return row?.count
}
const runJobs = () => inbox.workers.jobs.tick()
const install = (state: 'installed' | 'removed') =>
  store.db
    .insertInto('installations')
    .values({ tenant_id: tenantId, account_id: accountId, mode: 'test', state, changed_at_ms: 1 })
    .execute()
const addJob = (task: string, payload: unknown) =>
  insertJob(store.db, {
    id: `job_${task}`,
    tenantId,
    task,
    payload: JSON.stringify(payload),
    atMs: startMs,
    dueAtMs: startMs,
  })

const isInPages = (seen: { commits: number; most: number }) => {
  expect(seen.most).toBeLessThanOrEqual(changesMax)
  expect(seen.commits).toBeGreaterThanOrEqual(count / 500)
}

test('removing old events', async () => {
  await fill({})
  await inbox.upkeep({ isStart: false })
  isInPages(await watch(runJobs))
  expect(await left()).toBe(0)
})

test('removing old events that were set aside', async () => {
  await fill({ setAside: 'unknown_account', accountId })
  await inbox.upkeep({ isStart: false })
  isInPages(await watch(runJobs))
  expect(await left()).toBe(0)
})

test('removing events of both kinds together: a page of one kind leaves no room for the other', async () => {
  await fill({ kind: 'ended' })
  await fill({ kind: 'aside', setAside: 'unknown_account', accountId })
  await inbox.upkeep({ isStart: false })
  const seen = await watch(runJobs)
  isInPages(seen)
  // Fifty events per page, each with its run, step and attempt.
  expect(seen.most).toBeLessThanOrEqual(50 * 4)
  expect(await left()).toBe(0)
})

test('erasing an account', async () => {
  await fill({ accountId })
  await install('removed')
  await addJob(eraseTask, { accountId, mode: 'test', removedAtMs: 1 })
  isInPages(await watch(runJobs))
  const kept = await store.db.selectFrom('events').select('id').where('payload', '!=', '').execute()
  expect(kept).toEqual([])
})

test('releasing events that waited for an installation', async () => {
  await fill({ setAside: 'unknown_account', accountId })
  const about = { type: 'account.application.authorized', account: accountId, livemode: false }
  const installed = eventOf({ ...about, data: { object: { id: 'ca_1', object: 'application' } } })
  isInPages(
    await watch(async () => {
      await inbox.send(installed, { endpoint: 'test' })
      await runJobs()
    }),
  )
  expect(await left('set_aside')).toBe(0)
})

test('deciding about events that waited for Stripe’s answer', async () => {
  await fill({ setAside: 'own_account_unknown', accountId })
  await install('installed')
  await addJob('settle_accounts', null)
  isInPages(await watch(runJobs))
  expect(await left('waiting')).toBe(count)
})

test('replaying events', async () => {
  await fill({})
  const filter = { tenantId, states: ['done'] as const }
  const pages = []
  isInPages(
    await watch(async () => {
      for await (const page of replayEvents({ db: store.db, ports: inbox.clock.ports }, filter, {
        actor: 'cli',
      }))
        pages.push(page)
    }),
  )
  expect([pages.length, await left('waiting')]).toEqual([count / 100, count])
})

test('replaying deliveries, and ending those of a removed endpoint', async () => {
  const world = await openRelayWorld(store)
  const id = endpointId()
  world.configure([{ id, url: 'http://127.0.0.1:9' }])
  await world.fill(count)
  await world.clock.advance(2 * 3_600_000)
  world.configure([])
  isInPages(await watch(() => world.worker.tick()))
  const states = async () => {
    const rows = await store.db.selectFrom('deliveries').select('state').execute()
    return [...new Set(rows.map(({ state }) => state))]
  }
  expect(await states()).toEqual(['dead'])
  isInPages(
    await watch(async () => {
      const range = { tenantId, endpointId: id, states: ['dead'] as const }
      for await (const _page of replayRange(store.db, range, world.clock.ports));
    }),
  )
  expect(await states()).toEqual(['waiting'])
})

test('after a page, other work has the database for as long as the page took, up to a limit', async () => {
  const slept: number[] = []
  let nowMs = 0
  const ports = { now: () => nowMs, sleep: async (ms: number) => void slept.push(ms) }
  const page = (tookMs: number) => async () => ((nowMs += tookMs), tookMs)
  for (const tookMs of [40, 0, 900]) expect(await paced(ports, page(tookMs))).toBe(tookMs)
  expect(slept).toEqual([40, 250])
  const pages = [3, 2, 0]
  expect(await untilNone(ports, async () => pages.shift() ?? 0)).toBe(5)
})

test('an aborted pause keeps the result of the page before it', async () => {
  let nowMs = 0
  const over = new AbortController()
  const sleep = (_ms: number, signal?: AbortSignal) => (over.abort(), Promise.reject(signal?.reason as Error))
  const page = async () => ((nowMs += 10), 7)
  expect(await untilNone({ now: () => nowMs, sleep }, page, over.signal)).toBe(7)
})
