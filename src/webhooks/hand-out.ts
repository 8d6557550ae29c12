// Writes down who a new event is for: a run for each handler that wants it, and a delivery for each endpoint. Each is a piece of
// work of its own from then on, and none waits for another.

import type { TillsideConfig } from '#definitions/define.ts'
import { matchesAnyEvent } from '#definitions/event-match.ts'
import { untilNone } from '#jobs/pages.ts'
import type { Ports } from '#ports.ts'
import { planDeliveries } from '#relay/plan.ts'
import { commitsOf } from '#store/commits.ts'
import { listFreshEvents, markHandedOut, endEvents, type FreshEvent } from '#store/events.ts'
import { insertHandlerRuns, listHandlerRuns, runIdOf } from '#store/handler-runs.ts'
import type { Dialect } from '#store/migrate.ts'
import { deleteHandlerRuns } from '#store/purge.ts'
import type { Database } from '#store/schema.ts'
import { lockRuns } from '#store/work.ts'

export type HandOutDeps = {
  db: Database
  dialect: Dialect
  ports: Pick<Ports, 'now' | 'sleep' | 'randomBytes'>
  tenantId: string
}

/** What events are handed out to. */
export type Recipients = Pick<TillsideConfig, 'handlers' | 'endpoints'>

/** A transaction of a few milliseconds, after which others can write. */
const pageRows = 50

/**
 * Hands out every event that was not handed out yet, in the order they came in: of two events of one object the first is also
 * first in the queue. Returns how many deliveries that made.
 */
export async function handOut(deps: HandOutDeps, recipients: Recipients): Promise<number> {
  const { db, ports, tenantId } = deps
  // Most of the time there is nothing, and nothing is locked to find that out.
  if ((await listFreshEvents(db, tenantId, 1)).length === 0) return 0
  let deliveries = 0
  const page = async () => {
    const handedOut = await handOutPage(deps, recipients)
    deliveries += handedOut.deliveries
    return handedOut.events
  }
  if ((await page()) === pageRows) await untilNone(ports, page)
  return deliveries
}

function handOutPage(
  { db, dialect, ports, tenantId }: HandOutDeps,
  { handlers, endpoints }: Recipients,
): Promise<{ events: number; deliveries: number }> {
  return commitsOf(db).transaction(async (transaction) => {
    await lockRuns(transaction, dialect)
    const nowMs = ports.now()
    const all = await listFreshEvents(transaction, tenantId, pageRows)
    const ids = all.map(({ id }) => id)
    // Nothing is left to hand out of an event that was erased in the meantime.
    const events = all.filter(({ isErased }) => !isErased)
    const wanted = events.flatMap((event) =>
      handlers
        .filter((handler) => matchesAnyEvent(handler.events, event.type))
        .map(({ id }) => ({ event, handler: id })),
    )
    await dropUnwanted(transaction, { tenantId, ids, wanted })
    await insertHandlerRuns(transaction, wanted, nowMs)
    let deliveries = 0
    for (const event of events) deliveries += await planDeliveries(transaction, event, { endpoints, ports })
    await markHandedOut(transaction, { tenantId, ids }, nowMs)
    await endEvents(transaction, { tenantId, ids }, nowMs)
    return { events: all.length, deliveries }
  })
}

type WantedRun = { event: FreshEvent; handler: string }

/** Drops waiting runs of handlers that were in the configuration when a replayed event was first handed out, and no longer are. */
async function dropUnwanted(
  transaction: Database,
  { tenantId, ids, wanted }: { tenantId: string; ids: readonly string[]; wanted: readonly WantedRun[] },
): Promise<void> {
  const isWanted = new Set(wanted.map(({ event, handler }) => runIdOf(event.id, handler)))
  const waiting = (await listHandlerRuns(transaction, { tenantId, eventRowIds: ids })).filter(
    ({ id, state }) => state === 'waiting' && !isWanted.has(id),
  )
  await deleteHandlerRuns(transaction, { tenantId, ids: waiting.map(({ id }) => id) })
}
