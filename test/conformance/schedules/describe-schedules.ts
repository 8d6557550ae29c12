// The behaviour of schedules on every database. Run by schedules.test.ts on SQLite and Postgres.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defineSchedule } from '#definitions/define.ts'
import { listOverviews } from '#schedules/overview.ts'
import { runByHand } from '#schedules/run-by-hand.ts'
import { listAudit } from '#store/audit.ts'
import { describeScheduleRuns } from './describe-runs.ts'
import { createRandom } from '../../worlds/clock.ts'
import type { JobStore } from '../../worlds/database.ts'
import { prepareSchedule } from '../../worlds/schedules.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export function describeSchedules(name: string, open: () => Promise<JobStore>): void {
  describe(name, () => {
    let store: JobStore
    beforeAll(async () => {
      store = await open()
    })
    // All tests use the same kind of job.
    afterEach(() => store.db.deleteFrom('jobs').execute())
    afterAll(() => store.close())

    describeReplicas(() => store)
    describeMissed(() => store)
    describeHistory(() => store)
    describeScheduleRuns(() => store)
  })
}

const localDate = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  return (atMs: number) => format.format(atMs)
}

/** Moves the clock just past each of several ticks, and lets three replicas look simultaneously each time. */
async function simulate(
  { replica, clock, worker }: ReturnType<typeof prepareSchedule>,
  { times, stepMs, seed }: { times: number; stepMs: number; seed: number },
) {
  const random = createRandom(seed)
  const replicas = [replica(), replica(1900, { again: true }), replica(-1900, { again: true })]
  await replicas[0]?.tick()
  const one = worker()
  const begunMs = clock.ports.now()
  for (let i = 1; i <= times; i++) {
    const lateMs = 2000 + Math.floor(random() * 50_000)
    await clock.advance(begunMs + i * stepMs + lateMs - clock.ports.now())
    await Promise.all(replicas.map((scheduler) => scheduler.tick()))
    while ((await one.tick()) > 0);
  }
}

function describeReplicas(the: () => JobStore): void {
  test.each([
    ['30 2 * * *', 'Europe/Berlin', '2027-01-01T03:00:00Z'],
    ['30 1 * * *', 'America/New_York', '2027-06-01T08:00:00Z'],
  ])(
    'three replicas run "%s" in %s exactly once on each of a thousand days, including leap day and clock changes',
    async (cron, timeZone, start) => {
      const prepared = prepareSchedule(the(), {
        cron,
        timeZone,
        missed: 'catch_up',
        startMs: Date.parse(start),
      })
      await simulate(prepared, { times: 1000, stepMs: day, seed: 4 })
      const dates = prepared.runs.map(({ tick }) => localDate(timeZone)(tick.getTime()))
      const days = Array.from({ length: 1000 }, (_, i) =>
        new Date(Date.parse(start) + (i + 1) * day).toISOString().slice(0, 10),
      )
      expect(dates).toEqual(days)
      expect(days).toContain('2028-02-29')
      expect((await prepared.ticks()).map(({ state, attempts }) => [state, attempts])).toEqual(
        days.map(() => ['done', 1]),
      )
    },
    120_000,
  )

  test('three replicas run each of a thousand real-time hours exactly once across clock changes', async () => {
    const startMs = Date.parse('2027-10-20T00:00:00Z')
    const prepared = prepareSchedule(the(), { cron: '0 * * * *', timeZone: 'Europe/Berlin', startMs })
    await simulate(prepared, { times: 1000, stepMs: hour, seed: 5 })
    expect(prepared.runs.map(({ tick }) => tick.getTime())).toEqual(
      Array.from({ length: 1000 }, (_, i) => startMs + (i + 1) * hour),
    )
  }, 120_000)

  test('a replica whose clock is behind moves nothing back', async () => {
    const { replica, clock, ticks } = prepareSchedule(the())
    const [ahead, behind] = [replica(5 * minute), replica()]
    await ahead.tick()
    await clock.advance(minute)
    expect([await ahead.tick(), await behind.tick(), await behind.tick()]).toEqual([1, 0, 0])
    expect(await ticks()).toHaveLength(1)
  })

  test('a tick that cannot be queued is neither lost nor recorded as done', async () => {
    const { replica, clock, ticks } = prepareSchedule(the())
    let calls = 0
    const randomBytes = (length: number) => {
      if (++calls === 1) throw new Error('not now')
      return clock.ports.randomBytes(length)
    }
    const one = replica(0, { ports: { randomBytes } })
    await one.tick()
    await clock.advance(minute)
    await expect(one.tick()).rejects.toThrow('not now')
    expect(await ticks()).toEqual([])
    expect([await one.tick(), await one.tick()]).toEqual([1, 0])
  })

  test('the loop checks every second, wakes the worker if there is work, and stops', async () => {
    const woken: number[] = []
    const { replica, clock, ticks } = prepareSchedule(the(), { cron: '*/5 * * * * *' })
    let looks = 0
    const one = replica(0, {
      wake: () => void woken.push(clock.ports.now()),
      ports: {
        sleep(ms, signal) {
          looks += 1
          return clock.ports.sleep(ms, signal)
        },
      },
    })
    const startMs = clock.ports.now()
    one.start()
    for (let second = 1; second <= 10; second++) {
      await expect.poll(() => looks, { interval: 1 }).toBe(second)
      await clock.advance(1000)
    }
    await expect.poll(() => looks, { interval: 1 }).toBe(11)
    expect(woken).toEqual([startMs + 5000, startMs + 10_000])
    await one.stop()
    await clock.advance(minute)
    expect(await ticks()).toHaveLength(2)
  })
}

