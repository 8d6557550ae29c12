// What durable work must hold to on every database. Run by jobs.test.ts over SQLite and Postgres.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enqueue } from '#jobs/enqueue.ts'
import { AttemptFailed, type JobContext, type JobEnd, type Task } from '#jobs/task.ts'
import { createWorker, type Worker, type WorkerOptions } from '#jobs/worker.ts'
import { createMetrics } from '#metrics.ts'
import { listJobSteps } from '#store/job-steps.ts'
import { findJob } from '#store/jobs.ts'
import type { Database } from '#store/schema.ts'
import { createGate, createTestClock, type TestClock } from './jobs-clock.ts'
import type { JobStore } from './jobs-store.ts'

let seed = 0
const hour = 3_600_000

/** One test's own task, clock and worker; jobs of other tests are not theirs. */
function prepare(store: JobStore, run: Task['run'], more: Partial<Task> & Partial<WorkerOptions> = {}) {
  const clock = createTestClock({ seed: ++seed })
  const name = `task_${seed}`
  const worker = (db: Database = store.db, options: Partial<WorkerOptions> = {}): Worker => {
    const { horizonMs, attemptMs, atEnd, ...rest } = more
    const task: Task = {
      run,
      ...(horizonMs === undefined ? {} : { horizonMs }),
      ...(attemptMs === undefined ? {} : { attemptMs }),
      ...(atEnd === undefined ? {} : { atEnd }),
    }
    const base = { db, dialect: store.dialect, ports: clock.ports, metrics: createMetrics() }
    return createWorker({ ...base, ...rest, tasks: { [name]: task }, ...options })
  }
  const add = (payload: unknown = {}, tenantId = 'self') =>
    enqueue(store.db, clock.ports, { tenantId, task: name, payload })
  const find = async (jobId: string) => findJob(store.db, { tenantId: 'self', jobId })
  return { clock, worker, add, find }
}

/** Moves the clock until `is` holds: renewals and polls happen in between. */
async function advanceUntil(clock: TestClock, ms: number, is: () => boolean | Promise<boolean>) {
  for (let i = 0; i < 500; i++) {
    if (await is()) return
    await clock.advance(ms)
  }
  throw new Error('it never happened')
}

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
    describeFailures(() => store)
    describeStopping(() => store)
  })
}

function describeClaims(the: () => JobStore): void {
  test('a job whose transaction is rolled back is never done', async () => {
    const ran: string[] = []
    const { worker, clock } = prepare(the(), async ({ id }) => void ran.push(id))
    const broken = the()
      .db.transaction()
      .execute(async (transaction) => {
        await enqueue(transaction, clock.ports, { tenantId: 'self', task: `task_${seed}`, payload: {} })
        throw new Error('not after all')
      })
    await expect(broken).rejects.toThrow('not after all')
    expect([await worker().tick(), ran]).toEqual([0, []])
  })

  test('a worker leaves jobs of tasks it does not know to others', async () => {
    const { add, find } = prepare(the(), async () => 1)
    const id = await add()
    const stranger = prepare(the(), async () => 2)
    expect(await stranger.worker().tick()).toBe(0)
    expect(await stranger.worker().run(id)).toBe(false)
    expect((await find(id))?.state).toBe('waiting')
  })

  test('a job of one tenant is not found by another, and runs under its own', async () => {
    const seen: string[] = []
    const { add, worker } = prepare(the(), async ({ tenantId }) => void seen.push(tenantId))
    const id = await add({}, 'other')
    expect(await findJob(the().db, { tenantId: 'self', jobId: id })).toBeUndefined()
    await worker().tick()
    expect(seen).toEqual(['other'])
  })

  test('two workers that are asked for one job at once do it once', async () => {
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
    expect((await Promise.all(both)).sort()).toEqual([false, true])
    expect([runs, (await find(id))?.state]).toEqual([1, 'done'])
  })

  test('a thousand jobs over four workers are each done exactly once, and never twice at a time', async () => {
    const runs = new Map<string, number>()
    const now = new Set<string>()
    const { add, worker, clock } = prepare(the(), async ({ id }) => {
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
          await enqueue(transaction, clock.ports, { tenantId: 'self', task: `task_${seed}`, payload: i })
      })
    const workers = [worker(), worker(), worker(the().openAgain()), worker(the().openAgain())]
    const drain = async (one: Worker) => {
      while ((await one.tick()) > 0);
    }
    await Promise.all(workers.map(drain))
    expect([runs.size, [...runs.values()].every((count) => count === 1)]).toEqual([1000, true])
    expect(await worker().tick()).toBe(0)
    void add
  })

  test('the loop takes up what is put in while it waits, at the next look or when it is woken', async () => {
    const { add, worker, find, clock } = prepare(the(), async () => 'here')
    const one = worker()
    one.start()
    const [polled, woken] = [await add(), await add()]
    await advanceUntil(clock, 1000, async () => (await find(polled))?.state === 'done')
    expect((await find(woken))?.state).toBe('done')
    const later = await add()
    one.wake()
    await advanceUntil(clock, 0, async () => (await find(later))?.state === 'done')
    await one.stop()
  })
}

