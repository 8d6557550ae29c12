// The lanes of deliveries, one for each endpoint, so that an endpoint that hangs or fails does not hold up the others.

import type { TillsideConfig } from '#definitions/define.ts'
import type { EndpointDefinition } from '#definitions/durable.ts'
import type { FairClaimDeps, Lane } from '#jobs/fair-claim.ts'
import { untilNone } from '#jobs/pages.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { commitsOf } from '#store/commits.ts'
import { endedAtOnce, endWaitingDeliveries } from '#store/deliveries.ts'
import { listEndpoints, type EndpointRow } from '#store/endpoints.ts'
import type { Database } from '#store/schema.ts'
import { goneFromConfigCode } from './deliver.ts'
import { failuresToPause } from './endpoint-health.ts'
import { disabledCode } from './plan.ts'

export type EndpointLanesDeps = {
  db: Database
  ports: Pick<Ports, 'now' | 'sleep' | 'log'>
  metrics: Metrics
  tenantId: string
  /** The configuration as it is now. */
  definitions: () => Pick<TillsideConfig, 'endpoints'>
}

const atOnceDefault = 4
const gauge = 'tillside_endpoint_paused'
const sweepEveryMs = 60_000
/** A replica with the previous configuration must not end what a replica with the new one has just begun. */
const goneAfterMs = 3_600_000

export function createEndpointLanes(deps: EndpointLanesDeps): FairClaimDeps['lanes'] {
  const { db, tenantId, metrics } = deps
  let sweptAtMs = -Infinity
  metrics.describe(gauge, '1 while nothing is sent to an endpoint because it fails.')
  return async (nowMs) => {
    const rows = await listEndpoints(db, tenantId)
    if (nowMs - sweptAtMs >= sweepEveryMs) {
      sweptAtMs = nowMs
      await sweep(deps, rows, nowMs)
    }
    const all = lanesOf(deps.definitions().endpoints, rows, nowMs)
    for (const { id, isPaused } of all) metrics.gauge(gauge, { endpoint: id }, isPaused ? 1 : 0)
    return all.filter(({ isPaused }) => !isPaused)
  }
}

type EndpointLane = Lane & { isPaused: boolean }

/** Gives each enabled endpoint its limit. After a pause that is one delivery, preferably a new one, to see whether it has recovered. */
function lanesOf(
  endpoints: readonly EndpointDefinition[],
  rows: readonly EndpointRow[],
  nowMs: number,
): EndpointLane[] {
  return endpoints.flatMap(({ id, concurrency = atOnceDefault }) => {
    const row = rows.find((one) => one.id === id)
    if (row?.state !== 'enabled') return []
    const { failures, pausedUntilMs = 0 } = row
    const isProbing = failures >= failuresToPause
    return [{ id, atOnce: isProbing ? 1 : concurrency, newFirst: isProbing, isPaused: pausedUntilMs > nowMs }]
  })
}

/** Ends deliveries that would wait for ever: for a disabled endpoint, or for one that is no longer configured. */
async function sweep(deps: EndpointLanesDeps, rows: readonly EndpointRow[], nowMs: number): Promise<void> {
  const { db, ports, tenantId, definitions } = deps
  const known = definitions().endpoints.map(({ id }) => id)
  for (const { id, state } of rows) {
    const isKnown = known.includes(id)
    if (isKnown && state === 'enabled') continue
    const error = isKnown ? disabledCode : goneFromConfigCode
    const queued = isKnown ? {} : { queuedBeforeMs: nowMs - goneAfterMs }
    const where = { tenantId, endpointId: id, ...queued, limit: endedAtOnce }
    const ended = await untilNone(ports, () =>
      commitsOf(db).statement((to) => endWaitingDeliveries(to, where, { error, nowMs })),
    )
    if (ended > 0) ports.log.warn('deliveries.ended', { endpoint: id, error, deliveries: ended })
  }
}
