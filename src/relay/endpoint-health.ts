// Keeps track of the health of endpoints: several failures in a row pause an endpoint, days of failures disable it. A failing endpoint
// then costs one probe now and then, and takes no room from the others.

import { untilNone } from '#jobs/pages.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { commitsOf } from '#store/commits.ts'
import { endedAtOnce, endWaitingDeliveries } from '#store/deliveries.ts'
import {
  clearEndpointFailures,
  countEndpointFailure,
  disableEndpoint,
  findEndpoint,
  noteEndpointSuccess,
  pauseEndpoint,
  type EndpointId,
  type EndpointRow,
} from '#store/endpoints.ts'
import type { Database } from '#store/schema.ts'
import { disabledCode } from './plan.ts'

export type HealthDeps = {
  db: Database
  ports: Pick<Ports, 'now' | 'sleep' | 'randomBytes' | 'log'>
  metrics: Metrics
}

/** After this many failures in a row an endpoint is paused, and probed when the pause is over. */
export const failuresToPause = 5
const pauseMs = { first: 30_000, longest: 600_000 }
const failingMost = 5 * 86_400_000
/** Successes are noted no more often than this, because each note is a write. */
const successEveryMs = 60_000

const counter = 'tillside_endpoints_disabled_total'

/** How long the pause after this many failures is. */
const pauseAfter = (failures: number): number =>
  failures < failuresToPause
    ? 0
    : Math.min(pauseMs.first * 2 ** Math.min(failures - failuresToPause, 30), pauseMs.longest)

/** Notes that the endpoint accepted a delivery. `known` is its row from before. */
export async function noteSuccess(
  { db, ports }: HealthDeps,
  of: EndpointId,
  known: EndpointRow,
): Promise<void> {
  const nowMs = ports.now()
  const isNoted = known.succeededAtMs !== undefined && known.succeededAtMs > nowMs - successEveryMs
  if (known.failures > 0 || !isNoted) await noteEndpointSuccess(db, of, nowMs)
}

/**
 * Notes that the endpoint works and refused this event: earlier failures are cleared, and only this delivery is tried again.
 */
export async function noteRefusal({ db }: HealthDeps, of: EndpointId, known: EndpointRow): Promise<void> {
  if (known.failures > 0) await clearEndpointFailures(db, of)
}

/**
 * Notes that an attempt failed. Only first attempts at a delivery are counted, and after many the endpoint is paused or disabled. A
 * delivery that has failed before may be one that this endpoint can never accept, which says nothing about the endpoint.
 */
export async function noteFailure(
  deps: HealthDeps,
  of: EndpointId,
  { isFirst }: { isFirst: boolean },
): Promise<void> {
  const { db, ports } = deps
  const nowMs = ports.now()
  const endpoint = await db.transaction().execute(async (transaction) => {
    const failing = isFirst
      ? await countEndpointFailure(transaction, of, nowMs)
      : await findEndpoint(transaction, of)
    const ms = failing?.state === 'enabled' ? pauseAfter(failing.failures) : 0
    // A repeated failure of an old delivery renews the pause with the length it had.
    if (ms > 0) await pauseEndpoint(transaction, of, nowMs + ms)
    return isFirst ? failing : undefined
  })
  if (!endpoint) return
  const { failures, failingSinceMs = nowMs } = endpoint
  if (nowMs - failingSinceMs >= failingMost) return disable(deps, of, 'failing')
  const pausedMs = pauseAfter(failures)
  if (pausedMs > 0) ports.log.warn('endpoint.paused', { endpoint: of.id, failures, pausedMs })
}

/** Disables an endpoint: nothing is sent to it until a person enables it. Its waiting deliveries end, and can be replayed then. */
export async function disable(
  { db, ports, metrics }: HealthDeps,
  of: EndpointId,
  reason: 'gone' | 'failing',
): Promise<void> {
  const nowMs = ports.now()
  const isDisabled = await db.transaction().execute(async (transaction) => {
    if (!(await disableEndpoint(transaction, of, { reason, nowMs }))) return false
    await recordAudit(transaction, {
      id: createAuditId(ports),
      tenantId: of.tenantId,
      atMs: nowMs,
      actor: 'relay',
      action: 'endpoint.disabled',
      target: of.id,
      detail: { reason },
    })
    return true
  })
  if (!isDisabled) return
  // If the process ends during this, the next sweep of the queue ends the rest.
  const where = { tenantId: of.tenantId, endpointId: of.id, limit: endedAtOnce }
  const end = { error: disabledCode, nowMs }
  const ended = await untilNone(ports, () =>
    commitsOf(db).statement((to) => endWaitingDeliveries(to, where, end)),
  )
  metrics.count(counter, { endpoint: of.id, reason })
  ports.log.error('endpoint.disabled', { endpoint: of.id, reason, deliveries: ended })
}

export const describeHealth = (metrics: Metrics): void =>
  metrics.describe(counter, 'Endpoints that were disabled, by endpoint and reason.')
