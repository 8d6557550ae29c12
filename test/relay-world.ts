// The relay with a database and real sockets: events come in, endpoints are local servers, and only the test moves the clock.

import { onTestFinished } from 'vitest'
import type { EndpointDefinition } from '#definitions/durable.ts'
import { createMetrics } from '#metrics.ts'
import { createAddressPolicy } from '#relay/address-policy.ts'
import { listAttempts } from '#store/attempts.ts'
import { findDelivery, listDeliveries } from '#store/deliveries.ts'
import { findEndpoint } from '#store/endpoints.ts'
import { findEvent, insertEvent } from '#store/events.ts'
import { openFetchOutside } from '../runtimes/node/fetch-outside.ts'
import { openRelay } from '../runtimes/open-relay.ts'
import { createTestClock } from './conformance/jobs-clock.ts'
import type { JobStore } from './conformance/jobs-store.ts'

/** 32 bytes, put together so that no scanner takes a line for a secret. */
export const secretOf = (letter: string) => ['whsec', btoa(letter.repeat(32))].join('_')

type Given = Partial<EndpointDefinition> & Pick<EndpointDefinition, 'id' | 'url'>

const tenantId = 'self'
let count = 0

/** Over a database that is empty or has ended its work. Everything is closed at the end of the test. */
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
    openRelay({
      ports: clock.ports,
      metrics,
      database: { db, dialect: store.dialect },
      definitions: () => ({ endpoints }),
      tenantId,
      fetchOutside,
      findEvent: (where) => findEvent(db, where),
    })
  const relay = openAnother()
  onTestFinished(async () => {
    await relay.worker.stop(0)
    await close()
  })

  /** An event comes in, and is planned. Returns its delivery ids. */
  async function send(object: Record<string, unknown> = {}, type = 'invoice.paid'): Promise<string[]> {
    count += 1
    const eventId = `evt_${count}`
    const event = {
      id: `evr_${count}_${clock.ports.now()}`,
      tenantId,
      mode: 'test',
      eventId,
      form: 'snapshot',
      type,
      occurredAtMs: clock.ports.now(),
      cameBy: 'test',
      payload: JSON.stringify({ id: eventId, object: 'event', type, data: { object } }),
      atMs: clock.ports.now(),
    } as const
    await insertEvent(store.db, event)
    await relay.plan(event)
    const deliveries = await listDeliveries(store.db, { tenantId, eventRowId: event.id }, 10)
    return deliveries.map(({ id }) => id)
  }

  return {
    store,
    clock,
    metrics,
    worker: relay.worker,
    plan: relay.plan,
    openAnother,
    send,
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
