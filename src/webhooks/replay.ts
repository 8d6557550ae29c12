// Puts events back into the queue by hand: for all handlers, or for one alone. An event that was done is handled anew; of one that was
// given up only the missing runs are repeated.

import { paced } from '#jobs/pages.ts'
import type { Ports } from '#ports.ts'
import { createAuditId, recordAudits } from '#store/audit.ts'
import { commitsOf } from '#store/commits.ts'
import { listEventPlaces, type EventFilter, type EventPlace } from '#store/event-list.ts'
import { lockEvents, reopenEvents, type EventWithoutPayload, type LockedEvent } from '#store/events.ts'
import { hurryRuns, listHandlerRuns, type HandlerRun } from '#store/handler-runs.ts'
import { requeueWork } from '#store/requeue.ts'
import type { Database } from '#store/schema.ts'
import { deleteSteps } from '#store/steps.ts'

export type ReplayDeps = { db: Database; ports: Pick<Ports, 'now' | 'randomBytes'> }

export type ReplayedEvent =
  | { ok: true; event: EventWithoutPayload }
  /** `not_ended`: it is being worked on. `erased`: its payload is gone. `not_wanted`: the named handler does not want it. */
  | { ok: false; reason: 'not_found' | 'not_ended' | 'erased' | 'not_wanted' }

type ReplayRequest = {
  tenantId: string
  /** The id of one handler, to replay for it alone. */
  handler?: string
  /** For the audit. */
  actor: string
}

type PageRequest = ReplayRequest & {
  ids: readonly string[]
  /** Passes over events that are waiting, or that were put into the queue at this time or later. */
  queuedBeforeMs?: number
}

/** Replays one event. Runs that wait for their next attempt have it now. */
export async function replayEvent(
  { db, ports }: ReplayDeps,
  { id, ...request }: ReplayRequest & { id: string },
): Promise<ReplayedEvent> {
  const page = { ...request, ids: [id] }
  const replayed = await commitsOf(db).transaction((transaction) => replayPage(transaction, ports, page))
  return replayed.get(id) ?? { ok: false, reason: 'not_found' }
}

/** An event with its runs: all of them, or those of the handler that was named. */
type Candidate = { event: LockedEvent; runs: readonly HandlerRun[] }

/** Replays a page of events inside a transaction, with a fixed number of statements. Returns the results by event id. */
async function replayPage(
  transaction: Database,
  ports: ReplayDeps['ports'],
  request: PageRequest,
): Promise<Map<string, ReplayedEvent>> {
  const { tenantId, handler, actor } = request
  const nowMs = ports.now()
  const candidates = await lockCandidates(transaction, request, nowMs)
  const accepted = candidates.filter((candidate) => refusalOf(candidate, request) === undefined)
  const { hurried, requeued } = await putBackRuns(transaction, { ...request, candidates: accepted }, nowMs)
  const isPutBack = ({ id }: HandlerRun) => hurried.has(id) || requeued.has(id)
  const replayed = accepted.filter(
    ({ event, runs }) => event.state !== 'waiting' || runs.length === 0 || runs.some(isPutBack),
  )
  const ended = replayed.filter(({ event }) => event.state !== 'waiting').map(({ event }) => event.id)
  // Unless a handler was named, the events are also handed out to handlers and endpoints that did not want them before.
  await reopenEvents(transaction, { tenantId, ids: ended }, { nowMs, handOut: handler === undefined })
  const entries = replayed.map(({ event: { id, eventId, state }, runs }) => ({
    id: createAuditId(ports),
    tenantId,
    atMs: nowMs,
    actor,
    action:
      state === 'waiting' && !runs.some((run) => requeued.has(run.id)) ? 'event.hurried' : 'event.replayed',
    target: id,
    detail: { event: eventId, was: state, ...(handler === undefined ? {} : { handler }) },
  }))
  await recordAudits(transaction, entries)
  const isReplayed = new Set(replayed)
  const toResult = (candidate: Candidate): ReplayedEvent =>
    isReplayed.has(candidate)
      ? { ok: true, event: candidate.event }
      : { ok: false, reason: refusalOf(candidate, request) ?? 'not_ended' }
  return new Map(candidates.map((candidate) => [candidate.event.id, toResult(candidate)]))
}

