// Webhooks as the official SDK reads them; retries, losses, duplicates, and the modes of an app.

import { createServer, type IncomingHttpHeaders } from 'node:http'
import { Stripe } from 'stripe'
import { afterEach, expect, test } from 'vitest'
import { listenStripe } from '../listen.ts'
import { createStripeSimulator } from '../simulator.ts'
import type { EndpointSketch } from './endpoint.ts'
import { eventText } from './sign.ts'
import { wait } from './wait.ts'
import type { WebhookOptions } from './webhooks.ts'

const secret = ['whsec', 's'.repeat(32)].join('_')
const other = 'acct_1Elsewhere000000'
type Received = { path: string; body: string; headers: IncomingHttpHeaders; type: string }

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A simulator, and a server that records requests and responds with the given statuses in turn, then 200. */
async function start({ statuses = [], ...options }: WebhookOptions & { statuses?: number[] } = {}) {
  const received: Received[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => void chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const { type } = JSON.parse(body) as { type: string }
      received.push({ path: incoming.url ?? '', body, headers: incoming.headers, type })
      outgoing.writeHead(statuses.shift() ?? 200).end()
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const waits: number[] = []
  const simulator = createStripeSimulator({
    webhooks: {
      sleep: (ms) => {
        waits.push(ms)
        return Promise.resolve()
      },
      ...options,
    },
  })
  closing.push(async () => {
    await simulator.webhooks.close()
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  })
  const add = (path: string, more: Partial<EndpointSketch> = {}) =>
    simulator.webhooks.add({
      url: `${url}${path}`,
      secret,
      livemode: true,
      connect: false,
      enabledEvents: ['*'],
      ...more,
    })
  const [someone] = simulator.customersOf('ines@cafemarisol.example')
  const happen = (times = 1): string[] =>
    Array.from({ length: times }, () =>
      simulator.control.happen({ type: 'customer.updated', subject: someone?.id ?? '' }),
    )
  return { simulator, received, waits, add, happen, url, someone }
}

const idOf = ({ body }: Received): string => (JSON.parse(body) as { id: string }).id

async function sdkOf({ simulator }: Awaited<ReturnType<typeof start>>, key: 'live' | 'canWrite') {
  const listening = await listenStripe(simulator)
  closing.push(() => listening.close())
  return new Stripe(simulator.keys[key], {
    host: '127.0.0.1',
    port: listening.port,
    protocol: 'http',
    telemetry: false,
  })
}

test('sends an event that the SDK verifies, lists and retrieves', async () => {
  const world = await start()
  const stripe = await sdkOf(world, 'canWrite')
  world.add('/live')
  const customer = await stripe.customers.create({ email: 'fresh@new.example' })
  await world.simulator.webhooks.settled()
  const [{ body, headers }] = world.received as [Received]
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
  })
  expect(body.startsWith('{\n  "id": "evt_')).toBe(true)
  const event = await stripe.webhooks.constructEventAsync(body, String(headers['stripe-signature']), secret)
  expect([event.type, event.account, event.pending_webhooks]).toEqual(['customer.created', undefined, 1])
  expect(event.data.object).toMatchObject({ id: customer.id, email: 'fresh@new.example' })
  const retrieved = await stripe.events.retrieve(event.id)
  expect({ ...retrieved, pending_webhooks: 1 }).toMatchObject({ ...event })
  const listed = await stripe.events.list({ types: ['customer.created'], delivery_success: true, limit: 100 })
  expect(listed.data.map(({ id }) => id)).toContain(event.id)
  expect(() =>
    stripe.webhooks.constructEvent(`${body} `, String(headers['stripe-signature']), secret),
  ).toThrow(/signature/)
})

test('sends a thin endpoint a notification that the SDK parses and fetches with its object', async () => {
  const world = await start()
  const stripe = await sdkOf(world, 'live')
  world.add('/thin', { thin: true, enabledEvents: ['v1.customer.updated'] })
  const [snapshotId] = world.happen()
  await world.simulator.webhooks.settled()
  const [{ body, headers }] = world.received as [Received]
  const parsed = await stripe.parseEventNotificationAsync(body, String(headers['stripe-signature']), secret)
  expect([parsed.type, parsed.snapshot_event]).toEqual(['v1.customer.updated', snapshotId])
  const fetched = await stripe.v2.core.events.retrieve(parsed.id)
  expect([fetched.id, fetched.object, fetched.livemode]).toEqual([parsed.id, 'v2.core.event', true])
  const related = 'related_object' in fetched ? fetched.related_object : null
  expect(related).toMatchObject({ id: world.someone?.id, type: 'customer' })
})

