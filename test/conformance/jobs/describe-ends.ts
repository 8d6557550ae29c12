// The second half of describe-jobs.ts: steps, failures, stopping.

import { expect, test } from 'vitest'
import { AttemptFailed, type JobContext, type JobEnd } from '#jobs/task.ts'
import { listSteps } from '#store/steps.ts'
import { createGate } from '../../worlds/clock.ts'
import { prepare } from '../../worlds/jobs.ts'
import type { JobStore } from '../../worlds/database.ts'

const hour = 3_600_000

export function describeSteps(the: () => JobStore): void {
  test('a finished step is not repeated and returns its recorded result', async () => {
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

  test('two steps with the same name are refused before anything is done twice', async () => {
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

  test('an oversized result is refused and not recorded', async () => {
    const { add, worker, find } = prepare(the(), async ({ step }) =>
      step('long', async () => 'x'.repeat(300_000)),
    )
    const id = await add()
    await worker().run(id)
    expect(await find(id)).toMatchObject({ state: 'waiting', error: 'failed' })
    expect(await listSteps(the().db, { queue: 'jobs', tenantId: 'self', id })).toEqual([])
  })
}

export function describePlaces(the: () => JobStore): void {
  test.each([
    { claimsWhileEnding: true, order: ['ran', 'left', 'ended'] },
    { claimsWhileEnding: false, order: ['ran', 'ended', 'left'] },
  ])('work leaves its place in the order $order', async ({ claimsWhileEnding, order }) => {
    const seen: string[] = []
    const { add, worker } = prepare(the(), async () => void seen.push('ran'), {
      atEnd: async () => void seen.push('ended'),
      over: () => seen.push('left'),
      claimsWhileEnding,
    })
    await worker().run(await add())
    expect(seen).toEqual(order)
  })

  test.each([true, false])('work that fails leaves its place once (%s)', async (claimsWhileEnding) => {
    let left = 0
    const fails = async () => {
      throw new AttemptFailed('stripe 503')
    }
    const { add, worker, find } = prepare(the(), fails, { over: () => (left += 1), claimsWhileEnding })
    const id = await add()
    await worker().run(id)
    expect(left).toBe(1)
    expect(await find(id)).toMatchObject({ state: 'waiting', error: 'stripe 503' })
  })
}

export function describeFailures(the: () => JobStore): void {
  test('retry delays grow with jitter, and end in a dead letter within twelve hours', async () => {
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

  test('a job found after a long outage is not tried any more', async () => {
    let runs = 0
    const ends: JobEnd[] = []
    const { add, worker, find, clock } = prepare(the(), async () => void (runs += 1), {
      atEnd: async (_transaction, ended) => void ends.push(...ended.map(({ end }) => end)),
    })
    const id = await add()
    await clock.advance(12 * hour + 1)
    expect(await worker().tick()).toBe(1)
    expect([runs, await find(id)]).toEqual([0, expect.objectContaining({ state: 'dead', error: 'too_late' })])
    expect(ends).toEqual([{ state: 'dead', error: 'too_late' }])
  })

  test('waits as long as the other side asked', async () => {
    const { add, worker, find, clock } = prepare(the(), async () => {
      throw new AttemptFailed('stripe 429', { retryAfterMs: 60_000 })
    })
    const id = await add()
    await worker().run(id)
    expect((await find(id))?.nextAttemptAtMs).toBeGreaterThanOrEqual(clock.ports.now() + 60_000)
  })

  test('the end of a job and its related rows are written together or not at all', async () => {
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

  test('an attempt that takes too long is ended and retried', async () => {
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

  test('error messages reach neither the row nor the log', async () => {
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

export function describeStopping(the: () => JobStore): void {
  test('a stop waits for work in progress', async () => {
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

  test('a stop releases work that does not end in time, and another worker continues immediately', async () => {
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

  test('a stopped worker starts nothing', async () => {
    const { add, worker, find } = prepare(the(), async () => 'no')
    const one = worker()
    one.start()
    await one.stop()
    const id = await add()
    expect([await one.tick(), await one.run(id), (await find(id))?.state]).toEqual([0, false, 'waiting'])
  })
}