async function lockCandidates(
  transaction: Database,
  { tenantId, ids, handler }: PageRequest,
  nowMs: number,
): Promise<Candidate[]> {
  // Before the runs are read: once an event is locked, none of its runs ends it.
  const events = await lockEvents(transaction, { tenantId, ids }, nowMs)
  const all = await listHandlerRuns(transaction, { tenantId, eventRowIds: ids })
  const runs = handler === undefined ? all : all.filter((run) => run.handler === handler)
  const runsOf = Map.groupBy(runs, ({ eventRowId }) => eventRowId)
  return events.map((event) => ({ event, runs: runsOf.get(event.id) ?? [] }))
}

/** Why the event is not replayed. */
function refusalOf({ event, runs }: Candidate, { handler, queuedBeforeMs }: PageRequest) {
  if (event.isErased) return 'erased'
  const isOneOfMany = queuedBeforeMs !== undefined
  if (isOneOfMany && (event.state === 'waiting' || event.queuedAtMs >= queuedBeforeMs)) return 'not_ended'
  if (handler !== undefined && runs.length === 0) return 'not_wanted'
  return undefined
}

/**
 * Hurries runs that wait, and requeues those that gave up; also those that are done, if their handler was named or their event was
 * done. Returns the ids of those that were still in that state.
 */
async function putBackRuns(
  transaction: Database,
  { tenantId, candidates, handler }: ReplayRequest & { candidates: readonly Candidate[] },
  nowMs: number,
): Promise<{ hurried: ReadonlySet<string>; requeued: ReadonlySet<string> }> {
  const work = { queue: 'handler_runs', tenantId } as const
  const inState = (state: HandlerRun['state'], of = candidates) =>
    of.flatMap(({ runs }) => runs.filter((run) => run.state === state).map(({ id }) => id))
  const anew = candidates.filter(({ event }) => handler !== undefined || event.state === 'done')
  const hurried = await hurryRuns(transaction, { tenantId, ids: inState('waiting') }, nowMs)
  const dead = { ...work, ids: inState('dead'), states: ['dead'] } as const
  const done = { ...work, ids: inState('done', anew), states: ['done'] } as const
  const requeuedDead = await requeueWork(transaction, dead, nowMs)
  const requeuedDone = await requeueWork(transaction, done, nowMs)
  await deleteSteps(transaction, { ...work, ids: requeuedDone })
  return { hurried: new Set(hurried), requeued: new Set([...requeuedDead, ...requeuedDone]) }
}

const pageRows = 100

/**
 * Replays all events that match a filter, oldest first. Each page is one short transaction, so that a running gateway can write in
 * between. Yields the counts of each page.
 */
export async function* replayEvents(
  { db, ports }: ReplayDeps & { ports: Pick<Ports, 'sleep'> },
  filter: EventFilter,
  how: Pick<ReplayRequest, 'actor' | 'handler'>,
): AsyncGenerator<{ replayed: number; passedOver: number }> {
  const { tenantId } = filter
  const begunMs = ports.now()
  // A replayed event leaves the filter's states and may come back to them, also because of another call at the same time. Events that
  // arrive after this call are left out as well.
  const until = { ...filter, toMs: Math.min(filter.toMs ?? Infinity, begunMs) }
  let after: EventPlace | undefined
  for (;;) {
    const page = await listEventPlaces(db, { ...until, ...(after ? { after } : {}) }, pageRows)
    if (page.length === 0) return
    const request = { tenantId, ids: page.map(({ id }) => id), ...how, queuedBeforeMs: begunMs }
    const outcomes = await paced(ports, () =>
      commitsOf(db).transaction((transaction) => replayPage(transaction, ports, request)),
    )
    const replayed = [...outcomes.values()].filter(({ ok }) => ok).length
    yield { replayed, passedOver: page.length - replayed }
    after = page.at(-1)
  }
}
