// One attempt of one handler at one event. The other handlers of the event have rows of their own, with their own times and
// attempts.

import { createBatcher } from '#batcher.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { matchesAnyEvent } from '#definitions/event-match.ts'
import { isSourceError } from '#definitions/source-error.ts'
import { noteReason } from '#extensions/note-reason.ts'
import {
  listHandlers,
  runHandler,
  type EventHandler,
  type HandlerDeps,
  type HandlerRequest,
} from '#extensions/handlers/handlers.ts'
import { backoffMs } from '#jobs/backoff.ts'
import { AttemptFailed, LeaseLost, Stopping, type Task } from '#jobs/task.ts'
import { commitsOf } from '#store/commits.ts'
import { isBefore, momentOf } from '#store/event-moment.ts'
import { endEvents, findEvents, type EventRow } from '#store/events.ts'
import { eventRowIdOf } from '#store/handler-runs.ts'
import { findObjectVersion, raiseObjectVersion, type ObjectVersion } from '#store/object-versions.ts'

/** One run of a handler, for a log that people read while they try things out. */
export type HandlerRunReport = Pick<EventRow, 'eventId' | 'type'> & {
  handler: string
  ok: boolean
  startedMs: number
  endedMs: number
}
export type OnHandlerRun = (report: HandlerRunReport) => void

export type HandlerTaskDeps = HandlerDeps & {
  /** The configuration as it is now. */
  definitions: () => Pick<TillsideConfig, 'handlers'>
  /** Called at the end of each run. */
  onHandlerRun?: OnHandlerRun
}

export const goneFromConfigCode = 'handler_gone_from_config'
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** Payloads may be long. */
const readTogetherMax = 16
const counter = 'tillside_handler_runs_total'

/** For the worker of the queue `handler_runs`. */
export function createHandlerTask(deps: HandlerTaskDeps): Task {
  const { ports, metrics, definitions } = deps
  metrics.describe(counter, 'Runs of event handlers, by handler and outcome.')
  const readEvent = createEventReader(deps)
  const find = (lane: string | undefined) => listHandlers(definitions()).find(({ id }) => id === lane)
  return {
    horizonMs: 3 * dayMs,
    attemptMs: ({ lane }) => find(lane)?.timeoutMs ?? minuteMs,
    // Rare enough towards the end that three days do not make too many attempts at one event.
    retryDelayMs: (attempt, random) => backoffMs(attempt, random, 3 * hourMs),
    async run(job) {
      const event = await readEvent({ tenantId: job.tenantId, id: eventRowIdOf(job.id) })
      // It was erased in the meantime: there is nothing left to do.
      if (!event || event.payload === '') return undefined
      const handler = find(job.lane)
      if (!handler || !matchesAnyEvent(handler.events, event.type))
        throw new AttemptFailed(goneFromConfigCode, { isFinal: true })
      const count = (outcome: string) => metrics.count(counter, { handler: handler.id, outcome })
      try {
        const outcome = await runInOrder(deps, handler, { event, job })
        count(outcome)
        return outcome
      } catch (error) {
        if (error instanceof LeaseLost || error instanceof Stopping || job.signal.aborted) throw error
        count('failed')
        noteReason(job, error)
        throw toFailure(handler.id, error)
      }
    },
    async atEnd(transaction, ended) {
      for (const [tenantId, ofTenant] of Map.groupBy(ended, ({ item }) => item.tenantId)) {
        const ids = [...new Set(ofTenant.map(({ item }) => eventRowIdOf(item.id)))]
        await endEvents(transaction, { tenantId, ids }, ports.now())
      }
    },
  }
}

/** Reads the events of runs that begin together with one statement. */
function createEventReader({ db, ports }: HandlerTaskDeps) {
  return createBatcher<{ tenantId: string; id: string }, EventRow | undefined>({
    async run(wanted) {
      const found = new Map<string, EventRow>()
      for (const [tenantId, ofTenant] of Map.groupBy(wanted, (one) => one.tenantId)) {
        const ids = [...new Set(ofTenant.map(({ id }) => id))]
        for (const [id, event] of await findEvents(db, { tenantId, ids })) found.set(id, event)
      }
      return wanted.map(({ id }) => found.get(id))
    },
    itemsMax: readTogetherMax,
    ports,
  })
}

/** The row names the handler that failed, and keeps nothing of what it said. */
function toFailure(handler: string, error: unknown): AttemptFailed {
  if (error instanceof AttemptFailed) return error
  const { retryAfterMs } = isSourceError(error) ? error : { retryAfterMs: 0 }
  return new AttemptFailed(`handler_failed:${handler}`, { cause: error, retryAfterMs })
}

/** Runs the handler, unless it is an ordered one that has handled a later event of the same object. */
async function runInOrder(
  deps: HandlerTaskDeps,
  handler: EventHandler,
  { event, job }: HandlerRequest,
): Promise<'handled' | 'superseded'> {
  const { db } = deps
  const { tenantId, accountId = '', mode, objectId } = event
  const moment = momentOf(event)
  const version: ObjectVersion | undefined =
    handler.ordered && objectId !== undefined
      ? { tenantId, handler: handler.id, accountId, mode, objectId }
      : undefined
  const handled = version && (await findObjectVersion(db, version))
  if (handled && isBefore(moment, handled)) return 'superseded'
  await runReported(deps, handler, { event, job })
  if (version) await commitsOf(db).statement((to) => raiseObjectVersion(to, version, moment))
  return 'handled'
}

async function runReported(
  deps: HandlerTaskDeps,
  handler: EventHandler,
  request: HandlerRequest,
): Promise<void> {
  const { ports, onHandlerRun } = deps
  const { eventId, type } = request.event
  const startedMs = ports.now()
  let ok = false
  try {
    await runHandler(deps, handler, request)
    ok = true
  } finally {
    onHandlerRun?.({ eventId, type, handler: handler.id, ok, startedMs, endedMs: ports.now() })
  }
}
