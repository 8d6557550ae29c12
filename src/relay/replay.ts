// Sends ended deliveries again by hand, under the same `webhook-id`, so that an endpoint recognises one that it has seen.

import { paced } from '#jobs/pages.ts'
import type { Ports } from '#ports.ts'
import { commitsOf } from '#store/commits.ts'
import { findDelivery, listDeliveries, type DeliveryFilter } from '#store/deliveries.ts'
import { findEndpoint } from '#store/endpoints.ts'
import { requeueWork, type EndedState } from '#store/requeue.ts'
import type { Database } from '#store/schema.ts'

export type ReplayedDelivery =
  | { ok: true }
  /** `not_ended`: it is still waiting, or under way. */
  | { ok: false; reason: 'not_found' | 'not_ended' | 'endpoint_disabled' }

const ended: readonly EndedState[] = ['done', 'dead']

const pageRows = 100

/** Replays one delivery. */
export async function replayDelivery(
  db: Database,
  where: { tenantId: string; id: string },
  nowMs: number,
): Promise<ReplayedDelivery> {
  const delivery = await findDelivery(db, where)
  if (!delivery) return { ok: false, reason: 'not_found' }
  const { tenantId } = where
  const endpoint = await findEndpoint(db, { tenantId, id: delivery.endpointId })
  if (endpoint?.state !== 'enabled') return { ok: false, reason: 'endpoint_disabled' }
  const work = { queue: 'deliveries', tenantId, ids: [where.id], states: ended } as const
  const requeued = await requeueWork(db, work, nowMs)
  return requeued.length > 0 ? { ok: true } : { ok: false, reason: 'not_ended' }
}

export type ReplayRange = Pick<DeliveryFilter, 'fromMs' | 'toMs'> & {
  tenantId: string
  endpointId: string
  states: readonly EndedState[]
}

/**
 * Replays all deliveries of an endpoint that were made in a span of time. Each page is one statement, so that a running gateway can
 * write in between. Yields how many of each page were put into the queue.
 */
export async function* replayRange(
  db: Database,
  range: ReplayRange,
  ports: Pick<Ports, 'now' | 'sleep'>,
): AsyncGenerator<number> {
  const { tenantId, states } = range
  let after: DeliveryFilter['after']
  // A delivery that ends again in the meantime, also because of another call at the same time, is not sent twice.
  const queuedBeforeMs = ports.now()
  for (;;) {
    const page = await listDeliveries(db, { ...range, ...(after ? { after } : {}) }, pageRows)
    const ids = page.map(({ id }) => id)
    const work = { queue: 'deliveries', tenantId, ids, states, queuedBeforeMs } as const
    const requeue = (to: Database) => requeueWork(to, work, ports.now())
    const requeued = await paced(ports, () => commitsOf(db).statement(requeue))
    yield requeued.length
    after = page.at(-1)
    if (page.length < pageRows) return
  }
}