test('retries a delivery on the schedule with the same body if the response is not 2xx, then gives up', async () => {
  const world = await start({ retryDelaysMs: [10, 20], statuses: [500, 302, 404] })
  world.add('/live')
  const [first] = world.happen()
  await world.simulator.webhooks.settled()
  expect(world.waits).toEqual([10, 20])
  expect(new Set(world.received.map(({ body }) => body)).size).toBe(1)
  expect(world.simulator.webhooks.deliveries()).toMatchObject([
    { eventId: first, state: 'failed', attempts: 3, lastStatus: 404 },
  ])
  world.happen()
  await world.simulator.webhooks.settled()
  expect(world.simulator.webhooks.deliveries()[1]).toMatchObject({
    state: 'delivered',
    attempts: 1,
    lastStatus: 200,
  })
})

test('records an attempt without a status for an unreachable endpoint', async () => {
  const gone = await start()
  await closing.pop()?.()
  const { simulator, add, happen } = await start({ retryDelaysMs: [] })
  add('/live', { url: gone.url })
  happen()
  await simulator.webhooks.settled()
  expect(simulator.webhooks.deliveries()).toMatchObject([
    { state: 'failed', attempts: 1, lastStatus: undefined },
  ])
})

test('sends an account’s endpoint only events of its account, mode and types', async () => {
  const { simulator, add, received } = await start()
  add('/live', { enabledEvents: ['payout.paid'] })
  add('/test', { livemode: false })
  add('/us', { accountId: simulator.accounts.us })
  const subject = { id: 'po_1', object: 'payout' }
  simulator.control.happen({ type: 'payout.paid', subject })
  simulator.control.happen({ type: 'payout.failed', subject })
  simulator.control.happen({ type: 'payout.failed', subject, livemode: false })
  simulator.control.happen({ type: 'payout.created', subject, accountId: simulator.accounts.us })
  await simulator.webhooks.settled()
  expect(received.map(({ path, type }) => `${path} ${type}`).sort()).toEqual([
    '/live payout.paid',
    '/test payout.failed',
    '/us payout.created',
  ])
})

test.each([
  [{ live: true, test: false }, ['/live live']],
  [{ live: false, test: true }, ['/test test']],
  [{ live: true, test: true }, ['/live live', '/live test', '/test test']],
  [{ live: false, test: false }, []],
])('sends an app installed as %j the events %j', async (state, expected) => {
  const { simulator, add, received } = await start()
  simulator.installs.set(other, state)
  add('/live', { connect: true })
  add('/test', { connect: true, livemode: false })
  for (const livemode of [true, false]) {
    simulator.control.happen({ type: 'payout.paid', subject: { id: 'po_1' }, accountId: other, livemode })
  }
  await simulator.webhooks.settled()
  const events = received.map(({ path, body }) => {
    const { account, livemode } = JSON.parse(body) as { account: string; livemode: boolean }
    expect(account).toBe(other)
    return `${path} ${livemode ? 'live' : 'test'}`
  })
  expect(events.sort()).toEqual(expected)
})

test('sends installs and removals only to the app, by mode', async () => {
  const { simulator, add, received } = await start()
  add('/own', { accountId: other })
  add('/live', { connect: true })
  add('/test', { connect: true, livemode: false })
  const eventsAfter = async (state: { live: boolean; test: boolean }) => {
    simulator.installs.set(other, state)
    await simulator.webhooks.settled()
    return received
      .splice(0)
      .map(({ path, body, type }) => {
        const { data, account, livemode } = JSON.parse(body) as Stripe.AccountApplicationAuthorizedEvent
        expect([data.object.object, account]).toEqual(['application', other])
        return `${path} ${type.split('.')[2]} ${livemode ? 'live' : 'test'}`
      })
      .sort()
  }
  expect(await eventsAfter({ live: true, test: false })).toEqual(['/live authorized live'])
  expect(await eventsAfter({ live: true, test: true })).toEqual([
    '/live authorized test',
    '/test authorized test',
  ])
  expect(await eventsAfter({ live: true, test: true })).toEqual([])
  expect(await eventsAfter({ live: false, test: true })).toEqual(['/live deauthorized live'])
  expect(await eventsAfter({ live: false, test: false })).toEqual(['/test deauthorized test'])
})

