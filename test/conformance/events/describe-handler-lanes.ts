// Independence of handlers: one that hangs, fails or kills its process affects no other handler, of the same event or of others.

import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HandlerDefinition } from '#definitions/durable.ts'
import { defineHandler } from '#definitions/define.ts'
import { listAttempts } from '#store/attempts.ts'
import { runIdOf } from '#store/handler-runs.ts'
import { claimDue } from '#store/work.ts'
import { replayEvent } from '#webhooks/replay.ts'
import { eventOf, openInbox, type OpenInbox } from '../../worlds/events/inbox.ts'
import { advanceUntil } from '../../worlds/jobs.ts'
import type { JobStore } from '../../worlds/database.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

export function describeHandlerLanes(open: () => Promise<JobStore>): void {
  let store: JobStore
  let inbox: OpenInbox
  let seen: string[]
  const openWith = async (...handlers: HandlerDefinition[]) => {
    inbox = await openInbox(store, { definitions: { handlers } })
    return inbox
  }
  beforeEach(async () => {
    store = await open()
    seen = []
  })
  afterEach(async () => {
    let isStopped = false
    void inbox.workers.events.stop(0).then(() => (isStopped = true))
    await advanceUntil(inbox.clock, 100, () => isStopped)
    await inbox.close()
    await store.close()
  })

  const works = (id = 'works') =>
    defineHandler({ id, events: ['*'], handle: async ({ event }) => void seen.push(`${id} ${event.id}`) })
  const seenBy = (id: string) => seen.filter((one) => one.startsWith(`${id} `))
  const hangs = (id: string, more: Partial<HandlerDefinition> = {}) =>
    defineHandler({
      id,
      events: ['*'],
      ...more,
      handle({ event }) {
        seen.push(`${id} ${event.id}`)
        return new Promise(() => undefined)
      },
    })
  const fails = () =>
    defineHandler({
      id: 'fails',
      events: ['*'],
      async handle() {
        seen.push('fails')
        throw new TypeError('it never works')
      },
    })
  /** Sends events, every second one of the same object. */
  const sendMany = async (count: number) => {
    for (let i = 0; i < count; i++)
      await inbox.send(eventOf({ data: { object: { id: i % 2 === 0 ? 'in_even' : `in_${i}` } } }))
  }
  /** Whether a run of the handler `works` is in one of these states. */
  const isAnyWorks = async (...states: string[]) =>
    (await inbox.shown())
      .flatMap(({ runs }) => runs)
      .some((run) => run.handler === 'works' && states.includes(run.state))
  const attemptsOf = (id: string) => listAttempts(store.db, { queue: 'handler_runs', tenantId: 'self', id })

  test('handlers that hang forever delay no other handler of the same event, and no other event', async () => {
    const { workers, clock, shown } = await openWith(
      ...[1, 2, 3, 4].map((number) => hangs(`hangs-${number}`)),
      works(),
    )
    workers.events.start()
    await sendMany(60)
    await advanceUntil(
      clock,
      100,
      async () => seenBy('works').length === 60 && !(await isAnyWorks('waiting', 'running')),
      () => isAnyWorks('running'),
    )
    expect(new Set(seenBy('works')).size).toBe(60)
    expect((await shown()).filter(({ state }) => state === 'done')).toEqual([])
  })

  test('a handler that always fails delays no other handler and causes no other to run again', async () => {
    const { workers, clock, shown } = await openWith(fails(), works())
    workers.events.start()
    await sendMany(60)
    await advanceUntil(
      clock,
      1000,
      async () => seen.length > 180 && !(await isAnyWorks('waiting', 'running')),
      () => isAnyWorks('running'),
    )
    expect(seenBy('works')).toHaveLength(60)
    for (const event of await shown())
      expect(event.runs).toMatchObject([
        { handler: 'fails', state: expect.stringMatching(/waiting|running/) as string },
        { handler: 'works', state: 'done', attempts: 1 },
      ])
  })

  test('a handler has at most its allowed number of concurrent runs, and only its own runs wait for them', async () => {
    const { workers, clock } = await openWith(hangs('hangs', { concurrency: 3 }), works())
    workers.events.start()
    await sendMany(20)
    await advanceUntil(
      clock,
      100,
      () => seenBy('works').length === 20,
      () => isAnyWorks('running'),
    )
    await clock.advance(minuteMs)
    expect(seenBy('hangs')).toHaveLength(3)
  })

  test('each handler has its own time limit: one that exceeds it fails, and the others continue', async () => {
    const late = Promise.withResolvers<undefined>()
    const { send, workers, clock, shown } = await openWith(
      hangs('hangs', { timeoutMs: 100 }),
      defineHandler({
        id: 'slow',
        events: ['*'],
        async handle() {
          await late.promise
          seen.push('slow')
        },
      }),
    )
    await send(eventOf())
    const look = workers.events.tick()
    const runs = async () => (await shown())[0]?.runs
    await expect.poll(runs).toMatchObject([
      { handler: 'hangs', state: 'waiting', error: 'timeout' },
      { handler: 'slow', state: 'running' },
    ])
    expect((await shown())[0]).toMatchObject({ state: 'running', error: 'timeout:hangs' })
    late.resolve(undefined)
    await look
    expect((await shown())[0]).toMatchObject({ state: 'waiting', error: 'timeout:hangs', attempts: 1 })
    await clock.advance(1000)
    await workers.events.tick()
    expect(seenBy('hangs')).toHaveLength(2)
    expect(seen.filter((one) => one === 'slow')).toHaveLength(1)
  })

  test('attempts are counted per handler: one gives up while another of the same event is still retried', async () => {
    let isRepaired = false
    const { send, drain, clock, shown } = await openWith(
      fails(),
      defineHandler({
        id: 'later',
        events: ['*'],
        async handle() {
          if (!isRepaired) throw new TypeError('not yet')
        },
      }),
    )
    await send(eventOf())
    await drain()
    const [event] = await shown()
    const id = runIdOf(event?.id ?? '', 'fails')
    await store.db.updateTable('handler_runs').set({ attempts: 101 }).where('id', '=', id).execute()
    await advanceUntil(clock, minuteMs, async () => {
      await drain()
      return (await shown())[0]?.runs[0]?.state === 'dead'
    })
    expect((await shown())[0]).toMatchObject({ state: 'waiting', error: 'handler_failed:later' })
    isRepaired = true
    await advanceUntil(clock, minuteMs, async () => {
      await drain()
      return (await shown())[0]?.state === 'dead'
    })
    expect((await shown())[0]).toMatchObject({
      error: expect.stringMatching(/:fails$/) as string,
      runs: [{ state: 'dead' }, { state: 'done' }],
    })
  })

  test('a handler that repeatedly kills its process gives up, and the others are not run again', async () => {
    const { send, workers, drain, clock, shown } = await openWith(works('ends-processes'), works())
    await send(eventOf())
    // Claims the handler's run without working on it, as if each process had died immediately.
    const lane = { tenantId: 'self', id: 'ends-processes' }
    const claim = (nowMs: number, leaseId: string) =>
      claimDue(store.db, store.dialect, {
        queue: 'handler_runs',
        tasks: ['handler_runs'],
        nowMs,
        leaseUntilMs: nowMs + 1000,
        leaseId,
        limit: 1,
        lossDelayMs: (losses) => losses * 1000,
        lane,
      })
    await workers.events.tick()
    await replayEvent(
      { db: store.db, ports: clock.ports },
      { tenantId: 'self', id: (await shown())[0]?.id ?? '', handler: 'ends-processes', actor: 'test' },
    )
    for (let death = 0; death < 10; death++) {
      expect(await claim(clock.ports.now(), `lea_${death}`)).toHaveLength(1)
      await clock.advance(1000)
      // The next process finds it and makes it wait longer each time.
      if (death < 9) {
        expect(await claim(clock.ports.now(), 'lea_none')).toEqual([])
        await clock.advance((death + 1) * 1000)
      }
    }
    await advanceUntil(clock, minuteMs, async () => {
      await drain()
      return (await shown())[0]?.state === 'dead'
    })
    expect((await shown())[0]).toMatchObject({
      error: 'worker_lost:ends-processes',
      runs: [{ state: 'dead' }, { state: 'done' }],
    })
    expect([seenBy('ends-processes').length, seenBy('works').length]).toEqual([1, 1])
  })

  test('a single handler is replayed from the start if it was done, and with its finished steps if it gave up', async () => {
    let isBroken = true
    const { send, drain, clock, shown } = await openWith(
      works(),
      defineHandler({
        id: 'halts',
        events: ['*'],
        async handle({ step, attempt }) {
          await step('first', async () => void seen.push('first'))
          if (isBroken) throw Object.assign(new Error('no'), { name: 'Refused' })
          seen.push(`halts ${attempt}`)
        },
      }),
    )
    await send(eventOf())
    await drain()
    const [event] = await shown()
    expect(event).toMatchObject({ state: 'dead', error: 'refused:halts' })
    const target = { tenantId: 'self', id: event?.id ?? '', actor: 'test' }
    const replay = async (handler: string) => {
      const replayed = await replayEvent({ db: store.db, ports: clock.ports }, { ...target, handler })
      await drain()
      return replayed
    }
    isBroken = false
    expect(await replay('halts')).toMatchObject({ ok: true })
    expect(seen.filter((one) => !one.startsWith('works'))).toEqual(['first', 'halts 1'])
    expect((await shown())[0]).toMatchObject({ state: 'done' })
    await replay('halts')
    expect(seen.filter((one) => !one.startsWith('works'))).toEqual(['first', 'halts 1', 'first', 'halts 1'])
    expect(seenBy('works')).toHaveLength(1)
    await replay('works')
    expect(seenBy('works')).toHaveLength(2)
    expect(await replay('nobody')).toEqual({ ok: false, reason: 'not_wanted' })
    expect((await shown())[0]).toMatchObject({ state: 'done' })
  })

  test('a replay uses the current handlers: a new one gets the event, and runs of a removed one are forgotten', async () => {
    const { send, drain, clock, opened, shown } = await openWith(works('former'), works('stays'))
    await send(eventOf())
    await drain()
    const { config } = opened.extensions
    opened.replace({ ...config(), handlers: [works('stays'), works('new')] })
    const [event] = await shown()
    const id = event?.id ?? ''
    await replayEvent({ db: store.db, ports: clock.ports }, { tenantId: 'self', id, actor: 'test' })
    await drain()
    expect([seenBy('former'), seenBy('stays'), seenBy('new')].map(({ length }) => length)).toEqual([1, 2, 1])
    expect((await shown())[0]).toMatchObject({
      state: 'done',
      runs: [{ handler: 'new' }, { handler: 'stays' }],
    })
    expect(await attemptsOf(runIdOf(id, 'former'))).toEqual([])
  })

  test('runs that wait for a removed handler end after an hour, with that reason', async () => {
    const { send, drain, clock, opened, shown } = await openWith(fails(), works())
    await send(eventOf())
    await drain()
    opened.replace({ ...opened.extensions.config(), handlers: [works()] })
    await clock.advance(hourMs - minuteMs)
    await drain()
    expect((await shown())[0]).toMatchObject({ state: 'waiting' })
    await clock.advance(2 * minuteMs)
    await drain()
    expect((await shown())[0]).toMatchObject({ state: 'dead', error: 'handler_gone_from_config:fails' })
  })

  test('handlers that end simultaneously end their event', async () => {
    const gate = Promise.withResolvers<undefined>()
    const waits = (number: number) =>
      defineHandler({
        id: `waits-${number}`,
        events: ['*'],
        handle: () => gate.promise.then(() => undefined),
      })
    const { workers, shown } = await openWith(...[1, 2, 3, 4].map(waits))
    await sendMany(10)
    const look = workers.events.tick()
    await expect.poll(async () => (await shown()).filter(({ state }) => state === 'running').length).toBe(6)
    gate.resolve(undefined)
    await look
    await inbox.drain()
    expect(new Set((await shown()).map(({ state }) => state))).toEqual(new Set(['done']))
  })

  test('removed and erased events leave no runs behind', async () => {
    const { send, drain, clock, shown } = await openWith(
      defineHandler({
        id: 'notes',
        events: ['*'],
        async handle({ step }) {
          await step('look-up', async () => 'ann@example.com')
        },
      }),
    )
    await send(eventOf())
    await drain()
    expect((await shown())[0]?.runs).toHaveLength(1)
    await clock.advance(400 * 24 * hourMs)
    await inbox.upkeep({ isStart: false })
    await drain()
    for (const table of ['events', 'handler_runs', 'steps'] as const)
      expect([table, await store.db.selectFrom(table).selectAll().execute()]).toEqual([table, []])
    const attempts = await store.db.selectFrom('attempts').select('queue').execute()
    expect(attempts.filter(({ queue }) => queue === 'handler_runs')).toEqual([])
  })
}
