// The lanes of handlers' runs, one for each handler, so that a handler that hangs or fails does not hold up the others. New events
// are handed out before each look.

import type { TillsideConfig } from '#definitions/define.ts'
import { listHandlers } from '#extensions/handlers/handlers.ts'
import type { FairClaimDeps } from '#jobs/fair-claim.ts'
import { untilNone } from '#jobs/pages.ts'
import type { Worker } from '#jobs/worker.ts'
import type { Ports } from '#ports.ts'
import { commitsOf } from '#store/commits.ts'
import { endEvents } from '#store/events.ts'
import { endWaitingRuns } from '#store/handler-runs.ts'
import { handOut, type HandOutDeps } from './hand-out.ts'
import { goneFromConfigCode } from './handler-task.ts'

export type HandlerLanesDeps = Omit<HandOutDeps, 'ports'> & {
  ports: Pick<Ports, 'now' | 'sleep' | 'randomBytes' | 'log'>
  /** The configuration as it is now. */
  definitions: () => TillsideConfig
  /** Sends events on to endpoints; absent where the runtime cannot. */
  deliveries?: Pick<Worker, 'wake'>
}

const sweepEveryMs = 60_000
const endedAtOnce = 100
/** A replica with the previous configuration must not end what a replica with the new one has just begun. */
const goneAfterMs = 3_600_000

export function createHandlerLanes(deps: HandlerLanesDeps): FairClaimDeps['lanes'] {
  const { definitions, deliveries } = deps
  let sweptAtMs = -Infinity
  return async (nowMs) => {
    const { handlers, endpoints } = definitions()
    const planned = await handOut(deps, { handlers, endpoints: deliveries ? endpoints : [] })
    if (planned > 0) deliveries?.wake()
    if (nowMs - sweptAtMs >= sweepEveryMs) {
      sweptAtMs = nowMs
      await sweep(deps, nowMs)
    }
    return listHandlers(definitions())
  }
}

/** Ends runs that would wait for ever, because their handler is no longer configured. */
async function sweep({ db, ports, tenantId, definitions }: HandlerLanesDeps, nowMs: number): Promise<void> {
  const known = definitions().handlers.map(({ id }) => id)
  const where = { tenantId, handlers: known, queuedBeforeMs: nowMs - goneAfterMs, limit: endedAtOnce }
  const page = () =>
    commitsOf(db).transaction(async (transaction) => {
      const ids = await endWaitingRuns(transaction, where, { error: goneFromConfigCode, nowMs })
      await endEvents(transaction, { tenantId, ids: [...new Set(ids)] }, nowMs)
      return ids.length
    })
  let ended = await page()
  if (ended === endedAtOnce) ended += await untilNone(ports, page)
  if (ended > 0) ports.log.warn('handler_runs.ended', { error: goneFromConfigCode, runs: ended })
}
