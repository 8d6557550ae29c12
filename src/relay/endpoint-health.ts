// What answers say about an endpoint: a pause after failures in a row, the end after days of them. A failing endpoint costs one
// probe now and then, and nothing of what the others have.

import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { endWaitingDeliveries } from '#store/deliveries.ts'
import {
  countEndpointFailure,
  disableEndpoint,
  noteEndpointSuccess,
  pauseEndpoint,
  type EndpointId,
  type EndpointRow,
} from '#store/endpoints.ts'
import type { Database } from '#store/schema.ts'
import { disabledCode } from './plan.ts'

export type HealthMeans = {
  db: Database
  ports: Pick<Ports, 'now' | 'randomBytes' | 'log'>
  metrics: Metrics
}

/** From so many failures in a row on the endpoint is paused, and probed when the pause is over. */
export const failuresToPause = 5
const pauseMs = { first: 30_000, longest: 600_000 }
const failingMost = 5 * 86_400_000
/** How exact the time of the last success has to be; each note is a write. */
const successEveryMs = 60_000

const counter = 'tillside_endpoints_disabled_total'

/** What a pause after so many failures is. */
const pauseAfter = (failures: number): number =>
  failures < failuresToPause
    ? 0
    : Math.min(pauseMs.first * 2 ** Math.min(failures - failuresToPause, 30), pauseMs.longest)

/** The endpoint accepted a delivery. `known` is its row as it was before. */
export async function noteSuccess(
  { db, ports }: HealthMeans,
  of: EndpointId,
  known: EndpointRow,
): Promise<void> {
  const nowMs = ports.now()
  const isNoted = known.succeededAtMs !== undefined && known.succeededAtMs > nowMs - successEveryMs
  if (known.failures > 0 || !isNoted) await noteEndpointSuccess(db, of, nowMs)
}

/** An attempt failed: counted, and after many the endpoint is paused, or disabled. */
export async function noteFailure(means: HealthMeans, of: EndpointId): Promise<void> {
  const { db, ports } = means
  const nowMs = ports.now()
  const endpoint = await db.transaction().execute(async (transaction) => {
    const counted = await countEndpointFailure(transaction, of, nowMs)
    const ms = counted ? pauseAfter(counted.failures) : 0
    if (ms > 0) await pauseEndpoint(transaction, of, nowMs + ms)
    return counted
  })
  if (!endpoint) return
  const { failures, failingSinceMs = nowMs } = endpoint
  if (nowMs - failingSinceMs >= failingMost) return disable(means, of, 'failing')
  const pausedMs = pauseAfter(failures)
  if (pausedMs > 0) ports.log.warn('endpoint.paused', { endpoint: of.id, failures, pausedMs })
}

/** Nothing is sent to it any more, until somebody enables it; what waits for it can be replayed then. */
export async function disable(
  { db, ports, metrics }: HealthMeans,
  of: EndpointId,
  reason: 'gone' | 'failing',
): Promise<void> {
  const nowMs = ports.now()
  const ended = await db.transaction().execute(async (transaction) => {
    if (!(await disableEndpoint(transaction, of, { reason, nowMs }))) return undefined
    await recordAudit(transaction, {
      id: createAuditId(ports),
      tenantId: of.tenantId,
      atMs: nowMs,
      actor: 'relay',
      action: 'endpoint.disabled',
      target: of.id,
      detail: { reason },
    })
    const where = { tenantId: of.tenantId, endpointId: of.id }
    return endWaitingDeliveries(transaction, where, { error: disabledCode, nowMs })
  })
  if (ended === undefined) return
  metrics.count(counter, { endpoint: of.id, reason })
  ports.log.error('endpoint.disabled', { endpoint: of.id, reason, deliveries: ended })
}

export const describeHealth = (metrics: Metrics): void =>
  metrics.describe(counter, 'Endpoints that were disabled, by endpoint and reason.')
