// Sends events on to in-house endpoints: the worker of the queue `deliveries`. A runtime brings along how an endpoint is posted to.

import { createFairClaim } from '#jobs/fair-claim.ts'
import { createWorker, type Worker } from '#jobs/worker.ts'
import type { Dialect } from '#store/migrate.ts'
import { createDeliveryTask, type DeliverDeps } from './deliver.ts'
import { createEndpointLanes } from './lanes.ts'

export type DeliveryWorkerDeps = DeliverDeps & { dialect: Dialect; tenantId: string }

export function createDeliveryWorker(deps: DeliveryWorkerDeps): Worker {
  const { db, dialect, ports, metrics, tenantId } = deps
  return createWorker({
    db,
    dialect,
    ports,
    metrics,
    queue: 'deliveries',
    tasks: { deliveries: createDeliveryTask(deps) },
    ...createFairClaim({ db, dialect, tenantId, lanes: createEndpointLanes(deps) }),
    // Each endpoint has its own limit. With one limit for all of them, endpoints that hang would use it up.
    concurrency: Infinity,
    endsTogetherMax: 64,
  })
}
