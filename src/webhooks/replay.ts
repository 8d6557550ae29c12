// Handles events again, by hand. What was done already is done anew; of one that was given up only what is still missing.

import type { Ports } from '#ports.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { commitsOf } from '#store/commits.ts'
import { listEventPlaces, type EventFilter, type EventPlace } from '#store/event-list.ts'
import { findEvent, hurryEvent, type EventRow } from '#store/events.ts'
import { requeueWork } from '#store/requeue.ts'
import type { Database } from '#store/schema.ts'
import { deleteSteps } from '#store/steps.ts'

export type ReplayMeans = { db: Database; ports: Pick<Ports, 'now' | 'randomBytes'> }

export type ReplayedEvent =
  | { ok: true; event: EventRow }
  /** `not_ended`: it is being worked on. `erased`: there is nothing left to handle. */
  | { ok: false; reason: 'not_found' | 'not_ended' | 'erased' }

type Asked = { tenantId: string; id: string; /** Who, for the audit. */ actor: string }

/** Puts it into the queue; one that waits for its next attempt has it now. */
export function replayEvent({ db, ports }: ReplayMeans, asked: Asked): Promise<ReplayedEvent> {
  return commitsOf(db).transaction((transaction) => replayIn(transaction, ports, asked))
}

/** Inside of a transaction. */
async function replayIn(
  transaction: Database,
  ports: ReplayMeans['ports'],
  { actor, ...where }: Asked,
): Promise<ReplayedEvent> {
  const event = await findEvent(transaction, where)
  if (!event) return { ok: false, reason: 'not_found' }
  if (event.payload === '') return { ok: false, reason: 'erased' }
  const { state, eventId } = event
  const nowMs = ports.now()
  if (state === 'running' || !(await putBack(transaction, { ...where, state }, nowMs)))
    return { ok: false, reason: 'not_ended' }
  await recordAudit(transaction, {
    id: createAuditId(ports),
    tenantId: where.tenantId,
    atMs: nowMs,
    actor,
    action: state === 'waiting' ? 'event.hurried' : 'event.replayed',
    target: event.id,
    detail: { event: eventId, was: state },
  })
  return { ok: true, event }
}

/** False: it was faster than we. */
async function putBack(
  transaction: Database,
  { state, ...where }: { tenantId: string; id: string; state: Exclude<EventRow['state'], 'running'> },
  nowMs: number,
): Promise<boolean> {
  if (state === 'waiting') return hurryEvent(transaction, where, nowMs)
  if (!(await requeueWork(transaction, { queue: 'events', ...where, states: [state] }, nowMs))) return false
  if (state === 'done') await deleteSteps(transaction, { queue: 'events', ...where })
  return true
}

const pageRows = 100

/**
 * All events that a filter means, oldest first. A page is one short transaction, so that a running gateway gets its turn in
 * between. Yields what became of each page.
 */
export async function* replayEvents(
  { db, ports }: ReplayMeans,
  filter: EventFilter,
  actor: string,
): AsyncGenerator<{ replayed: number; passedOver: number }> {
  const { tenantId } = filter
  // What is replayed leaves the filter's states and may come back to them; what came after the call is not meant.
  const until = { ...filter, toMs: Math.min(filter.toMs ?? Infinity, ports.now() + 1) }
  let after: EventPlace | undefined
  for (;;) {
    const page = await listEventPlaces(db, { ...until, ...(after ? { after } : {}) }, pageRows)
    if (page.length === 0) return
    const replayed = await commitsOf(db).transaction(async (transaction) => {
      let count = 0
      for (const { id } of page)
        if ((await replayIn(transaction, ports, { tenantId, id, actor })).ok) count += 1
      return count
    })
    yield { replayed, passedOver: page.length - replayed }
    after = page.at(-1)
  }
}
