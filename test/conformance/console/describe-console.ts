// The operator's page: lists and their filters, one event, replays, endpoints, schedules and the plot.

import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  consoleEndpointsSchema,
  consoleEventDetailSchema,
  consoleEventsSchema,
  consoleOverviewSchema,
  consoleSchedulesSchema,
} from '#contract/console.ts'
import { defineEndpoint, defineHandler, defineSchedule } from '#definitions/define.ts'
import { listAudit } from '#store/audit.ts'
import { replayEvents } from '#webhooks/replay.ts'
import { openConsole, type ConsoleWorld } from '../../worlds/console/app.ts'
import { eventOf, startMs } from '../../worlds/events/inbox.ts'
import type { JobStore } from '../../worlds/database.ts'

const minuteMs = 60_000

export function describeConsole(open: () => Promise<JobStore>): void {
  let store: JobStore
  let world: ConsoleWorld
  const openWith = async (options: Parameters<typeof openConsole>[1] = {}) =>
    (world = await openConsole(store, options))
  beforeEach(async () => {
    store = await open()
  })
  afterEach(async () => {
    await world.close()
    await store.close()
  })

  const list = async (query = '') => {
    const response = await world.get(`/api/console/events${query}`)
    expect(response.status).toBe(200)
    return consoleEventsSchema.parse(await response.json())
  }
  const idsOf = async (query: string) => (await list(query)).events.map(({ eventId }) => eventId)
  const detail = async (id: string) =>
    consoleEventDetailSchema.parse(await (await world.get(`/api/console/events/${id}`)).json())
  const overview = async () =>
    consoleOverviewSchema.parse(await (await world.get('/api/console/overview')).json())
  const audit = async () =>
    (await listAudit(store.db, 'self', 50)).map(({ actor, action, target }) => [actor, action, target])

  test('lists events newest first, page by page, each once, even with equal times', async () => {
    await openWith()
    for (let i = 0; i < 7; i++)
      await world.addEvent({ id: `evr_${i}`, eventId: `evt_${i}`, atMs: startMs + Math.floor(i / 3) })
    const seen: string[] = []
    let query = '?limit=2'
    for (;;) {
      const { events, next } = await list(query)
      seen.push(...events.map(({ eventId }) => eventId))
      if (next === undefined) break
      query = `?limit=2&after=${encodeURIComponent(next)}`
    }
    expect(seen).toEqual(['evt_6', 'evt_5', 'evt_4', 'evt_3', 'evt_2', 'evt_1', 'evt_0'])
  })

  test('each filter narrows the list, and no character in a text has a special meaning', async () => {
    await openWith()
    await world.addEvent({ eventId: 'evt_a', type: 'invoice.paid', state: 'done', objectId: 'in_a' })
    await world.addEvent({
      eventId: 'evt_b',
      type: 'invoice.payment_failed',
      state: 'dead',
      accountId: 'acct_1',
    })
    await world.addEvent({ eventId: 'evt_c', type: 'charge.refunded', mode: 'test', customerId: 'cus_c' })
    await world.addEvent({
      eventId: 'evt_d',
      type: 'charge.failed',
      state: 'set_aside',
      accountName: 'Kelpie',
    })
    const sent = await world.addEvent({ eventId: 'evt_e', type: 'charge.captured', state: 'done' })
    await world.addDelivery(sent, { state: 'dead' })
    await world.addEvent({ eventId: 'evt_f', type: 'v2.core.account[requirements].updated', state: 'done' })
    const expected: [query: string, found: string[]][] = [
      ['?state=dead', ['evt_b']],
      ['?state=set_aside', ['evt_d']],
      ['?type=invoice.', ['evt_a', 'evt_b']],
      ['?type=charge.*', ['evt_c', 'evt_d', 'evt_e']],
      ['?type=invoice_paid', []],
      ['?type=v2.core.account%5Brequirements%5D.updated', ['evt_f']],
      ['?type=v2.core.account%5B', ['evt_f']],
      ['?type=v2.core.account.*', ['evt_f']],
      ['?type=%25', []],
      ['?mode=test', ['evt_c']],
      ['?account=acct_1', ['evt_b']],
      ['?account=Kelpie', ['evt_d']],
      ['?object=in_a', ['evt_a']],
      ['?object=cus_c', ['evt_c']],
      ['?event=evt_d', ['evt_d']],
      ['?endpoint=orders', ['evt_e']],
      ['?delivery=dead', ['evt_e']],
      ['?endpoint=orders&delivery=waiting', []],
      ['?type=charge.&state=done', ['evt_e']],
    ]
    for (const [query, found] of expected)
      expect([query, (await idsOf(query)).sort()]).toEqual([query, found])
    for (const query of ['?state=lost', '?mode=', '?after=x', '?after=1.%27', '?limit=0', '?limit=1000'])
      expect([query, (await world.get(`/api/console/events${query}`)).status]).toEqual([query, 400])
  })

  test('a handled event shows its handlers, their durations and the state of its deliveries', async () => {
    await openWith({
      definitions: {
        handlers: [defineHandler({ id: 'note-it', events: ['invoice.*'], handle: async () => undefined })],
      },
    })
    await world.send(eventOf({ id: 'evt_wanted' }))
    await world.send(
      eventOf({ id: 'evt_unwanted', type: 'charge.refunded', data: { object: { id: 'ch_1' } } }),
    )
    await world.drain()
    const { events } = await list()
    const wanted = events.find(({ eventId }) => eventId === 'evt_wanted')
    expect(wanted).toMatchObject({ state: 'done', attempts: 1, isWanted: true })
    expect(events.find(({ eventId }) => eventId === 'evt_unwanted')).toMatchObject({
      state: 'done',
      isWanted: false,
    })
    const delivery = await world.addDelivery(wanted?.id ?? '', { state: 'dead' })
    await world.addAttempt(
      delivery,
      { outcome: 'dead', error: 'status_500', note: '{"status":500,"excerpt":"Ann is unknown"}' },
      'deliveries',
    )
    const one = await detail(wanted?.id ?? '')
    expect(one).toMatchObject({
      event: { deliveries: { all: 1, waiting: 0, dead: 1 } },
      form: 'snapshot',
      handlers: [{ handler: 'note-it', state: 'done', attempts: [{ number: 1, outcome: 'done' }] }],
      deliveries: [
        {
          id: delivery,
          endpoint: 'orders',
          attempts: [{ error: 'status_500', status: 500, excerpt: '•••' }],
        },
      ],
      masked: true,
    })
  })

  test('a payload is masked until unmasked by a request that the audit log records', async () => {
    await openWith()
    const id = await world.addEvent()
    const masked = await detail(id)
    expect(masked.payload).toMatchObject({ data: { object: { id: 'in_1', customer_email: '•••' } } })
    expect(await audit()).toEqual([])
    const response = await world.post(`/api/console/events/${id}/unmasked`)
    const whole = consoleEventDetailSchema.parse(await response.json())
    expect(whole).toMatchObject({
      masked: false,
      payload: { data: { object: { customer_email: 'ann@example.com' } } },
    })
    expect(await audit()).toEqual([['console', 'event.unmasked', id]])
    expect((await detail(id)).history).toMatchObject([{ actor: 'console', action: 'event.unmasked' }])
  })

  test('an erased event is shown without a payload and cannot be replayed', async () => {
    await openWith()
    const id = await world.addEvent({ payload: '', state: 'done' })
    expect(await detail(id)).not.toHaveProperty('payload')
    const response = await world.post(`/api/console/events/${id}/replay`)
    expect([response.status, await response.json()]).toMatchObject([409, { code: 'not_now' }])
  })

  test('replaying a handled event repeats everything; replaying one that gave up runs only what is missing', async () => {
    const done: string[] = []
    let isBroken = true
    await openWith({
      definitions: {
        handlers: [
          defineHandler({ id: 'good', events: ['*'], handle: async () => void done.push('good') }),
          defineHandler({
            id: 'bad',
            events: ['*'],
            async handle() {
              if (isBroken) throw new Error('not now')
              done.push('bad')
            },
          }),
        ],
      },
    })
    await world.send(eventOf())
    await world.drain()
    const [row] = await world.rows()
    const id = row?.id ?? ''
    await store.db.updateTable('handler_runs').set({ state: 'dead' }).where('handler', '=', 'bad').execute()
    await store.db.updateTable('events').set({ state: 'dead' }).where('id', '=', id).execute()
    isBroken = false
    expect((await world.post(`/api/console/events/${id}/replay`)).status).toBe(204)
    await world.drain()
    expect(done).toEqual(['good', 'bad'])
    expect((await world.post(`/api/console/events/${id}/replay`)).status).toBe(204)
    await world.drain()
    expect(done.toSorted()).toEqual(['bad', 'bad', 'good', 'good'])
    expect((await world.post(`/api/console/events/${id}/replay?handler=nobody`)).status).toBe(409)
    expect((await world.post(`/api/console/events/${id}/replay?handler=good`)).status).toBe(204)
    await world.drain()
    expect(done.toSorted()).toEqual(['bad', 'bad', 'good', 'good', 'good'])
    const { event, history, handlers } = await detail(id)
    expect(event.state).toBe('done')
    expect(handlers.map(({ handler, attempts }) => [handler, attempts.length])).toEqual([
      ['bad', 3],
      ['good', 3],
    ])
    expect(history.map(({ actor, action }) => [actor, action])).toEqual([
      ['console', 'event.replayed'],
      ['console', 'event.replayed'],
      ['console', 'event.replayed'],
    ])
  })

  test('replay queues an event that was set aside, tries a waiting one now, and leaves a running one alone', async () => {
    await openWith()
    const aside = await world.addEvent({ state: 'set_aside', error: 'unknown_account' })
    const waiting = await world.addEvent({ objectId: 'in_2' })
    const run = await world.addRun(waiting, {
      state: 'waiting',
      attempts: 3,
      next_attempt_at_ms: startMs + 60 * minuteMs,
    })
    const running = await world.addEvent({ objectId: 'in_3' })
    await world.addRun(running, { state: 'running' })
    const statuses = []
    for (const id of [aside, waiting, running])
      statuses.push((await world.post(`/api/console/events/${id}/replay`)).status)
    expect(statuses).toEqual([204, 204, 409])
    const shown = await world.shown()
    const eventOf = (id: string) => shown.find((row) => row.id === id)
    expect(eventOf(aside)).toMatchObject({ state: 'waiting', attempts: 0 })
    expect(eventOf(aside)).not.toHaveProperty('error')
    expect(eventOf(waiting)).toMatchObject({
      state: 'waiting',
      attempts: 3,
      nextAttemptAtMs: startMs,
      runs: [{ id: run }],
    })
    expect(eventOf(running)).toMatchObject({ state: 'running' })
    expect((await audit()).map(([, action = '']) => action).sort()).toEqual([
      'event.hurried',
      'event.replayed',
    ])
  })

  test('replays many at once, oldest first, only of this tenant and filter', async () => {
    await openWith()
    for (let i = 0; i < 205; i++)
      await world.addEvent({ objectId: `in_${i}`, state: 'dead', atMs: startMs - 205 + i })
    await world.addEvent({ tenantId: 'other', state: 'dead' })
    await world.addEvent({ type: 'charge.refunded', state: 'dead', atMs: startMs - 1 })
    const deps = { db: store.db, ports: world.clock.ports }
    const pages = []
    for await (const page of replayEvents(
      deps,
      { tenantId: 'self', states: ['dead'], type: 'invoice.' },
      { actor: 'cli' },
    ))
      pages.push(page.replayed)
    expect(pages).toEqual([100, 100, 5])
    const left = (await world.rows()).filter(({ state }) => state === 'dead')
    expect(left.map(({ tenant_id, type }) => `${tenant_id} ${type}`).sort()).toEqual([
      'other invoice.paid',
      'self charge.refunded',
    ])
  })

  test('the plot counts events received, waiting and failed in each ten minutes of a day', async () => {
    await openWith()
    const ago = (minutes: number) => startMs - minutes * minuteMs
    // Received 25 hours ago and finished 65 minutes ago: in the backlog from the beginning until then.
    await world.addEvent({ objectId: 'in_1', atMs: ago(1500), state: 'done', endedAtMs: ago(65) })
    await world.addEvent({ objectId: 'in_2', atMs: ago(45), state: 'done', endedAtMs: ago(45) + 10 })
    await world.addEvent({ objectId: 'in_3', atMs: ago(0) })
    await world.addEvent({ objectId: 'in_4', atMs: ago(0), state: 'set_aside' })
    const failed = await world.addEvent({
      objectId: 'in_5',
      atMs: ago(25),
      state: 'dead',
      endedAtMs: ago(15),
    })
    const run = await world.addRun(failed, { state: 'dead' })
    await world.addAttempt(run, { atMs: ago(25), error: 'failed', outcome: 'postponed' })
    await world.addAttempt(run, { atMs: ago(15), error: 'failed', outcome: 'dead' })
    await world.addAttempt(run, { atMs: ago(15) })
    const shown = await overview()
    expect([shown.intake.length, shown.laneMs]).toEqual([144, 600_000])
    expect(Date.parse(shown.fromAt)).toBe(startMs - 143 * 600_000)
    expect(shown.intake.slice(-6)).toEqual([1, 0, 1, 0, 0, 2])
    expect([shown.backlog[0], shown.backlog[135], shown.backlog[136]]).toEqual([1, 1, 0])
    expect(shown.backlog.slice(-4)).toEqual([1, 0, 0, 1])
    expect(shown.failures.slice(-4)).toEqual([1, 1, 0, 0])
    expect(shown.totals).toEqual({
      cameIn: 4,
      handledAgain: 1,
      any: true,
      dead: 1,
      waiting: 1,
      deadDeliveries: 0,
    })
  })

  test('endpoints show their health, without possible secrets in their addresses', async () => {
    const secrets = [['whsec', btoa('s'.repeat(32))].join('_')]
    await openWith({
      definitions: {
        endpoints: [
          defineEndpoint({
            id: 'orders',
            url: 'https://orders.example.com/hooks?key=hidden',
            events: ['*'],
            secrets,
          }),
          defineEndpoint({ id: 'unused', url: 'https://unused.example.com/hooks', events: ['*'], secrets }),
        ],
      },
    })
    const id = await world.addEvent()
    const delivery = await world.addDelivery(id, { state: 'dead' })
    await world.addDelivery(id, { endpointId: 'former' })
    // Another tenant has an endpoint of the same name.
    await world.addDelivery(await world.addEvent({ tenantId: 'other' }), { tenantId: 'other', state: 'dead' })
    const read = async () =>
      consoleEndpointsSchema.parse(await (await world.get('/api/console/endpoints')).json()).endpoints
    expect(await read()).toMatchObject([
      { id: 'orders', url: 'https://orders.example.com/hooks?•••', state: 'enabled', waiting: 0, dead: 1 },
      { id: 'unused', state: 'unused' },
      { id: 'former', state: 'gone', waiting: 1, dead: 0 },
    ])
    await store.db
      .updateTable('endpoints')
      .set({ state: 'disabled', reason: 'failing' })
      .where('id', '=', 'orders')
      .execute()
    const refused = await world.post(`/api/console/deliveries/${delivery}/retry`)
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'not_now' }])
    expect((await world.post('/api/console/endpoints/orders/enable')).status).toBe(204)
    expect((await world.post('/api/console/endpoints/orders/enable')).status).toBe(404)
    expect((await world.post(`/api/console/deliveries/${delivery}/retry`)).status).toBe(204)
    expect((await world.post(`/api/console/deliveries/${delivery}/retry`)).status).toBe(409)
    expect((await read())[0]).toMatchObject({ state: 'enabled', waiting: 1, dead: 0 })
    const entries = await audit()
    expect(entries).toHaveLength(2)
    expect(entries).toEqual(
      expect.arrayContaining([
        ['console', 'delivery.replayed', delivery],
        ['console', 'endpoint.enabled', 'orders'],
      ]),
    )
  })

  test('schedules show their next time and latest results', async () => {
    await openWith({
      definitions: {
        schedules: [
          defineSchedule({
            id: 'nightly',
            cron: '0 3 * * *',
            timeZone: 'UTC',
            missed: 'skip',
            run: async () => undefined,
          }),
        ],
      },
    })
    await store.db
      .insertInto('ticks')
      .values({ tenant_id: 'self', schedule_id: 'nightly', tick_at_ms: startMs - 1000, job_id: null })
      .execute()
    const answer: unknown = await (await world.get('/api/console/schedules')).json()
    expect(consoleSchedulesSchema.parse(answer).schedules).toEqual([
      {
        id: 'nightly',
        cron: '0 3 * * *',
        timeZone: 'UTC',
        nextAt: '2026-11-21T03:00:00.000Z',
        runs: [{ at: new Date(startMs - 1000).toISOString(), state: 'skipped' }],
      },
    ])
  })
}
