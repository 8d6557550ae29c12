// Reconciliation: events that never arrived are found in Stripe's list and stored; known and unwanted events are not.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineHandler } from '#definitions/define.ts'
import { insertDeliveries } from '#store/deliveries.ts'
import { ensureEndpoints } from '#store/endpoints.ts'
import { eventOf, openInbox, ownAccount, startMs, type OpenInbox } from '../../worlds/events/inbox.ts'
import { createRandom } from '../../worlds/clock.ts'
import type { JobStore } from '../../worlds/database.ts'

const dayMs = 86_400_000
type Event = ReturnType<typeof eventOf>

/** Stripe's list of events: newest first, a hundred per page. */
function createStripe() {
  const events: Event[] = []
  const requests: URL[] = []
  let refusal: Response | undefined
  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input)
    requests.push(url)
    if (refusal) return refusal.clone()
    const account = new Headers(init.headers).get('stripe-account')
    const number = (name: string) => Number(url.searchParams.get(name))
    const isLive = (new Headers(init.headers).get('authorization') ?? '').includes('live')
    const listed = events
      .filter((event) => (event['account'] ?? null) === account && event['livemode'] === isLive)
      .filter(
        ({ created }) => Number(created) >= number('created[gte]') && Number(created) < number('created[lt]'),
      )
      .toSorted((a, b) => Number(b['created']) - Number(a['created']))
    const after = listed.findIndex(({ id }) => id === url.searchParams.get('starting_after'))
    const page = listed.slice(after + 1, after + 1 + number('limit'))
    const hasMore = after + 1 + page.length < listed.length
    // The list does not name the connected account.
    const data = page.map((event) => ({ ...event, account: undefined }))
    return Response.json({ object: 'list', url: '/v1/events', has_more: hasMore, data })
  }
  return { events, requests, fetch, refuse: (response: Response | undefined) => (refusal = response) }
}