function describeMissed(the: () => JobStore): void {
  test('a new schedule starts now', async () => {
    const { replica, clock, ticks } = prepareSchedule(the(), { missed: 'catch_up' })
    const one = replica()
    expect([await one.tick(), await ticks()]).toEqual([0, []])
    await clock.advance(minute - 1)
    expect(await one.tick()).toBe(0)
    await clock.advance(1)
    expect(await one.tick()).toBe(1)
  })

  test.each([
    [30_000, 1],
    [60_000, 1],
  ])(
    'after an outage, "skip" runs the newest tick, %i ms late, and records the others',
    async (lateMs, due) => {
      const { replica, clock, ticks } = prepareSchedule(the(), { cron: '*/5 * * * *' })
      const one = replica()
      await one.tick()
      await clock.advance(5 * hour + lateMs)
      expect(await one.tick()).toBe(due)
      const all = await ticks()
      expect(all).toHaveLength(60)
      expect(all.filter(({ jobId }) => jobId !== undefined)).toEqual([all.at(-1)])
    },
  )

  test('after an outage, "skip" runs nothing that is more than a minute late', async () => {
    const { replica, clock, ticks, metrics, id } = prepareSchedule(the(), { cron: '0 * * * *' })
    const one = replica()
    await one.tick()
    await clock.advance(5 * hour + minute + 1)
    expect(await one.tick()).toBe(0)
    expect((await ticks()).map(({ jobId }) => jobId)).toEqual(Array.from({ length: 5 }, () => undefined))
    expect(metrics.print()).toContain(`tillside_schedule_moments_total{schedule="${id}",outcome="skipped"} 5`)
  })

  test('after an outage, "catch_up" runs the newest hundred ticks, oldest first, and records the others', async () => {
    const { replica, clock, ticks, worker, runs } = prepareSchedule(the(), { missed: 'catch_up' })
    const one = replica()
    await one.tick()
    await clock.advance(5 * hour)
    expect(await one.tick()).toBe(100)
    const all = await ticks()
    expect(all.map(({ jobId }) => jobId !== undefined)).toEqual([
      ...Array.from({ length: 200 }, () => false),
      ...Array.from({ length: 100 }, () => true),
    ])
    while ((await worker().tick()) > 0);
    const times = runs.map(({ tick }) => tick.getTime())
    expect(times.toSorted((a, b) => a - b)).toEqual(all.slice(200).map(({ atMs }) => atMs))
  })

  test('an outage of a year with a tick per second is processed immediately and leaves a thousand records', async () => {
    const { replica, clock, ticks } = prepareSchedule(the(), { cron: '* * * * * *' })
    const one = replica()
    await one.tick()
    await clock.advance(365 * day)
    expect([await one.tick(), await one.tick()]).toEqual([1, 0])
    const all = await ticks()
    expect(all).toHaveLength(1001)
    expect(all.at(-1)?.atMs).toBe(clock.ports.now())
  })
}

function describeHistory(the: () => JobStore): void {
  test('a tick that was run by hand is not run again when it is due', async () => {
    const { replica, clock, ticks, id } = prepareSchedule(the())
    const one = replica()
    await one.tick()
    await clock.advance(minute)
    const means = { db: the().db, ports: clock.ports }
    const run = () => runByHand(means, { tenantId: 'self', schedule: id, actor: 'cli' })
    const jobId = await run()
    expect([await run(), await one.tick()]).toEqual([undefined, 0])
    const atMs = clock.ports.now()
    expect(await ticks()).toEqual([expect.objectContaining({ atMs, jobId, state: 'waiting' })])
    const audit = (await listAudit(the().db, 'self', 100)).filter(({ target }) => target === id)
    expect(audit).toMatchObject([{ actor: 'cli', action: 'schedule.run_by_hand', detail: { job: jobId } }])
  })

  test('shows the next time and the latest results, even after removal from the configuration', async () => {
    const { replica, clock, id, config, remove, worker } = prepareSchedule(the(), { cron: '0 9 * * *' })
    const one = replica()
    await one.tick()
    await clock.advance(9 * hour)
    await one.tick()
    await worker().tick()
    const look = async () => {
      const means = { db: the().db, tenantId: 'self', definitions: config() }
      const all = await listOverviews(means, { nowMs: clock.ports.now(), ticks: 3 })
      return all.find((overview) => overview.id === id)
    }
    const atMs = clock.ports.now()
    const ticks = [
      { atMs, jobId: expect.any(String) as string, state: 'done', attempts: 1, tookMs: 0, endedAtMs: atMs },
    ]
    const times = { cron: '0 9 * * *', timeZone: 'UTC', missed: 'skip', nextAtMs: atMs + day }
    expect(await look()).toEqual({ id, times, ticks })
    remove()
    expect(await look()).toEqual({ id, ticks })
    expect(await one.tick()).toBe(0)
  })

  test('schedules of one tenant do not affect another', async () => {
    const { replica, clock, id } = prepareSchedule(the())
    const one = replica()
    await one.tick()
    await clock.advance(minute)
    await one.tick()
    const definitions = {
      schedules: [
        defineSchedule({
          id,
          cron: '* * * * *',
          timeZone: 'UTC',
          missed: 'skip',
          run: async () => undefined,
        }),
      ],
    }
    const options = { nowMs: 0, ticks: 3 }
    const [other] = await listOverviews({ db: the().db, tenantId: 'other', definitions }, options)
    expect(other).toMatchObject({ id, times: { nextAtMs: minute }, ticks: [] })
  })
}
