// Failing endpoints: they are paused, probed and finally disabled, without affecting the others.

import { expect, test } from 'vitest'
import { listAudit } from '#store/audit.ts'
import { enableEndpoint } from '#store/endpoints.ts'
import { replayDelivery } from '#relay/replay.ts'
import { hang, openReceiver, status } from '../../worlds/receiver.ts'
import { endpointId, nextAttempt, openRelayWorld, type RelayWorld } from '../../worlds/relay.ts'
import type { JobStore } from '../../worlds/database.ts'

const dayMs = 86_400_000

const logged = ({ clock }: RelayWorld, event: string) =>
  clock.lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['event'] === event)

export function describeEndpointHealth(the: () => JobStore): void {
  test('endpoints that hang at their concurrency limit leave room for another', async () => {
    const world = await openRelayWorld(the())
    const [slow, quick] = [await openReceiver(), await openReceiver()]
    slow.answer(hang)
    const slowOnes = [1, 2, 3, 4, 5].map(() => ({
      id: endpointId(),
      url: slow.url,
      timeoutMs: 20_000,
      concurrency: 64,
    }))
    world.configure(slowOnes)
    await world.fill(64)
    const looking = world.worker.tick()
    await slow.until(5 * 64)
    world.configure([...slowOnes, { id: endpointId(), url: quick.url }])
    await world.send()
    const again = world.worker.tick()
    await quick.until(1)
    expect(slow.seen).toHaveLength(5 * 64)
    const stopping = world.worker.stop(0)
    await world.clock.advance(1)
    await Promise.all([looking, again, stopping])
  })

  test('an endpoint that hangs with a thousand waiting deliveries does not slow another', async () => {
    const world = await openRelayWorld(the())
    const [slow, quick] = [await openReceiver(), await openReceiver()]
    slow.answer(hang)
    const [slowId, quickId] = [endpointId(), endpointId()]
    world.configure([{ id: slowId, url: slow.url, timeoutMs: 20_000 }])
    await world.store.db.transaction().execute(async () => undefined)
    for (let i = 0; i < 1000; i++) await world.send()
    world.configure([
      { id: slowId, url: slow.url, timeoutMs: 20_000, events: ['charge.*'] },
      { id: quickId, url: quick.url },
    ])
    await world.fill(100)
    world.worker.start()
    await quick.until(100)
    expect(slow.seen).toHaveLength(4)
    const stopping = world.worker.stop(0)
    await world.clock.advance(1)
    await stopping
  })

  test('after five failures in a row nothing is sent for 30 seconds, then one probe, and everything once it succeeds', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    receiver.answer(status(500))
    const endpoint = endpointId()
    world.configure([{ id: endpoint, url: receiver.url, concurrency: 5 }])
    for (let i = 0; i < 12; i++) await world.send()
    expect(await world.worker.tick()).toBe(5)
    expect(await world.endpoint(endpoint)).toMatchObject({ failures: 5, state: 'enabled' })
    expect(logged(world, 'endpoint.paused')).toHaveLength(1)
    await world.clock.advance(29_999)
    expect(await world.worker.tick()).toBe(0)
    expect(world.metrics.print()).toContain(`tillside_endpoint_paused{endpoint="${endpoint}"} 1`)
    await world.clock.advance(1)
    expect(await world.worker.tick()).toBe(1)
    // It failed again, so the pause is twice as long.
    await world.clock.advance(59_999)
    expect(await world.worker.tick()).toBe(0)
    receiver.answer(status(204))
    await world.clock.advance(1)
    expect(await world.worker.tick()).toBe(1)
    expect(await world.endpoint(endpoint)).toMatchObject({ failures: 0 })
    expect(await world.worker.tick()).toBe(5)
    expect(world.metrics.print()).toContain(`tillside_endpoint_paused{endpoint="${endpoint}"} 0`)
    expect(world.metrics.print()).toContain(
      `tillside_deliveries_total{endpoint="${endpoint}",outcome="failed"} 6`,
    )
  })

  test('a pause is never longer than ten minutes', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    receiver.answer(status(500))
    const endpoint = endpointId()
    world.configure([{ id: endpoint, url: receiver.url, concurrency: 1 }])
    for (let i = 0; i < 14; i++) await world.send()
    for (let i = 0; i < 14; i++) {
      await world.worker.tick()
      const { pausedUntilMs = 0 } = (await world.endpoint(endpoint)) ?? {}
      const pausedMs = Math.max(0, pausedUntilMs - world.clock.ports.now())
      expect(pausedMs).toBeLessThanOrEqual(600_000)
      await world.clock.advance(Math.max(1000, pausedMs))
    }
    expect((await world.endpoint(endpoint))?.failures).toBeGreaterThan(10)
  })

  test.each([400, 401, 403, 404, 409, 422])(
    'a receiver that refuses some events with %d still gets all others, and is neither paused nor disabled',
    async (code) => {
      const world = await openRelayWorld(the())
      const receiver = await openReceiver()
      receiver.answer((response, { body }) => status(body.includes('"charge.failed"') ? code : 204)(response))
      const endpoint = endpointId()
      world.configure([{ id: endpoint, url: receiver.url, concurrency: 100 }])
      const [refused = ''] = await world.send({}, 'charge.failed')
      for (let i = 0; i < 20; i++) await world.send({}, 'charge.failed')
      for (let day = 0; day < 7; day++) {
        const [wanted = ''] = await world.send({}, 'charge.succeeded')
        const [unwanted = ''] = await world.send({}, 'charge.failed')
        await world.worker.tick()
        expect(await world.find(wanted)).toMatchObject({ state: 'done', attempts: 1 })
        expect(await world.find(unwanted)).toMatchObject({ state: 'waiting', error: `status_${code}` })
        expect(await world.endpoint(endpoint)).toMatchObject({ state: 'enabled', failures: 0 })
        await world.clock.advance(dayMs)
      }
      expect((await world.find(refused))?.attempts).toBeGreaterThan(5)
      expect(logged(world, 'endpoint.paused')).toEqual([])
    },
  )

  test('an event that always makes an endpoint fail counts once and does not delay new ones', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    receiver.answer((response, { body }) => status(body.includes('"charge.failed"') ? 500 : 204)(response))
    const endpoint = endpointId()
    world.configure([{ id: endpoint, url: receiver.url, concurrency: 100 }])
    for (let i = 0; i < 4; i++) await world.send({}, 'charge.failed')
    // Less than the five days after which an endpoint that only fails is disabled.
    for (let day = 0; day < 4; day++) {
      await world.worker.tick()
      expect(await world.endpoint(endpoint)).toMatchObject({ state: 'enabled', failures: 4 })
      await world.clock.advance(dayMs)
    }
    // The fifth failure pauses the endpoint. The probe is the new event, not one of those that failed.
    await world.send({}, 'charge.failed')
    await world.worker.tick()
    await world.clock.advance(600_000)
    const [fresh = ''] = await world.send({}, 'charge.succeeded')
    expect(await world.worker.tick()).toBe(1)
    expect(await world.find(fresh)).toMatchObject({ state: 'done' })
    expect(await world.endpoint(endpoint)).toMatchObject({ state: 'enabled', failures: 0 })
  })

  test('a refusal ends the pause of a failed endpoint, because the endpoint is answering again', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    receiver.answer(status(503))
    const endpoint = endpointId()
    world.configure([{ id: endpoint, url: receiver.url, concurrency: 5 }])
    for (let i = 0; i < 7; i++) await world.send()
    await world.worker.tick()
    expect(await world.endpoint(endpoint)).toMatchObject({ failures: 5 })
    receiver.answer(status(400))
    await world.clock.advance(30_000)
    expect(await world.worker.tick()).toBe(1)
    expect(await world.endpoint(endpoint)).toMatchObject({ failures: 0, state: 'enabled' })
  })

  test('410 disables the endpoint immediately: waiting and later deliveries are dead until it is enabled', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    receiver.answer(status(410))
    const endpoint = endpointId()
    world.configure([{ id: endpoint, url: receiver.url, concurrency: 1 }])
    const [first = ''] = await world.send()
    const [second = ''] = await world.send()
    expect(await world.worker.tick()).toBe(1)
    const [later = ''] = await world.send()
    expect(await world.endpoint(endpoint)).toMatchObject({ state: 'disabled', reason: 'gone' })
    const ends = await Promise.all([first, second, later].map(async (id) => world.find(id)))
    expect(ends.map((end) => end?.state)).toEqual(['dead', 'dead', 'dead'])
    expect(new Set(ends.map((end) => end?.error))).toEqual(new Set(['status_410', 'endpoint_disabled']))
    expect(logged(world, 'endpoint.disabled')).toMatchObject([{ level: 'error', endpoint, reason: 'gone' }])
    const audit = await listAudit(world.store.db, 'self', 1000)
    expect(audit.filter(({ target }) => target === endpoint)).toMatchObject([
      { actor: 'relay', action: 'endpoint.disabled', detail: { reason: 'gone' } },
    ])
    const nowMs = world.clock.ports.now()
    const replay = () => replayDelivery(world.store.db, { tenantId: 'self', id: later }, nowMs)
    expect(await replay()).toEqual({ ok: false, reason: 'endpoint_disabled' })
    const enabling = { actor: 'cli', atMs: nowMs, auditId: `aud_${endpoint}` }
    const enable = () => enableEndpoint(world.store.db, { tenantId: 'self', id: endpoint }, enabling)
    expect([await enable(), await enable()]).toEqual([true, false])
    expect(await replay()).toEqual({ ok: true })
    receiver.answer(status(204))
    expect(await world.worker.tick()).toBe(1)
    expect(await world.find(later)).toMatchObject({ state: 'done' })
  })

  test('five days of only failures disable an endpoint, but not with one success among them', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    const endpoint = endpointId()
    world.configure([{ id: endpoint, url: receiver.url }])
    const failOnce = async () => {
      receiver.answer(status(500))
      const [id = ''] = await world.send()
      await world.worker.tick()
      return id
    }
    const id = await failOnce()
    await world.clock.advance(3 * dayMs)
    receiver.answer(status(204))
    await nextAttempt(world, id)
    await world.clock.advance(3 * dayMs)
    await failOnce()
    expect(await world.endpoint(endpoint)).toMatchObject({ state: 'enabled', failures: 1 })
    await world.clock.advance(5 * dayMs - 1)
    await failOnce()
    expect(await world.endpoint(endpoint)).toMatchObject({ state: 'enabled', failures: 2 })
    await world.clock.advance(1)
    await failOnce()
    expect(await world.endpoint(endpoint)).toMatchObject({ state: 'disabled', reason: 'failing' })
    expect(logged(world, 'endpoint.disabled')).toMatchObject([
      { level: 'error', endpoint, reason: 'failing' },
    ])
  })

  test('deliveries to a removed endpoint are dead after an hour, not before', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    world.configure([{ id: endpointId(), url: receiver.url }])
    const [id = ''] = await world.send()
    world.configure([])
    await world.worker.tick()
    await world.clock.advance(3_599_000)
    await world.worker.tick()
    expect(await world.find(id)).toMatchObject({ state: 'waiting' })
    await world.clock.advance(61_000)
    await world.worker.tick()
    expect(await world.find(id)).toMatchObject({ state: 'dead', error: 'endpoint_gone_from_config' })
    expect(receiver.seen).toEqual([])
  })
}