export function describeReconciliation(open: () => Promise<JobStore>): void {
  let store: JobStore
  let inbox: OpenInbox
  let stripe: ReturnType<typeof createStripe>
  let handled: string[]
  const { signal } = new AbortController()
  beforeEach(async () => {
    store = await open()
    stripe = createStripe()
    handled = []
    inbox = await openInbox(store, {
      fetch: stripe.fetch,
      definitions: {
        handlers: [
          defineHandler({
            id: 'note',
            events: ['invoice.*'],
            handle: async ({ event }) => void handled.push(event.id),
          }),
        ],
      },
    })
    // Events from here on are reconciled.
    await inbox.reconcileAll({ signal })
  })
  afterEach(async () => {
    await inbox.close()
    await store.close()
  })
  const happen = (seconds: number, changes: Record<string, unknown> = {}): Event => {
    const event = eventOf({ created: startMs / 1000 + seconds, ...changes })
    stripe.events.push(event)
    return event
  }
  const idOf = ({ id }: Event) => String(id)

  test('with five percent of deliveries lost, nothing is missing after one reconciliation', async () => {
    const random = createRandom(20)
    const events = Array.from({ length: 400 }, (_, index) =>
      happen(index * 60, { data: { object: { id: `in_${index}` } } }),
    )
    await inbox.clock.advance(400 * 60_000)
    let lost = 0
    for (const event of events) {
      if (random() < 0.05) lost += 1
      else await inbox.send(event)
    }
    expect(lost).toBeGreaterThan(10)
    const done = await inbox.reconcileAll({ signal })
    expect(done).toMatchObject([
      { listed: 400, filled: lost },
      { listed: 0, filled: 0 },
    ])
    await inbox.drain()
    expect(handled.toSorted()).toEqual(events.map(idOf).toSorted())
    expect((await inbox.rows()).filter(({ came_by: by }) => by === 'reconciliation')).toHaveLength(lost)
  })

  test('an event that Stripe delivers after reconciliation is recognised', async () => {
    const event = happen(60)
    await inbox.clock.advance(120_000)
    await inbox.reconcileAll({ signal })
    expect(await (await inbox.send(event)).json()).toMatchObject({ accepted: 'known' })
    await inbox.drain()
    expect(handled).toEqual([idOf(event)])
  })

  test('events from before the first start are ignored unless requested', async () => {
    const old = happen(-3 * 86_400)
    await inbox.clock.advance(60_000)
    await inbox.reconcileAll({ signal })
    expect(await inbox.rows()).toEqual([])
    await inbox.reconcileAll({ signal, sinceMs: startMs - 4 * dayMs })
    await inbox.drain()
    expect(handled).toEqual([idOf(old)])
  })

  test('event types that nothing uses are not stored', async () => {
    happen(60, { type: 'charge.failed' })
    await inbox.clock.advance(120_000)
    expect((await inbox.reconcileAll({ signal }))[0]).toMatchObject({ listed: 0, filled: 0 })
    expect(await inbox.rows()).toEqual([])
  })

  test('a gateway that does not use events does not list them', async () => {
    const idle = await openInbox(store, { fetch: stripe.fetch })
    stripe.requests.length = 0
    await idle.clock.advance(dayMs)
    expect(await idle.reconcileAll({ signal })).toEqual([])
    expect(stripe.requests).toEqual([])
    await idle.close()
  })

  test('an installed account’s list is read as that account, from its installation on', async () => {
    const account = 'acct_1Elsewhere'
    await inbox.send(
      eventOf({ type: 'account.application.authorized', account, data: { object: { id: 'ca_1' } } }),
    )
    happen(-1, { account })
    const event = happen(60, { account })
    await inbox.clock.advance(120_000)
    await inbox.reconcileAll({ signal })
    await inbox.drain()
    expect(handled).toEqual([idOf(event)])
    expect((await inbox.rows()).find(({ event_id: id }) => id === event['id'])).toMatchObject({
      account_id: account,
    })
  })

  test('an interrupted run continues where it stopped, and an unreachable Stripe is reported', async () => {
    const events = [happen(3600), happen(5 * 86_400)]
    await inbox.clock.advance(6 * dayMs)
    stripe.refuse(new Response('{"error":{"type":"api_error"}}', { status: 500 }))
    expect((await inbox.reconcileAll({ signal }))[0]).toMatchObject({ filled: 0, problem: 'failed' })
    stripe.refuse(undefined)
    expect((await inbox.reconcileAll({ signal }))[0]).toMatchObject({ filled: 2 })
    stripe.requests.length = 0
    await inbox.reconcileAll({ signal })
    expect(stripe.requests).toHaveLength(2)
    await inbox.drain()
    expect(handled).toEqual(events.map(idOf))
  })

  test('an own account that has the app is listed once, as an own account', async () => {
    const about = { type: 'account.application.authorized', account: ownAccount }
    await inbox.send(eventOf({ ...about, data: { object: { id: 'ca_1', object: 'application' } } }))
    happen(10)
    await inbox.clock.advance(60_000)
    const done = await inbox.reconcileAll({ signal })
    expect(done.map(({ listing, filled }) => [listing, filled])).toEqual([
      ['live own', 1],
      ['test own', 0],
    ])
  })

  test('a key without the permission is distinguished from a failure', async () => {
    await inbox.clock.advance(60_000)
    const message =
      "The provided key 'rk_test_***' does not have the required permissions. Having the 'rak_event_read' permission would allow this request to continue."
    stripe.refuse(Response.json({ error: { type: 'invalid_request_error', message } }, { status: 403 }))
    expect((await inbox.reconcileAll({ signal }))[0]).toMatchObject({ problem: 'permission' })
  })

  test('on start and every few hours, one of the replicas runs it', async () => {
    for (const isStart of [true, true, false, false]) await inbox.upkeep({ isStart })
    const jobs = await store.db.selectFrom('jobs').select(['task', 'id']).execute()
    expect(jobs.map(({ task }) => task).sort()).toEqual(['purge', 'reconcile', 'reconcile'])
    await inbox.drain()
    const states = await store.db.selectFrom('jobs').select('state').execute()
    expect(states.every(({ state }) => state === 'done')).toBe(true)
  })

  test('events that ended long ago are removed, and waiting ones stay', async () => {
    await inbox.send(eventOf({ id: 'evt_old' }))
    await inbox.drain()
    await inbox.clock.advance(89 * dayMs)
    await inbox.upkeep({ isStart: false })
    await inbox.drain()
    expect(await inbox.rows()).toHaveLength(1)
    await inbox.clock.advance(2 * dayMs)
    await inbox.send(eventOf({ id: 'evt_new', created: inbox.clock.ports.now() / 1000 }))
    await inbox.upkeep({ isStart: false })
    await inbox.workers.jobs.tick()
    expect((await inbox.rows()).map(({ event_id: id }) => id)).toEqual(['evt_new'])
    expect(await store.db.selectFrom('steps').select('name').execute()).toEqual([])
  })

  test.each(['waiting', 'running'] as const)(
    'an old event stays while one of its deliveries is %s',
    async (state) => {
      await inbox.send(eventOf({ id: 'evt_old' }))
      await inbox.drain()
      const [row] = await inbox.rows()
      const of = { tenantId: 'self', eventRowId: row?.id ?? '', nowMs: startMs }
      await ensureEndpoints(store.db, 'self', [{ id: 'orders', url: 'https://orders.example' }], startMs)
      await insertDeliveries(store.db, of, [{ id: 'dlv_1', endpointId: 'orders' }])
      const put = (to: 'running' | 'done' | 'waiting') =>
        store.db.updateTable('deliveries').set({ state: to }).where('id', '=', 'dlv_1').execute()
      await put(state)
      await inbox.clock.advance(100 * dayMs)
      await inbox.upkeep({ isStart: false })
      await inbox.workers.jobs.tick()
      expect(await inbox.rows()).toHaveLength(1)
      await put('done')
      await inbox.clock.advance(dayMs)
      await inbox.upkeep({ isStart: false })
      await inbox.workers.jobs.tick()
      expect(await inbox.rows()).toEqual([])
      expect(await store.db.selectFrom('deliveries').select('id').execute()).toEqual([])
    },
  )
}
