// The behaviour of durable work on every database. Run by jobs.test.ts on SQLite and Postgres.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enqueue } from '#jobs/enqueue.ts'
import type { JobEnd } from '#jobs/task.ts'
import { createWorker, type Worker } from '#jobs/worker.ts'
import { createMetrics } from '#metrics.ts'
import { listAttempts } from '#store/attempts.ts'
import type { Database } from '#store/schema.ts'
import { listSteps } from '#store/steps.ts'
import { findJob } from '#store/jobs.ts'
import { describeFailures, describePlaces, describeSteps, describeStopping } from './describe-ends.ts'
import { createGate, createTestClock } from '../../worlds/clock.ts'
import { advanceUntil, prepare } from '../../worlds/jobs.ts'
import type { JobStore } from '../../worlds/database.ts'

export function describeJobs(name: string, open: () => Promise<JobStore>): void {
  describe(name, () => {
    let store: JobStore
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    describeClaims(() => store)
    describeLeases(() => store)
    describeSteps(() => store)
    describePlaces(() => store)
    describeFailures(() => store)
    describeStopping(() => store)
  })
}

function describeClaims(the: () => JobStore): void {
  test('a job whose transaction is rolled back is never done', async () => {
    const ran: string[] = []
    const { worker, clock, name } = prepare(the(), async ({ id }) => void ran.push(id))
    const broken = the()
      .db.transaction()
      .execute(async (transaction) => {
        await enqueue(transaction, clock.ports, { tenantId: 'self', task: name, payload: {} })
        throw new Error('not after all')
      })
    await expect(broken).rejects.toThrow('not after all')
    expect([await worker().tick(), ran]).toEqual([0, []])
  })

  test('a worker leaves jobs of unknown tasks to others', async () => {
    const { add, find } = prepare(the(), async () => 1)
    const id = await add()
    const stranger = prepare(the(), async () => 2)
    expect(await stranger.worker().tick()).toBe(0)
    expect(await stranger.worker().run(id)).toBe(false)
    expect((await find(id))?.state).toBe('waiting')
  })

  test('a job of one tenant is not found by another, and runs for its own', async () => {
    const seen: string[] = []
    const { add, worker } = prepare(the(), async ({ tenantId }) => void seen.push(tenantId))
    const id = await add({}, 'other')
    expect(await findJob(the().db, { tenantId: 'self', jobId: id })).toBeUndefined()
    await worker().tick()
    expect(seen).toEqual(['other'])
  })

  test('two workers asked for one job simultaneously do it once', async () => {
    const gate = createGate()
    let runs = 0
    const { add, worker, find } = prepare(the(), async () => {
      runs += 1
      await gate.passed
    })
    const id = await add()
    const [one, two] = [worker(), worker(the().openAgain())]
    const both = [one.run(id), two.run(id)]
    const first = await Promise.race(both)
    expect(first).toBe(false)
    gate.open()
    expect((await Promise.all(both)).filter((mine) => mine)).toEqual([true])
    expect([runs, (await find(id))?.state]).toEqual([1, 'done'])
  })

  test('a thousand jobs on four workers are each done exactly once, never two at a time', async () => {
    const runs = new Map<string, number>()
    const now = new Set<string>()
    const { worker, clock, name } = prepare(the(), async ({ id }) => {
      expect(now.has(id)).toBe(false)
      now.add(id)
      runs.set(id, (runs.get(id) ?? 0) + 1)
      await Promise.resolve()
      now.delete(id)
    })
    await the()
      .db.transaction()
      .execute(async (transaction) => {
        for (let i = 0; i < 1000; i++)
          await enqueue(transaction, clock.ports, { tenantId: 'self', task: name, payload: i })
      })
    const workers = [worker(), worker(), worker(the().openAgain()), worker(the().openAgain())]
    const drain = async (one: Worker) => {
      while ((await one.tick()) > 0);
    }
    await Promise.all(workers.map(drain))
    expect([runs.size, [...runs.values()].every((count) => count === 1)]).toEqual([1000, true])
    expect(await worker().tick()).toBe(0)
  })

  test('the loop takes jobs added while it waits, at the next poll or when it is woken', async () => {
    const { add, worker, find, clock } = prepare(the(), async () => 'here')
    const one = worker()
    one.start()
    const [polled, woken] = [await add(), await add()]
    for (const id of [polled, woken])
      await advanceUntil(clock, 1000, async () => (await find(id))?.state === 'done')
    const later = await add()
    one.wake()
    await advanceUntil(clock, 0, async () => (await find(later))?.state === 'done')
    await one.stop()
  })
}

const leaseOf = async (db: Database, id: string): Promise<number> => {
  const row = await db.selectFrom('jobs').select('lease_until_ms').where('id', '=', id).executeTakeFirst()
  return Number(row?.lease_until_ms ?? 0)
}

