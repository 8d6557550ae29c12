// The behaviour of the relay on every database: what is sent to whom, how often, and when it ends. Run by relay.test.ts.

import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#store/schema.ts'
import { openReceiver, status } from '../../worlds/receiver.ts'
import { endpointId, nextAttempt, openRelayWorld, secretOf } from '../../worlds/relay.ts'
import { describeEndpointHealth } from './describe-endpoint-health.ts'
import { describeReplay } from './describe-replay.ts'
import { createGate } from '../../worlds/clock.ts'
import type { JobStore } from '../../worlds/database.ts'

export function describeRelay(name: string, open: () => Promise<JobStore>): void {
  describe(name, () => {
    let store: JobStore
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    describeSending(() => store)
    describeRetries(() => store)
    describeEndpointHealth(() => store)
    describeReplay(() => store)
  })
}

function describeSending(the: () => JobStore): void {
  test('an event is sent to each endpoint that wants its type and mode, once, signed, as Stripe sent it', async () => {
    const world = await openRelayWorld(the())
    const [wants, wantsAll, live, other] = await Promise.all([1, 2, 3, 4].map(() => openReceiver()))
    if (!wants || !wantsAll || !live || !other) throw new Error('expected four receivers')
    world.configure([
      { id: endpointId(), url: wants.url, events: ['invoice.*'], secrets: [secretOf('a'), secretOf('b')] },
      { id: endpointId(), url: wantsAll.url },
      { id: endpointId(), url: live.url, modes: ['live'] },
      { id: endpointId(), url: other.url, events: ['charge.*', 'invoice.created'] },
    ])
    const ids = await world.send({ id: 'in_1', amount_due: 1200 })
    await world.worker.tick()
    await world.worker.tick()
    expect([wants, wantsAll, live, other].map(({ seen }) => seen.length)).toEqual([1, 1, 0, 0])
    const [received] = wants.seen
    if (!received) throw new Error('nothing was received')
    const headers = received.headers as Record<string, string>
    for (const letter of ['a', 'b']) {
      expect(new Webhook(secretOf(letter)).verify(received.body, headers)).toMatchObject({
        type: 'invoice.paid',
        account: { mode: 'test' },
        data: { object: 'event', data: { object: { id: 'in_1', amount_due: 1200 } } },
      })
    }
    expect(() => new Webhook(secretOf('c')).verify(received.body, headers)).toThrow()
    expect(ids).toContain(received.headers['webhook-id'])
    for (const id of ids) expect(await world.find(id)).toMatchObject({ state: 'done', attempts: 1 })
  })

  test('an event planned twice or by two processes simultaneously is sent once', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    world.configure([{ id: endpointId(), url: receiver.url }])
    const [id = ''] = await world.send()
    const row = await world.find(id)
    const event = { id: row?.eventRowId ?? '', type: 'invoice.paid', mode: 'test' } as const
    await Promise.all([event, event, event].map(world.plan))
    await world.worker.tick()
    await world.worker.tick()
    expect(receiver.seen).toHaveLength(1)
  })

  test('three replicas send each of two hundred events once', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    world.configure([{ id: endpointId(), url: receiver.url, concurrency: 16 }])
    const sent: string[] = []
    for (let i = 0; i < 200; i++) sent.push(...(await world.send()))
    const again: Database = the().openAgain()
    const workers = [world.worker, world.openAnother(again), world.openAnother(again)]
    for (let round = 0; round < 100 && receiver.seen.length < 200; round++)
      await Promise.all(workers.map((worker) => worker.tick()))
    expect(receiver.seen).toHaveLength(200)
    expect(new Set(receiver.seen.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(sent))
  })

  test('a process that stops releases deliveries in progress, without counting against the endpoint', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    const held = createGate()
    receiver.answer(() => held.open())
    const endpoint = endpointId()
    world.configure([{ id: endpoint, url: receiver.url }])
    const [id = ''] = await world.send()
    const working = world.worker.tick()
    await held.passed
    const stopping = world.worker.stop(1000)
    await world.clock.advance(1000)
    await stopping
    await working
    expect(await world.find(id)).toMatchObject({ state: 'waiting' })
    expect(await world.endpoint(endpoint)).toMatchObject({ failures: 0 })
    receiver.answer(status(204))
    await world.openAnother().tick()
    const [first, second] = receiver.seen.map(({ headers }) => headers['webhook-id'])
    expect([first, second, (await world.find(id))?.state]).toEqual([id, id, 'done'])
  })

  test('an event that was erased or is too large is not sent', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    world.configure([{ id: endpointId(), url: receiver.url }])
    const payloads = { event_erased: '', event_too_large: JSON.stringify({ id: 'x'.repeat(300_000) }) }
    for (const [error, payload] of Object.entries(payloads)) {
      const [id = ''] = await world.send()
      const eventRowId = (await world.find(id))?.eventRowId ?? ''
      await world.store.db.updateTable('events').set({ payload }).where('id', '=', eventRowId).execute()
      await world.worker.tick()
      expect(await world.find(id)).toMatchObject({ state: 'dead', error, attempts: 1 })
    }
    expect(receiver.seen).toEqual([])
  })
}

