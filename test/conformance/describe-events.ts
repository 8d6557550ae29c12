// What becomes of stored events: each handled once, those of one object one after the other, a failing handler alone tried again.

import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConfigInput } from '#definitions/define.ts'
import { defineHandler, Refused } from '#definitions/define.ts'
import { listAttempts } from '#store/attempts.ts'
import { requeueWork } from '#store/requeue.ts'
import { eventOf, openInbox, startMs, textOf, thinOf, type OpenInbox } from '../open-inbox.ts'
import { createGate } from './jobs-clock.ts'
import { advanceUntil } from './jobs-prepare.ts'
import type { JobStore } from './jobs-store.ts'

const minuteMs = 60_000

export function describeEvents(open: () => Promise<JobStore>): void {
  let store: JobStore
  let inbox: OpenInbox
  const openWith = async (definitions: ConfigInput, more: Partial<Parameters<typeof openInbox>[1]> = {}) => {
    inbox = await openInbox(store, { definitions, ...more })
    return inbox
  }
  beforeEach(async () => {
    store = await open()
  })
  afterEach(async () => {
    await inbox.close()
    await store.close()
  })

  test('an event is given to the handlers that want it, once, with its account and mode', async () => {
    const seen: unknown[] = []
    const { send, drain, rows } = await openWith({
      handlers: [
        defineHandler({
          id: 'one',
          events: ['invoice.payment_failed'],
          async handle({ event, account, attempt }) {
            seen.push([event.type, event.data.object.id, account, attempt])
          },
        }),
        defineHandler({ id: 'all', events: ['*'], handle: async () => void seen.push('all') }),
        defineHandler({ id: 'other', events: ['charge.*'], handle: async () => void seen.push('other') }),
      ],
    })
    const event = eventOf()
    await send(event)
    await send(event)
    await drain()
    expect(seen).toEqual([['invoice.payment_failed', 'in_1', { mode: 'live' }, 1], 'all'])
    expect(await rows()).toMatchObject([{ state: 'done', attempts: 1, error: null, customer_id: 'cus_1' }])
  })

  test('a handler that fails is tried again without the others, and what it did stands', async () => {
    const done: string[] = []
    let fails = 2
    const { send, drain, rows, clock } = await openWith({
      handlers: [
        defineHandler({ id: 'good', events: ['*'], handle: async () => void done.push('good') }),
        defineHandler({
          id: 'bad',
          events: ['*'],
          async handle({ step }) {
            await step('first', async () => void done.push('first'))
            if (fails-- > 0) throw new Error('a customer’s name must not be kept')
            done.push('bad')
          },
        }),
        defineHandler({ id: 'last', events: ['*'], handle: async () => void done.push('last') }),
      ],
    })
    await send(eventOf())
    await drain()
    expect(done).toEqual(['good', 'first', 'last'])
    expect(await rows()).toMatchObject([{ state: 'waiting', error: 'handler_failed:bad', attempts: 1 }])
    await advanceUntil(clock, minuteMs, async () => {
      await drain()
      return (await rows())[0]?.state === 'done'
    })
    expect(done).toEqual(['good', 'first', 'last', 'bad'])
    const [row] = await rows()
    const attempts = await listAttempts(store.db, { queue: 'events', tenantId: 'self', id: row?.id ?? '' })
    expect(attempts.map(({ outcome, error }) => [outcome, error])).toEqual([
      ['postponed', 'handler_failed:bad'],
      ['postponed', 'handler_failed:bad'],
      ['done', undefined],
    ])
    expect(clock.lines.join()).not.toContain('name must not')
  })

  test('a handler that fails for three days is a dead letter, and a replay gives it another chance', async () => {
    let works = false
    const done: string[] = []
    const { send, drain, rows, clock } = await openWith({
      handlers: [
        defineHandler({ id: 'good', events: ['*'], handle: async () => void done.push('good') }),
        defineHandler({
          id: 'bad',
          events: ['*'],
          async handle() {
            if (!works) throw new TypeError('not yet')
            done.push('bad')
          },
        }),
      ],
    })
    await send(eventOf())
    await advanceUntil(clock, 600_000, async () => {
      await drain()
      return (await rows())[0]?.state === 'dead'
    })
    works = true
    const [row] = await rows()
    const lived = Number(row?.updated_at_ms) - startMs
    expect(lived).toBeGreaterThan(2.8 * 86_400_000)
    expect(row?.attempts).toBeLessThan(90)
    const where = { queue: 'events', tenantId: 'self', id: row?.id ?? '', states: ['dead'] } as const
    expect(await requeueWork(store.db, { ...where, tenantId: 'other' }, clock.ports.now())).toBe(false)
    expect(await requeueWork(store.db, where, clock.ports.now())).toBe(true)
    await drain()
    expect(done).toEqual(['good', 'bad'])
    expect(await rows()).toMatchObject([{ state: 'done', attempts: 1, error: null }])
  })

  test('a handler that refuses is not tried again; the others still are', async () => {
    let works = false
    const { send, drain, rows, clock } = await openWith({
      handlers: [
        defineHandler({
          id: 'slow',
          events: ['charge.*'],
          async handle() {
            if (!works) throw new TypeError('not yet')
          },
        }),
        defineHandler({
          id: 'no',
          events: ['*'],
          handle: () => Promise.reject(new Refused('this never works')),
        }),
      ],
    })
    await send(eventOf())
    await drain()
    expect(await rows()).toMatchObject([{ state: 'dead', error: 'refused:no' }])
    await send(eventOf({ type: 'charge.failed', data: { object: { id: 'ch_1' } } }))
    await drain()
    const charge = async () => (await rows()).find(({ type }) => type === 'charge.failed')
    expect(await charge()).toMatchObject({ state: 'waiting', error: 'handler_failed:slow' })
    works = true
    await advanceUntil(clock, minuteMs, async () => {
      await drain()
      return (await charge())?.state === 'dead'
    })
  })

  test('two events of one object are never worked on at the same time; those of others are', async () => {
    const gate = createGate()
    const begun: string[] = []
    const { send, workers, drain, rows, clock } = await openWith({
      handlers: [
        defineHandler({
          id: 'slow',
          events: ['*'],
          async handle({ event }) {
            begun.push(event.id)
            await gate.passed
          },
        }),
      ],
    })
    const older = eventOf({ created: startMs / 1000 - 1 })
    const [one, two, other] = [older, eventOf(), eventOf({ data: { object: { id: 'in_2' } } })]
    for (const event of [two, one, other]) await send(event)
    const looks = [workers.events.tick(), workers.events.tick()]
    await advanceUntil(clock, 1, () => begun.length >= 2)
    looks.push(workers.events.tick())
    await looks[2]
    expect(new Set(begun)).toEqual(new Set([one['id'], other['id']]))
    gate.open()
    await Promise.all(looks)
    await drain()
    expect(begun).toHaveLength(3)
    expect((await rows()).every(({ state }) => state === 'done')).toBe(true)
  })

  test('for an ordered handler an older event that comes later is passed over', async () => {
    const seen: string[] = []
    const { send, drain, rows } = await openWith({
      handlers: [
        defineHandler({
          id: 'newest',
          events: ['*'],
          ordered: true,
          handle: async ({ event }) => void seen.push(`newest ${event.id}`),
        }),
        defineHandler({
          id: 'every',
          events: ['*'],
          handle: async ({ event }) => void seen.push(`every ${event.id}`),
        }),
      ],
    })
    const late = eventOf({ id: 'evt_late', created: startMs / 1000 - 50 })
    for (const event of [eventOf({ id: 'evt_new' }), late, eventOf({ id: 'evt_tie' })]) {
      await send(event)
      await drain()
    }
    expect(seen).toEqual([
      'newest evt_new',
      'every evt_new',
      'every evt_late',
      'newest evt_tie',
      'every evt_tie',
    ])
    expect((await rows()).every(({ state }) => state === 'done')).toBe(true)
  })

  test('a thin event is fetched before it is handled, and waits while Stripe does not answer', async () => {
    let answers = false
    const asked: string[] = []
    const thin = thinOf()
    const seen: unknown[] = []
    const { send, drain, rows, clock } = await openWith(
      {
        handlers: [
          defineHandler({ id: 'meter', events: ['*'], handle: async ({ event }) => void seen.push(event) }),
        ],
      },
      {
        fetch: async (input) => {
          asked.push(new URL(input instanceof Request ? input.url : input).pathname)
          if (!answers) return new Response('no', { status: 503 })
          return Response.json({ ...thin, data: { developer_message: 'all of it' } })
        },
      },
    )
    await send(thin)
    await drain()
    expect(await rows()).toMatchObject([
      { state: 'waiting', error: 'event_unread', form: 'thin', object_id: 'mtr_1' },
    ])
    answers = true
    await advanceUntil(clock, minuteMs, async () => {
      await drain()
      return seen.length > 0
    })
    expect(seen).toMatchObject([{ id: thin['id'], data: { developer_message: 'all of it' } }])
    expect(asked.at(-1)).toBe(`/v2/core/events/${String(thin['id'])}`)
  })

  test('when the database fails the answer is 503, and a repeated delivery is stored', async () => {
    const { send, rows, gateway } = await openWith({})
    const event = eventOf()
    const { db } = gateway
    await db.schema.alterTable('events').renameTo('elsewhere').execute()
    const answer = await send(event)
    expect([answer.status, (await answer.json()) as unknown]).toMatchObject([
      503,
      { code: 'database_unavailable' },
    ])
    await db.schema.alterTable('elsewhere').renameTo('events').execute()
    expect((await send(event)).status).toBe(200)
    expect(await rows()).toHaveLength(1)
  })

  test('the body is kept as it was sent', async () => {
    const { send, rows } = await openWith({})
    const event = eventOf({ data: { object: { id: 'in_1', name: '𝔘nicode ✓ \u2028 "quoted"' } } })
    await send(event)
    expect((await rows())[0]?.payload).toBe(textOf(event))
  })
}
