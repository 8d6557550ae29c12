// Sends ended deliveries again, by hand: under the same `webhook-id`, so that an endpoint that has seen one knows it.

import { findDelivery, listDeliveries, type DeliveryFilter } from '#store/deliveries.ts'
import { findEndpoint } from '#store/endpoints.ts'
import { requeueWork } from '#store/requeue.ts'
import type { Database } from '#store/schema.ts'

export type Replayed =
  | { ok: true }
  /** `not_ended`: it is still waiting, or under way. */
  | { ok: false; reason: 'not_found' | 'not_ended' | 'endpoint_disabled' }

const ended = ['done', 'dead'] as const
export type EndedState = (typeof ended)[number]

const pageRows = 100

/** One delivery. */
export async function replayDelivery(
  db: Database,
  where: { tenantId: string; id: string },
  nowMs: number,
): Promise<Replayed> {
  const delivery = await findDelivery(db, where)
  if (!delivery) return { ok: false, reason: 'not_found' }
  const { tenantId } = where
  const endpoint = await findEndpoint(db, { tenantId, id: delivery.endpointId })
  if (endpoint?.state !== 'enabled') return { ok: false, reason: 'endpoint_disabled' }
  const requeued = await requeueWork(db, { queue: 'deliveries', ...where, states: ended }, nowMs)
  return requeued ? { ok: true } : { ok: false, reason: 'not_ended' }
}

export type ReplayRange = Pick<DeliveryFilter, 'fromMs' | 'toMs'> & {
  tenantId: string
  endpointId: string
  states: readonly EndedState[]
}

/**
 * All deliveries of an endpoint that were made in a span of time. A page is one short transaction, so that a running gateway
 * gets its turn in between. Yields how many of each page were put into the queue.
 */
export async function* replayRange(
  db: Database,
  range: ReplayRange,
  now: () => number,
): AsyncGenerator<number> {
  const { tenantId, states } = range
  let after: DeliveryFilter['after']
  for (;;) {
    const page = await listDeliveries(db, { ...range, ...(after ? { after } : {}) }, pageRows)
    const nowMs = now()
    yield await db.transaction().execute(async (transaction) => {
      let count = 0
      for (const { id } of page)
        if (await requeueWork(transaction, { queue: 'deliveries', tenantId, id, states }, nowMs)) count += 1
      return count
    })
    after = page.at(-1)
    if (page.length < pageRows) return
  }
}