test('loses the same deliveries for the same seed, and lists them as not delivered', async () => {
  const lost = async (seed: number) => {
    const world = await start({ seed })
    world.add('/live')
    world.simulator.webhooks.setFaults({ dropShare: 0.2 })
    world.happen(100)
    await world.simulator.webhooks.settled()
    const deliveries = world.simulator.webhooks.deliveries()
    const places = deliveries.flatMap(({ state }, place) => (state === 'dropped' ? [place] : []))
    expect(world.received.length).toBe(100 - places.length)
    return { world, places, ids: places.map((place) => deliveries[place]?.eventId ?? '') }
  }
  const { world, places, ids } = await lost(7)
  expect(places.length).toBeGreaterThan(5)
  expect((await lost(7)).places).toEqual(places)
  expect((await lost(8)).places).not.toEqual(places)
  const stripe = await sdkOf(world, 'live')
  const missing = await stripe.events.list({ delivery_success: false, limit: 100 })
  expect(missing.data.map(({ id }) => id).sort()).toEqual([...ids].sort())
})

test('duplicates, delays and reorders deliveries when set to', async () => {
  const { simulator, add, happen, received, waits } = await start({ concurrencyMax: 1 })
  add('/live')
  simulator.webhooks.setFaults({ duplicateShare: 1, delayMs: 250, reorder: true })
  const ids = happen(20)
  await simulator.webhooks.settled()
  expect(waits).toEqual([250])
  expect(received.length).toBe(40)
  const order = [...new Set(received.map(idOf))]
  expect([...order].sort()).toEqual([...ids].sort())
  expect(order).not.toEqual(ids)
})

test('draws an event in an older version', async () => {
  const { simulator, add, received } = await start()
  add('/live')
  const [product] = simulator.compartment(simulator.accounts.eu, true).all('product')
  for (const version of ['2023-10-16', '2026-10-28.endive']) {
    simulator.control.happen({ type: 'product.updated', subject: product?.id ?? '', version })
    await simulator.webhooks.settled()
  }
  const drawn = received.map(
    ({ body }) => JSON.parse(body) as { api_version: string; data: { object: object } },
  )
  expect(drawn.map((each) => [each.api_version, 'features' in each.data.object])).toEqual([
    ['2023-10-16', true],
    ['2026-10-28.endive', false],
  ])
})

test('ends deliveries that wait for a retry on close', async () => {
  const { simulator, add, happen } = await start({
    sleep: wait,
    retryDelaysMs: [3_600_000],
    statuses: [500],
  })
  add('/live')
  happen()
  while (simulator.webhooks.deliveries()[0]?.lastStatus === undefined) {
    await new Promise((resolve) => void setImmediate(resolve))
  }
  await simulator.webhooks.close()
  expect(simulator.webhooks.deliveries()).toMatchObject([{ state: 'pending', attempts: 1, lastStatus: 500 }])
})

test('does not retry a removed endpoint', async () => {
  const { simulator, add, happen, received } = await start({
    statuses: [500, 500],
    sleep: () => Promise.resolve(simulator.webhooks.remove(endpoint.id)),
  })
  const endpoint = add('/live')
  happen()
  await simulator.webhooks.settled()
  expect(received.length).toBe(1)
})

test('never reuses an event id after a reset or in another process', async () => {
  const idsAt = (nowMs: number, reset: boolean): string[] => {
    const simulator = createStripeSimulator({ now: () => nowMs })
    const [someone] = simulator.customersOf('ines@cafemarisol.example')
    const make = () => simulator.control.happen({ type: 'customer.updated', subject: someone?.id ?? '' })
    const first = make()
    if (reset) simulator.reset()
    return [first, make()]
  }
  const ids = [...idsAt(1_795_000_000_000, true), ...idsAt(1_795_000_000_001, false)]
  expect(new Set(ids).size).toBe(4)
})

test('formats a body with two spaces', () => {
  expect(eventText({ id: 'evt_1', data: { a: 1 } })).toBe(
    '{\n  "id": "evt_1",\n  "data": {\n    "a": 1\n  }\n}',
  )
})
