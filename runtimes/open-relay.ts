// The relay of events to in-house endpoints, put together for every runtime: how an endpoint is posted to is the runtime's part.

import type { TillsideConfig } from '#definitions/define.ts'
import { toHex } from '#hex.ts'
import { createWorker, type Worker } from '#jobs/worker.ts'
import { createFairClaim } from '#relay/claim.ts'
import { createDeliveryTask, type DeliverMeans } from '#relay/deliver.ts'
import type { RelayedEvent } from '#relay/delivery-body.ts'
import { planDeliveries } from '#relay/plan.ts'
import { commitsOf } from '#store/commits.ts'
import type { Dialect } from '#store/migrate.ts'
import type { Database } from '#store/schema.ts'

export type RelayMeans = Pick<DeliverMeans, 'ports' | 'metrics' | 'fetchOutside' | 'findEvent'> & {
  database: { db: Database; dialect: Dialect }
  /** The configuration, as it is now. */
  definitions: () => Pick<TillsideConfig, 'endpoints'>
  tenantId: string
}

export type OpenRelay = {
  /** Puts an event into the queues of the endpoints that want it; a second time changes nothing. */
  plan: (event: Pick<RelayedEvent, 'id' | 'type' | 'mode'>) => Promise<void>
  /** Sends what is due. */
  worker: Worker
}

/** Sockets, not work of this process: many may wait at once. */
const atOnce = 256

export function openRelay(means: RelayMeans): OpenRelay {
  const { ports, metrics, tenantId, fetchOutside, findEvent } = means
  const { db, dialect } = means.database
  const endpoints = () => means.definitions().endpoints
  const worker = createWorker({
    db,
    dialect,
    ports,
    metrics,
    queue: 'deliveries',
    tasks: {
      deliveries: createDeliveryTask({ db, ports, metrics, fetchOutside, endpoints, findEvent }),
    },
    ...createFairClaim({ db, dialect, ports, metrics, tenantId, endpoints }),
    concurrency: atOnce,
  })
  const newId = () => `dlv_${toHex(ports.randomBytes(12))}`
  return {
    worker,
    async plan({ id, type, mode }) {
      if (endpoints().length === 0) return
      const planning = {
        tenantId,
        eventRowId: id,
        type,
        mode,
        endpoints: endpoints(),
        nowMs: ports.now(),
        newId,
      }
      const added = await commitsOf(db).transaction((transaction) => planDeliveries(transaction, planning))
      if (added > 0) worker.wake()
    },
  }
}
