// Lists of deliveries and their replay, singly or by time span, under their original ids.

import { expect, test } from 'vitest'
import { replayDelivery, replayRange, type ReplayRange } from '#relay/replay.ts'
import { findDelivery, listDeliveries } from '#store/deliveries.ts'
import { openReceiver, status } from '../../worlds/receiver.ts'
import { endpointId, openRelayWorld, type RelayWorld } from '../../worlds/relay.ts'
import type { JobStore } from '../../worlds/database.ts'

const tenantId = 'self'

async function replayAll(
  { store, clock }: RelayWorld,
  range: Omit<ReplayRange, 'tenantId'>,
): Promise<number> {
  let total = 0
  for await (const replayed of replayRange(store.db, { tenantId, ...range }, clock.ports)) total += replayed
  return total
}

export function describeReplay(the: () => JobStore): void {
  test('a delivery that has ended is sent again under its id; an unfinished one is left alone', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    world.configure([{ id: endpointId(), url: receiver.url }])
    const [id = ''] = await world.send()
    const replay = (which = id, tenant = tenantId) =>
      replayDelivery(world.store.db, { tenantId: tenant, id: which }, world.clock.ports.now())
    expect(await replay()).toEqual({ ok: false, reason: 'not_ended' })
    await world.worker.tick()
    expect(await replay(id, 'other')).toEqual({ ok: false, reason: 'not_found' })
    expect(await replay('dlv_none')).toEqual({ ok: false, reason: 'not_found' })
    expect(await replay()).toEqual({ ok: true })
    await world.worker.tick()
    expect(receiver.seen.map(({ headers }) => headers['webhook-id'])).toEqual([id, id])
    expect((await world.attempts(id)).map(({ number }) => number)).toEqual([1, 1])
    expect(await findDelivery(world.store.db, { tenantId: 'other', id })).toBeUndefined()
  })

  test('replays a time span of one endpoint, including its start and excluding its end, in the requested states', async () => {
    const world = await openRelayWorld(the())
    const [receiver, neighbour] = [await openReceiver(), await openReceiver()]
    const [id, neighbourId] = [endpointId(), endpointId()]
    world.configure([
      { id, url: receiver.url, concurrency: 64 },
      { id: neighbourId, url: neighbour.url, concurrency: 64 },
    ])
    const beganMs = world.clock.ports.now()
    for (let i = 0; i < 30; i++) {
      await world.send()
      await world.clock.advance(10)
    }
    await world.worker.tick()
    await world.worker.tick()
    expect(receiver.seen).toHaveLength(30)
    const span = { endpointId: id, fromMs: beganMs + 50, toMs: beganMs + 150 }
    expect(await replayAll(world, { ...span, states: ['dead'] })).toBe(0)
    expect(await replayAll(world, { ...span, states: ['done', 'dead'] })).toBe(10)
    await world.worker.tick()
    expect([receiver.seen.length, neighbour.seen.length]).toEqual([40, 30])
  })

  test('replays more than one page completely', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    receiver.answer(status(410))
    const id = endpointId()
    world.configure([{ id, url: receiver.url, concurrency: 1 }])
    // All at the same time, so that only their ids show where a page ends.
    await world.fill(205)
    await world.worker.tick()
    await world.clock.advance(1)
    expect(await replayAll(world, { endpointId: id, states: ['dead'] })).toBe(205)
  })

  test('a call skips deliveries that another call has queued since it began, even within one millisecond', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    const id = endpointId()
    world.configure([{ id, url: receiver.url, concurrency: 64 }])
    await world.fill(130)
    const drain = async () => {
      while ((await world.worker.tick()) > 0);
    }
    await drain()
    await world.clock.advance(1)
    const replay = () =>
      replayRange(world.store.db, { tenantId, endpointId: id, states: ['done'] }, world.clock.ports)
    const [first, second] = [replay(), replay()]
    expect([(await first.next()).value, (await second.next()).value]).toEqual([100, 30])
    await drain()
    expect((await first.next()).value).toBe(0)
    await drain()
    expect(receiver.seen).toHaveLength(260)
  })

  test('lists deliveries of one tenant, newest first, page by page', async () => {
    const world = await openRelayWorld(the())
    const receiver = await openReceiver()
    const id = endpointId()
    world.configure([{ id, url: receiver.url }])
    const sent: string[] = []
    for (let i = 0; i < 7; i++) {
      sent.push(...(await world.send()))
      if (i % 2 === 1) await world.clock.advance(1)
    }
    const listed: string[] = []
    for (let after; ;) {
      const filter = { tenantId, endpointId: id, states: ['waiting'] as const, ...(after ? { after } : {}) }
      const page = await listDeliveries(world.store.db, filter, 3)
      listed.push(...page.map((one) => one.id))
      after = page.at(-1)
      if (!after) break
    }
    expect([listed.length, new Set(listed)]).toEqual([7, new Set(sent)])
    expect(listed[0]).toBe(sent[6])
    expect(new Set(listed.slice(-2))).toEqual(new Set(sent.slice(0, 2)))
    expect(await listDeliveries(world.store.db, { tenantId: 'other', endpointId: id }, 10)).toEqual([])
  })
}
