// Which deliveries are worked on next: the endpoints take turns, each with a few at once, so that one that hangs or fails holds
// up nothing of the others.

import type { EndpointDefinition } from '#definitions/durable.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { endWaitingDeliveries } from '#store/deliveries.ts'
import { listEndpoints, type EndpointRow } from '#store/endpoints.ts'
import type { Dialect } from '#store/migrate.ts'
import type { Database } from '#store/schema.ts'
import { claimDue, type Claim, type Work } from '#store/work.ts'
import { goneFromConfigCode } from './deliver.ts'
import { failuresToPause } from './endpoint-health.ts'
import { disabledCode } from './plan.ts'

export type FairClaimMeans = {
  db: Database
  dialect: Dialect
  ports: Pick<Ports, 'now' | 'log'>
  metrics: Metrics
  tenantId: string
  /** Those of the configuration, as it is now. */
  endpoints: () => readonly EndpointDefinition[]
}

export type FairClaim = { claim: (claim: Claim) => Promise<Work[]>; over: (work: Work) => void }

const atOnceDefault = 4
const gauge = 'tillside_endpoint_paused'
const sweepEveryMs = 60_000
/** A replica with the configuration before does not end what one with the next has just begun. */
const goneAfterMs = 3_600_000

export function createFairClaim(means: FairClaimMeans): FairClaim {
  const { db, dialect, tenantId, metrics } = means
  /** Endpoints of what is under way in this process, by delivery. */
  const active = new Map<string, string>()
  let turn = 0
  let sweptAtMs = -Infinity
  metrics.describe(gauge, '1 while nothing is sent to an endpoint because it fails.')

  async function take(claim: Claim, one: Turn): Promise<Work[]> {
    const busy = [...active.values()].filter((endpoint) => endpoint === one.id).length
    const limit = Math.min(one.atOnce - busy, claim.limit)
    if (limit <= 0) return []
    const works = await claimDue(db, dialect, { ...claim, limit, endpoint: { tenantId, id: one.id } })
    for (const work of works) active.set(work.id, one.id)
    return works
  }

  return {
    async claim(claim) {
      if (claim.id !== undefined) return claimDue(db, dialect, claim)
      const rows = await listEndpoints(db, tenantId)
      if (claim.nowMs - sweptAtMs >= sweepEveryMs) {
        sweptAtMs = claim.nowMs
        await sweep(means, rows, claim.nowMs)
      }
      const turns = turnsOf(means.endpoints(), rows, claim.nowMs)
      for (const { id, isPaused } of turns) metrics.gauge(gauge, { endpoint: id }, isPaused ? 1 : 0)
      const first = turn++ % Math.max(turns.length, 1)
      const claimed: Work[] = []
      for (const one of [...turns.slice(first), ...turns.slice(0, first)]) {
        if (!one.isPaused)
          claimed.push(...(await take({ ...claim, limit: claim.limit - claimed.length }, one)))
      }
      return claimed
    },
    over: ({ id }) => void active.delete(id),
  }
}

type Turn = { id: string; atOnce: number; isPaused: boolean }

/** What each enabled endpoint may have under way; after a pause one delivery, to see whether it has recovered. */
function turnsOf(
  endpoints: readonly EndpointDefinition[],
  rows: readonly EndpointRow[],
  nowMs: number,
): Turn[] {
  return endpoints.flatMap(({ id, concurrency = atOnceDefault }) => {
    const row = rows.find((one) => one.id === id)
    if (row?.state !== 'enabled') return []
    const { failures, pausedUntilMs = 0 } = row
    const atOnce = failures < failuresToPause ? concurrency : 1
    return [{ id, atOnce, isPaused: pausedUntilMs > nowMs }]
  })
}

/** Ends what would wait for ever: for a disabled endpoint, and for one that is no longer configured. */
async function sweep(means: FairClaimMeans, rows: readonly EndpointRow[], nowMs: number): Promise<void> {
  const { db, ports, tenantId, endpoints } = means
  const known = endpoints().map(({ id }) => id)
  for (const { id, state } of rows) {
    const isKnown = known.includes(id)
    if (isKnown && state === 'enabled') continue
    const error = isKnown ? disabledCode : goneFromConfigCode
    const queued = isKnown ? {} : { queuedBeforeMs: nowMs - goneAfterMs }
    const ended = await endWaitingDeliveries(db, { tenantId, endpointId: id, ...queued }, { error, nowMs })
    if (ended > 0) ports.log.warn('deliveries.ended', { endpoint: id, error, deliveries: ended })
  }
}
