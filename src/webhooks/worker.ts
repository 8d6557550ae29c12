// Works on events that came in: the worker of the queue `handler_runs`. Before each claim it hands out new events to handlers and
// endpoints, then it runs handlers.

import type { TillsideConfig } from '#definitions/define.ts'
import { createFairClaim } from '#jobs/fair-claim.ts'
import { createWorker, type Worker } from '#jobs/worker.ts'
import type { Dialect } from '#store/migrate.ts'
import { createHandlerLanes } from './handler-lanes.ts'
import { createHandlerTask, type HandlerTaskDeps } from './handler-task.ts'

export type EventWorkerDeps = HandlerTaskDeps & {
  dialect: Dialect
  tenantId: string
  /** The configuration as it is now. */
  definitions: () => TillsideConfig
  /** Sends events on to endpoints; absent where the runtime cannot. */
  deliveries?: Pick<Worker, 'wake'>
}

export function createEventWorker(deps: EventWorkerDeps): Worker {
  const { db, dialect, ports, metrics, tenantId } = deps
  return createWorker({
    db,
    dialect,
    ports,
    metrics,
    queue: 'handler_runs',
    tasks: { handler_runs: createHandlerTask(deps) },
    ...createFairClaim({ db, dialect, tenantId, lanes: createHandlerLanes(deps) }),
    // Each handler has its own limit. With one limit for all of them, handlers that hang would use it up.
    concurrency: Infinity,
    endsTogetherMax: 64,
    claimsWhileEnding: true,
    pollMs: 500,
    gatherMs: 15,
  })
}