function describeRetries(the: () => JobStore): void {
  test('a failing delivery is tried ten times within 72 to 76 hours under one id, then is dead', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    receiver.answer((response) => response.writeHead(500).end(`no\u0000\u001b[2J\n${'x'.repeat(900)}`))
    world.configure([{ id: endpointId(), url: receiver.url }])
    const beganMs = world.clock.ports.now()
    const [id = ''] = await world.send()
    for (let attempt = 1; attempt <= 10; attempt++) await nextAttempt(world, id)
    const hours = (world.clock.ports.now() - beganMs) / 3_600_000
    expect(hours).toBeGreaterThanOrEqual(72)
    expect(hours).toBeLessThanOrEqual(76)
    expect(await world.find(id)).toMatchObject({ state: 'dead', error: 'status_500', attempts: 10 })
    expect(new Set(receiver.seen.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]))
    const attempts = await world.attempts(id)
    expect(attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => [number, 'postponed']),
      [10, 'dead'],
    ])
    const note = JSON.parse(attempts[0]?.note ?? '') as { status: number; excerpt: string; tookMs: number }
    expect(note).toEqual({ status: 500, excerpt: `no [2J ${'x'.repeat(505)}`, tookMs: 0 })
    await world.clock.advance(30 * 86_400_000)
    expect(await world.worker.tick()).toBe(0)
  })

  test.each([
    [429, '120', 120],
    [503, 'in 10 minutes', 600],
    [502, '864000', 86_400],
    [500, '3600', 5],
    [503, 'soon', 5],
  ])(
    'an answer of %d with Retry-After "%s" is followed by an attempt after %d s',
    async (code, asked, seconds) => {
      const world = await openRelayWorld(the())
      const receiver = await openReceiver()
      const nowMs = world.clock.ports.now()
      const inTenMinutes = new Date(nowMs + 600_999).toUTCString()
      const retryAfter = asked === 'in 10 minutes' ? inTenMinutes : asked
      receiver.answer(status(code, { 'retry-after': retryAfter }))
      world.configure([{ id: endpointId(), url: receiver.url }])
      const [id = ''] = await world.send()
      await world.worker.tick()
      const waitMs = ((await world.find(id))?.nextAttemptAtMs ?? 0) - nowMs
      expect(waitMs).toBeGreaterThanOrEqual(seconds * 960)
      expect(waitMs).toBeLessThanOrEqual(seconds * 1000 + 1000)
    },
  )

  test('distinguishes an endpoint that times out, is unreachable, or has an unknown name', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    receiver.answer(() => undefined)
    const gone = endpointId()
    const slow = endpointId()
    const nameless = endpointId()
    const outside = endpointId()
    world.configure([
      { id: slow, url: receiver.url, timeoutMs: 100 },
      { id: gone, url: 'http://127.0.0.1:1/' },
      { id: nameless, url: 'http://no-such-name.invalid/' },
      { id: outside, url: 'http://[::1]:9/' },
    ])
    const ids = await world.send()
    await world.worker.tick()
    const ends = await Promise.all(ids.map((id) => world.find(id)))
    expect(Object.fromEntries(ends.map((end) => [end?.endpointId, end?.error]))).toEqual({
      [slow]: 'timeout',
      [gone]: 'unreachable',
      [nameless]: 'name_not_found',
      [outside]: 'address_refused',
    })
  })
}
