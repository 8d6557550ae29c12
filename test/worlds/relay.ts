// The relay with a database and real sockets: the test adds events and moves the clock, and endpoints are local servers.

import { expect, onTestFinished } from 'vitest'
import type { EndpointDefinition } from '#definitions/durable.ts'
import { createMetrics } from '#metrics.ts'
import { createAddressPolicy } from '#outside/address-policy.ts'
import { planDeliveries, type PlannedEvent } from '#relay/plan.ts'
import { createDeliveryWorker } from '#relay/worker.ts'
import { listAttempts } from '#store/attempts.ts'
import { findDelivery, listDeliveries } from '#store/deliveries.ts'
import { findEndpoint } from '#store/endpoints.ts'
import { insertEvents, type NewEvent } from '#store/events.ts'
import { openFetchOutside } from '../../runtimes/node/fetch-outside.ts'
import { createTestClock } from './clock.ts'
import type { JobStore } from './database.ts'

/** A secret of 32 bytes, assembled so that no scanner mistakes a line for a secret. */
export const secretOf = (letter: string) => ['whsec', btoa(letter.repeat(32))].join('_')

type Given = Partial<EndpointDefinition> & Pick<EndpointDefinition, 'id' | 'url'>

const tenantId = 'self'
let count = 0

/** Opens the relay on a database without unfinished work. Everything is closed at the end of the test. */
export async function openRelayWorld(store: JobStore) {
  const clock = createTestClock({ seed: (count += 1), startMs: Date.now() })
  const metrics = createMetrics()
  let endpoints: EndpointDefinition[] = []
  const { fetchOutside, close } = openFetchOutside({
    isAllowed: createAddressPolicy(['127.0.0.0/8']),
    isOwn: () => false,
    version: '1.2.3',
  })
  const openAnother = (db = store.db) =>
    createDeliveryWorker({
      ports: clock.ports,
      metrics,
      db,
      dialect: store.dialect,
      definitions: () => ({ endpoints }),
      tenantId,
      fetchOutside,
    })
  const worker = openAnother()
  onTestFinished(async () => {
    await worker.stop(0)
    await close()
  })

  function eventOf(object: Record<string, unknown>, type = 'invoice.paid'): NewEvent {
    count += 1
    const eventId = `evt_${count}`
    const nowMs = clock.ports.now()
    return {
      id: `evr_${count}_${nowMs}`,
      tenantId,
      mode: 'test',
      eventId,
      form: 'snapshot',
      type,
      occurredAtMs: nowMs,
      cameBy: 'test',
      payload: JSON.stringify({ id: eventId, object: 'event', type, data: { object } }),
      atMs: nowMs,
    }
  }

  const plan = (event: Omit<PlannedEvent, 'tenantId'>) =>
    store.db
      .transaction()
      .execute((transaction) =>
        planDeliveries(transaction, { tenantId, ...event }, { endpoints, ports: clock.ports }),
      )

  /** Adds an event and plans its deliveries. Returns their ids. */
  async function send(object: Record<string, unknown> = {}, type?: string): Promise<string[]> {
    const event = eventOf(object, type)
    await insertEvents(store.db, [event])
    await plan(event)
    const deliveries = await listDeliveries(store.db, { tenantId, eventRowId: event.id }, 10)
    return deliveries.map(({ id }) => id)
  }

  /** Adds many events in one transaction, because separate commits are slow on a disk. */
  async function fill(events: number): Promise<void> {
    await store.db.transaction().execute(async (transaction) => {
      for (let i = 0; i < events; i++) {
        const event = eventOf({})
        await insertEvents(transaction, [event])
        await planDeliveries(transaction, event, { endpoints, ports: clock.ports })
      }
    })
  }

  return {
    store,
    clock,
    metrics,
    worker,
    plan,
    openAnother,
    send,
    fill,
    configure: (given: readonly Given[]) =>
      void (endpoints = given.map((one) => ({
        events: ['*'],
        secrets: [secretOf('s')],
        insecure: true,
        ...one,
      }))),
    find: (id: string) => findDelivery(store.db, { tenantId, id }),
    endpoint: (id: string) => findEndpoint(store.db, { tenantId, id }),
    attempts: (id: string) => listAttempts(store.db, { queue: 'deliveries', tenantId, id }),
  }
}

export type RelayWorld = Awaited<ReturnType<typeof openRelayWorld>>

/** A new endpoint id; tests share a database but not endpoints. */
export const endpointId = (): string => `orders-${(count += 1)}`

/** Moves the clock to the next attempt and runs it. */
export async function nextAttempt({ clock, worker, find }: RelayWorld, id: string): Promise<void> {
  const delivery = await find(id)
  if (!delivery) throw new Error('there is no such delivery')
  await clock.advance(Math.max(0, delivery.nextAttemptAtMs - clock.ports.now()))
  expect(await worker.tick()).toBe(1)
}