function describeLeases(the: () => JobStore): void {
  test('a lease is renewed while the work continues, so that no other worker takes it', async () => {
    const gate = createGate()
    const { add, worker, clock } = prepare(the(), () => gate.passed)
    const id = await add()
    const running = worker().run(id)
    const other = worker(the().openAgain())
    for (let i = 0; i < 20; i++) {
      await clock.advance(10_000)
      await expect
        .poll(async () => (await leaseOf(the().db, id)) > clock.ports.now(), { interval: 1 })
        .toBe(true)
      expect(await other.run(id)).toBe(false)
    }
    gate.open()
    expect(await running).toBe(true)
  })

  test('another worker takes a dead worker’s job once its lease has expired, not before', async () => {
    const dead = prepare(the(), () => new Promise(() => undefined))
    const id = await dead.add()
    // This worker never renews, because its clock does not move.
    void dead.worker(the().openAgain()).run(id)
    await expect.poll(async () => (await dead.find(id))?.state, { interval: 1 }).toBe('running')
    const heir = prepare(the(), async ({ attempt }) => `attempt ${attempt}`)
    const taker = createWorker({
      db: the().db,
      dialect: the().dialect,
      ports: heir.clock.ports,
      metrics: createMetrics(),
      tasks: { [dead.name]: { run: async ({ attempt }) => `attempt ${attempt}` } },
    })
    await heir.clock.advance(29_999)
    expect(await taker.run(id)).toBe(false)
    await heir.clock.advance(1)
    expect(await taker.run(id)).toBe(true)
    expect(await dead.find(id)).toMatchObject({ state: 'done', result: '"attempt 2"', attempts: 2 })
  })

  test('work that kills its worker each time is retried at growing intervals, and is a dead letter after ten times', async () => {
    const store = the()
    const { add, find, name, clock } = prepare(store, async () => undefined)
    const id = await add()
    const db = store.openAgain()
    const waits: number[] = []
    let [lives, nowMs] = [0, clock.ports.now()]
    const isOver = async () => (await find(id))?.state === 'dead'
    while (!(await isOver())) {
      const { ports } = createTestClock({ seed: 1000 + ++lives, startMs: nowMs })
      const begun = createGate()
      const run = () => {
        begun.open()
        // The current holder stops renewing.
        return new Promise(() => undefined)
      }
      const dying = createWorker({
        db,
        dialect: store.dialect,
        ports,
        metrics: createMetrics(),
        tasks: { [name]: { run } },
      })
      const hasBegun = await Promise.race([dying.run(id), begun.passed.then(() => true)])
      const nextAttemptAtMs = (await find(id))?.nextAttemptAtMs ?? 0
      if (!hasBegun) waits.push(nextAttemptAtMs - nowMs)
      nowMs = hasBegun ? nowMs + 30_000 : nextAttemptAtMs
    }
    expect(await find(id)).toMatchObject({ state: 'dead', error: 'worker_lost', attempts: 11 })
    const growth = waits.map((wait, nth) => [wait, 30_000 * 2 ** nth, 60_000 * 2 ** nth] as const)
    for (const [wait, least, most] of growth) {
      expect(wait).toBeGreaterThanOrEqual(least)
      expect(wait).toBeLessThanOrEqual(most)
    }
    expect(waits).toHaveLength(9)
    const attempts = await listAttempts(store.db, { queue: 'jobs', tenantId: 'self', id })
    expect(attempts.map(({ outcome }) => outcome)).toEqual([
      ...Array.from({ length: 10 }, () => 'lost'),
      'dead',
    ])
  })

  test('a worker whose lease was taken over writes neither a step nor an end', async () => {
    const [gate, resumed] = [createGate(), createGate<unknown>()]
    const store = the()
    const ends: JobEnd[] = []
    const zombie = prepare(store, async ({ step }) => {
      const late = step('late', async () => {
        await gate.passed
        return 'zombie'
      })
      resumed.open(await late.catch((error: unknown) => error))
      return 'zombie'
    })
    const id = await zombie.add()
    const asleep = zombie.worker(store.openAgain()).run(id)
    await expect.poll(async () => (await zombie.find(id))?.state, { interval: 1 }).toBe('running')
    const heirClock = createTestClock({ seed: 99 })
    await heirClock.advance(31_000)
    const heir = createWorker({
      db: store.db,
      dialect: store.dialect,
      ports: heirClock.ports,
      metrics: createMetrics(),
      tasks: {
        [zombie.name]: {
          run: async ({ step }) => step('late', async () => 'heir'),
          atEnd: async (_transaction, ended) => void ends.push(...ended.map(({ end }) => end)),
        },
      },
    })
    expect(await heir.run(id)).toBe(true)
    gate.open()
    expect(await asleep).toBe(true)
    expect(await resumed.passed).toMatchObject({ name: 'LeaseLost' })
    expect(await zombie.find(id)).toMatchObject({ state: 'done', result: '"heir"' })
    const steps = await listSteps(store.db, { queue: 'jobs', tenantId: 'self', id })
    expect(steps.map(({ result }) => result)).toEqual(['"heir"'])
    expect(ends).toEqual([{ state: 'done', result: 'heir' }])
  })

  test('a worker that notices that its lease is gone stops the work immediately', async () => {
    const gate = createGate<AbortSignal>()
    const store = the()
    const { add, worker, clock } = prepare(store, async ({ signal }) => {
      gate.open(signal)
      await new Promise(() => undefined)
    })
    const id = await add()
    const working = worker().run(id)
    const signal = await gate.passed
    await store.db.updateTable('jobs').set({ lease_id: 'lea_other' }).where('id', '=', id).execute()
    await advanceUntil(clock, 10_000, () => signal.aborted)
    expect(signal.reason).toMatchObject({ name: 'LeaseLost' })
    expect(await working).toBe(true)
    expect(await findJob(store.db, { tenantId: 'self', jobId: id })).toMatchObject({ state: 'running' })
  })
}