function describeLeases(the: () => JobStore): void {
  test('a lease is renewed while the work goes on, so nobody else takes it', async () => {
    const gate = createGate()
    const { add, worker, clock } = prepare(the(), () => gate.passed)
    const id = await add()
    const running = worker().run(id)
    const other = worker(the().openAgain())
    for (let i = 0; i < 20; i++) {
      await advanceUntil(clock, 1000, () => true)
      await clock.advance(10_000)
      // The renewal has reached the database when a query behind it is answered.
      await findJob(the().db, { tenantId: 'self', jobId: id })
      expect(await other.run(id)).toBe(false)
    }
    gate.open()
    expect(await running).toBe(true)
  })

  test('a job of a worker that died is taken up by another once the lease is over, not before', async () => {
    const dead = prepare(the(), () => new Promise(() => undefined))
    const id = await dead.add()
    // This worker's renewals go into the void: its clock never moves.
    void dead.worker(the().openAgain()).run(id)
    await expect.poll(async () => (await dead.find(id))?.state, { interval: 1 }).toBe('running')
    const heir = prepare(the(), async ({ attempt }) => `attempt ${attempt}`)
    const taker = createWorker({
      db: the().db,
      dialect: the().dialect,
      ports: heir.clock.ports,
      metrics: createMetrics(),
      tasks: { [`task_${seed - 1}`]: { run: async ({ attempt }) => `attempt ${attempt}` } },
    })
    await heir.clock.advance(29_999)
    expect(await taker.run(id)).toBe(false)
    await heir.clock.advance(1)
    expect(await taker.run(id)).toBe(true)
    expect(await dead.find(id)).toMatchObject({ state: 'done', result: '"attempt 2"', attempts: 2 })
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
        [`task_${seed}`]: {
          run: async ({ step }) => step('late', async () => 'heir'),
          atEnd: async (_transaction, _item, end) => void ends.push(end),
        },
      },
    })
    expect(await heir.run(id)).toBe(true)
    gate.open()
    expect(await asleep).toBe(true)
    expect(await resumed.passed).toMatchObject({ name: 'LeaseLost' })
    expect(await zombie.find(id)).toMatchObject({ state: 'done', result: '"heir"' })
    const steps = await listJobSteps(store.db, { tenantId: 'self', jobId: id })
    expect(steps.map(({ result }) => result)).toEqual(['"heir"'])
    expect(ends).toEqual([{ state: 'done', result: 'heir' }])
  })

  test('a worker that notices that its lease is gone ends the work at once', async () => {
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

function describeSteps(the: () => JobStore): void {
  test('a finished step is not done again, and gives what it gave', async () => {
    const calls: string[] = []
    const run = async ({ step, attempt, finished }: JobContext) => {
      const made = await step('make', async () => {
        calls.push('make')
        return { at: new Date(0), list: [1] }
      })
      await step('nothing', async () => void calls.push('nothing'))
      if (attempt === 1) throw new AttemptFailed('shipping timeout')
      return [made, await step('nothing-back', async () => undefined), finished()]
    }
    const { add, worker, find, clock } = prepare(the(), run)
    const id = await add()
    await worker().run(id)
    expect(await find(id)).toMatchObject({ state: 'waiting', error: 'shipping timeout', attempts: 1 })
    await clock.advance(1000)
    expect(await worker().tick()).toBe(1)
    expect(calls).toEqual(['make', 'nothing'])
    const result: unknown = JSON.parse((await find(id))?.result ?? '')
    expect(result).toEqual([
      { at: '1970-01-01T00:00:00.000Z', list: [1] },
      null,
      expect.arrayContaining(['make', 'nothing']),
    ])
  })

  test('two steps of one name are refused, before anything is done twice', async () => {
    const calls: number[] = []
    const { add, worker, find } = prepare(the(), async ({ step }) => {
      await step('same', async () => calls.push(1))
      return step('same', async () => calls.push(2)).catch((error: unknown) => String(error))
    })
    const id = await add()
    await worker().run(id)
    expect(calls).toEqual([1])
    expect((await find(id))?.result).toContain('two steps of one run')
  })

  test('a result that is too long is refused and not recorded', async () => {
    const { add, worker, find } = prepare(the(), async ({ step }) =>
      step('long', async () => 'x'.repeat(300_000)),
    )
    const id = await add()
    await worker().run(id)
    expect(await find(id)).toMatchObject({ state: 'waiting', error: 'failed' })
    expect(await listJobSteps(the().db, { tenantId: 'self', jobId: id })).toEqual([])
  })
}

function describeFailures(the: () => JobStore): void {
  test('waits grow, are scattered, and end in a dead letter within twelve hours', async () => {
    const { add, worker, find, clock } = prepare(the(), async () => {
      throw new AttemptFailed('stripe 503')
    })
    const id = await add()
    const [one, begunAt, waits] = [worker(), clock.ports.now(), [] as number[]]
    for (;;) {
      await one.run(id)
      const job = await find(id)
      if (!job || job.state === 'dead') break
      waits.push(job.nextAttemptAtMs - clock.ports.now())
      await clock.advance(Math.max(1, job.nextAttemptAtMs - clock.ports.now()))
    }
    expect(await find(id)).toMatchObject({ state: 'dead', error: 'stripe 503' })
    expect(clock.ports.now() - begunAt).toBeLessThanOrEqual(12 * hour)
    expect(clock.ports.now() - begunAt).toBeGreaterThan(10 * hour)
    waits.forEach((wait, i) => expect(wait).toBeLessThanOrEqual(Math.min(30 * 60_000, 1000 * 2 ** i)))
    expect(waits.length).toBeGreaterThan(20)
    expect(waits.length).toBeLessThan(100)
    expect(clock.lines.join('')).toContain('"code":"stripe 503"')
  })

  test('a job found after a long standstill is not tried any more', async () => {
    let runs = 0
    const ends: JobEnd[] = []
    const { add, worker, find, clock } = prepare(the(), async () => void (runs += 1), {
      atEnd: async (_transaction, _item, end) => void ends.push(end),
    })
    const id = await add()
    await clock.advance(12 * hour + 1)
    expect(await worker().tick()).toBe(1)
    expect([runs, await find(id)]).toEqual([0, expect.objectContaining({ state: 'dead', error: 'too_late' })])
    expect(ends).toEqual([{ state: 'dead', error: 'too_late' }])
  })

  test('what the other side asked to wait is waited', async () => {
    const { add, worker, find, clock } = prepare(the(), async () => {
      throw new AttemptFailed('stripe 429', { retryAfterMs: 60_000 })
    })
    const id = await add()
    await worker().run(id)
    expect((await find(id))?.nextAttemptAtMs).toBeGreaterThanOrEqual(clock.ports.now() + 60_000)
  })

  test('an end and what belongs to it are written together, or neither', async () => {
    let isBroken = true
    const { add, worker, find, clock } = prepare(the(), async () => 'result', {
      atEnd: async () => {
        if (isBroken) throw new Error('the audit row could not be written')
      },
    })
    const id = await add()
    await worker().run(id)
    expect((await find(id))?.state).toBe('waiting')
    isBroken = false
    await clock.advance(1000)
    await worker().tick()
    expect((await find(id))?.state).toBe('done')
  })

  test('an attempt that takes too long is ended and tried again', async () => {
    const gate = createGate<AbortSignal>()
    const hang = async ({ signal, attempt }: JobContext) => {
      if (attempt > 1) return 'second'
      gate.open(signal)
      return new Promise(() => undefined)
    }
    const { add, worker, find, clock } = prepare(the(), hang, { attemptMs: 20 })
    const id = await add()
    await worker().run(id)
    expect(await find(id)).toMatchObject({ state: 'waiting', error: 'timeout' })
    expect((await gate.passed).aborted).toBe(true)
    await clock.advance(1000)
    await worker().tick()
    expect((await find(id))?.result).toBe('"second"')
  })

  test('messages of errors reach neither the row nor the log', async () => {
    const { add, worker, find, clock } = prepare(the(), async () => {
      throw new Error('rk_live_0123456789 amy@example.com')
    })
    const id = await add()
    await worker().run(id)
    const text = JSON.stringify(await find(id)) + clock.lines.join('')
    expect(text).not.toMatch(/rk_live|amy@/)
    expect(text).toContain('"cause":"Error"')
  })
}

function describeStopping(the: () => JobStore): void {
  test('a stop waits for what is under way', async () => {
    const [begun, gate] = [createGate(), createGate<string>()]
    const { add, worker, find } = prepare(the(), async () => {
      begun.open()
      return gate.passed
    })
    const [one, id] = [worker(), await add()]
    const running = one.run(id)
    await begun.passed
    const stopped = one.stop()
    gate.open('finished')
    await stopped
    expect([await running, (await find(id))?.state]).toEqual([true, 'done'])
  })

  test('a stop gives back what does not end in time, and another worker goes on at once', async () => {
    const begun = createGate()
    const { add, worker, find, clock } = prepare(the(), async ({ attempt }) => {
      if (attempt > 1) return 'taken up'
      begun.open()
      return new Promise(() => undefined)
    })
    const [one, id] = [worker(), await add()]
    const running = one.run(id)
    await begun.passed
    const stopped = one.stop(10_000)
    await clock.advance(10_000)
    await stopped
    await running
    expect(await find(id)).toMatchObject({ state: 'waiting', nextAttemptAtMs: clock.ports.now() })
    expect(await worker().tick()).toBe(1)
    expect((await find(id))?.result).toBe('"taken up"')
  })

  test('a stopped worker begins nothing', async () => {
    const { add, worker, find } = prepare(the(), async () => 'no')
    const one = worker()
    one.start()
    await one.stop()
    const id = await add()
    expect([await one.tick(), await one.run(id), (await find(id))?.state]).toEqual([0, false, 'waiting'])
  })
}
