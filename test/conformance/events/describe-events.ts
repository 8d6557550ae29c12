// Handling of stored events: each is handled once, those of one object one at a time, and only a failing handler is retried.

import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConfigInput } from '#definitions/define.ts'
import { defineEndpoint, defineHandler, Refused } from '#definitions/define.ts'
import { listAttempts } from '#store/attempts.ts'
import { runIdOf } from '#store/handler-runs.ts'
import { replayEvent } from '#webhooks/replay.ts'
import { eventOf, openInbox, startMs, textOf, thinOf, type OpenInbox } from '../../worlds/events/inbox.ts'
import { createGate } from '../../worlds/clock.ts'
import { advanceUntil } from '../../worlds/jobs.ts'
import type { JobStore } from '../../worlds/database.ts'

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

  test('an event is passed once to each handler that wants it, with its account and mode', async () => {
    const seen: unknown[] = []
    const { send, drain, shown } = await openWith({
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
    expect(new Set(seen)).toEqual(new Set([['invoice.payment_failed', 'in_1', { mode: 'live' }, 1], 'all']))
    expect(seen).toHaveLength(2)
    expect(await shown()).toMatchObject([{ state: 'done', attempts: 1, customerId: 'cus_1' }])
  })

  test('an event that nothing wants is done as soon as it is stored; a handler that wants it later gets it by replay', async () => {
    const { send, shown, rows } = await openWith({
      handlers: [defineHandler({ id: 'charges', events: ['charge.*'], handle: async () => undefined })],
    })
    expect(await (await send(eventOf())).json()).toEqual({ received: true, accepted: 'new' })
    expect(await shown()).toMatchObject([{ state: 'done', endedAtMs: startMs, runs: [] }])
    expect(await rows()).toMatchObject([{ handed_out: 1 }])
    await inbox.close()
    const seen: string[] = []
    const later = await openWith({
      handlers: [
        defineHandler({
          id: 'invoices',
          events: ['invoice.*'],
          handle: async ({ event }) => void seen.push(event.id),
        }),
      ],
    })
    const [stored] = await later.shown()
    await later.drain()
    expect(seen).toEqual([])
    const { ports } = later.clock
    await replayEvent({ db: store.db, ports }, { tenantId: 'self', id: stored?.id ?? '', actor: 'test' })
    await later.drain()
    expect(seen).toEqual([stored?.eventId])
  })

  test('an endpoint that wants an event keeps it waiting', async () => {
    const { send, shown } = await openWith({
      endpoints: [
        defineEndpoint({
          id: 'books',
          url: 'https://books.example/hook',
          events: ['invoice.*'],
          secrets: [`whsec_${'c2VjcmV0'.repeat(4)}`],
        }),
      ],
    })
    await send(eventOf())
    expect(await shown()).toMatchObject([{ state: 'waiting' }])
  })

  test('events that arrive together are stored together, and one that cannot be stored fails no other', async () => {
    const { inbox: intake, rows } = await openWith({})
    const arrivalOf = (n: number, payload: unknown = '{}') => ({
      tenantId: 'self',
      cameBy: 'live' as const,
      event: {
        eventId: `evt_together${n}`,
        form: 'snapshot' as const,
        type: 'invoice.paid',
        mode: 'live' as const,
        occurredAtMs: startMs,
        payload: payload as string,
      },
    })
    const arrivals = [arrivalOf(1), arrivalOf(2), arrivalOf(1), arrivalOf(3, null), arrivalOf(4)]
    const settled = await Promise.allSettled(arrivals.map((arrival) => intake.accept(arrival)))
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : one.status))).toEqual([
      'new',
      'new',
      'known',
      'rejected',
      'new',
    ])
    expect((await rows()).map((row) => row.event_id)).toEqual([
      'evt_together1',
      'evt_together2',
      'evt_together4',
    ])
  })

  test('a failed handler is retried without the others, and keeps its finished steps', async () => {
    const done: string[] = []
    let fails = 2
    const { send, drain, rows, shown, clock } = await openWith({
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
    expect(done.toSorted()).toEqual(['first', 'good', 'last'])
    expect(await shown()).toMatchObject([{ state: 'waiting', error: 'handler_failed:bad', attempts: 1 }])
    await advanceUntil(clock, minuteMs, async () => {
      await drain()
      return (await rows())[0]?.state === 'done'
    })
    expect(done.toSorted()).toEqual(['bad', 'first', 'good', 'last'])
    const [event] = await shown()
    const tried = async (handler: string) => {
      const id = runIdOf(event?.id ?? '', handler)
      return listAttempts(store.db, { queue: 'handler_runs', tenantId: 'self', id })
    }
    expect(await tried('good')).toMatchObject([{ outcome: 'done' }])
    const attempts = await tried('bad')
    expect(attempts.map(({ outcome, error }) => [outcome, error])).toEqual([
      ['postponed', 'handler_failed:bad'],
      ['postponed', 'handler_failed:bad'],
      ['done', undefined],
    ])
    expect(clock.lines.join()).not.toContain('name must not')
  })

  test('a handler that fails for three days becomes a dead letter and can be replayed', async () => {
    let works = false
    const done: string[] = []
    const { send, drain, rows, shown, clock } = await openWith({
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
    const [event] = await shown()
    const lived = (event?.endedAtMs ?? 0) - startMs
    expect(lived).toBeGreaterThan(2.8 * 86_400_000)
    expect(event).toMatchObject({ error: 'handler_failed:bad' })
    expect(event?.attempts).toBeLessThan(90)
    const target = { tenantId: 'self', id: event?.id ?? '', actor: 'test' }
    const deps = { db: store.db, ports: clock.ports }
    expect(await replayEvent(deps, { ...target, tenantId: 'other' })).toMatchObject({ reason: 'not_found' })
    expect(await replayEvent(deps, target)).toMatchObject({ ok: true })
    await drain()
    expect(done).toEqual(['good', 'bad'])
    const [again] = await shown()
    expect(again).toMatchObject({ state: 'done', attempts: 1 })
    expect(again).not.toHaveProperty('error')
  })

  test('a handler that refuses is not retried; the others still are', async () => {
    let works = false
    const { send, drain, shown, clock } = await openWith({
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
    expect(await shown()).toMatchObject([{ state: 'dead', error: 'refused:no' }])
    await send(eventOf({ type: 'charge.failed', data: { object: { id: 'ch_1' } } }))
    await drain()
    const charge = async () => (await shown()).find(({ type }) => type === 'charge.failed')
    expect(await charge()).toMatchObject({ state: 'waiting', error: 'handler_failed:slow' })
    works = true
    await advanceUntil(clock, minuteMs, async () => {
      await drain()
      return (await charge())?.state === 'dead'
    })
  })

  test('a refusal from another copy of the class, as in a bundled configuration, counts as a refusal', async () => {
    const refusal = Object.assign(new Error('no'), { name: 'Refused' })
    const { send, drain, shown } = await openWith({
      handlers: [defineHandler({ id: 'no', events: ['*'], handle: () => Promise.reject(refusal) })],
    })
    await send(eventOf())
    await drain()
    expect(await shown()).toMatchObject([{ state: 'dead', error: 'refused:no' }])
  })

  test('two events of one object are never handled at the same time; those of different objects are', async () => {
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

  test('an ordered handler skips an older event that arrives later', async () => {
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
    const seenBy = (handler: string) => seen.filter((one) => one.startsWith(handler))
    expect(seenBy('newest')).toEqual(['newest evt_new', 'newest evt_tie'])
    expect(seenBy('every')).toEqual(['every evt_new', 'every evt_late', 'every evt_tie'])
    expect((await rows()).every(({ state }) => state === 'done')).toBe(true)
  })

  test.each([
    ['as they happened', ['created', 'updated', 'changed', 'deleted']],
    ['in reverse order', ['deleted', 'updated', 'changed', 'created']],
    ['mixed', ['updated', 'deleted', 'created', 'changed']],
  ])(
    'events of one object in one second that arrive %s are handled created first, deleted last',
    async (_how, order) => {
      const seen: string[] = []
      const { send, drain } = await openWith({
        handlers: [
          defineHandler({ id: 'note', events: ['*'], handle: async ({ event }) => void seen.push(event.id) }),
        ],
      })
      const types: Record<string, string> = { changed: 'invoice.paid' }
      for (const id of order) await send(eventOf({ id: `evt_${id}`, type: types[id] ?? `invoice.${id}` }))
      await drain()
      expect(seen).toEqual(['evt_created', 'evt_updated', 'evt_changed', 'evt_deleted'])
    },
  )

  test('events of one object in one second with the same kind of change are handled in order of arrival', async () => {
    const seen: string[] = []
    const { send, drain } = await openWith({
      handlers: [
        defineHandler({ id: 'note', events: ['*'], handle: async ({ event }) => void seen.push(event.id) }),
      ],
    })
    // Neither their ids nor their types are in order of arrival.
    const ids = Array.from({ length: 30 }, (_, index) => `evt_${String((index * 7) % 30).padStart(2, '0')}`)
    for (const [index, id] of ids.entries())
      await send(eventOf({ id, type: index % 3 === 0 ? 'invoice.updated' : 'invoice.finalized' }))
    await drain()
    expect(seen).toEqual(ids)
  })

  test('an ordered handler ignores changes to a deleted object in the same second', async () => {
    const seen: string[] = []
    const { send, drain } = await openWith({
      handlers: [
        defineHandler({
          id: 'newest',
          events: ['*'],
          ordered: true,
          handle: async ({ event }) => void seen.push(event.type),
        }),
      ],
    })
    for (const type of [
      'invoice.created',
      'invoice.updated',
      'invoice.created',
      'invoice.paid',
      'invoice.deleted',
      'invoice.updated',
      'invoice.deleted',
    ]) {
      await send(eventOf({ type }))
      await drain()
    }
    expect(seen).toEqual([
      'invoice.created',
      'invoice.updated',
      'invoice.paid',
      'invoice.deleted',
      'invoice.deleted',
    ])
  })

  test('a thin event is fetched before handling, and waits while Stripe does not answer', async () => {
    let answers = false
    const paths: string[] = []
    const thin = thinOf()
    const seen: unknown[] = []
    const { send, drain, shown, clock } = await openWith(
      {
        handlers: [
          defineHandler({ id: 'meter', events: ['*'], handle: async ({ event }) => void seen.push(event) }),
        ],
      },
      {
        fetch: async (input) => {
          paths.push(new URL(input instanceof Request ? input.url : input).pathname)
          if (!answers) return new Response('no', { status: 503 })
          return Response.json({ ...thin, data: { developer_message: 'all of it' } })
        },
      },
    )
    await send(thin)
    await drain()
    expect(await shown()).toMatchObject([
      { state: 'waiting', error: 'event_unread:meter', form: 'thin', objectId: 'mtr_1' },
    ])
    answers = true
    await advanceUntil(clock, minuteMs, async () => {
      await drain()
      return seen.length > 0
    })
    expect(seen).toMatchObject([{ id: thin['id'], data: { developer_message: 'all of it' } }])
    expect(paths.at(-1)).toBe(`/v2/core/events/${String(thin['id'])}`)
  })

  test('if the database fails the answer is 503, and a repeated delivery is stored', async () => {
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

  test('stores the body as it was sent', async () => {
    const { send, rows } = await openWith({})
    const event = eventOf({ data: { object: { id: 'in_1', name: '𝔘nicode ✓ \u2028 "quoted"' } } })
    await send(event)
    expect((await rows())[0]?.payload).toBe(textOf(event))
  })
}
