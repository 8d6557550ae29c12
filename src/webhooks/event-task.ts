// What is done with a stored event: passed to the relay, then to each handler that wants it. Each is a step of its own, so
// that one that fails is tried again without the others.

import { backoffMs } from '#jobs/backoff.ts'
import { AttemptFailed, LeaseLost, Stopping, type JobContext, type Task } from '#jobs/task.ts'
import type { Metrics } from '#metrics.ts'
import { commitsOf } from '#store/commits.ts'
import { findEvent, type EventRow } from '#store/events.ts'
import { findObjectVersion, raiseObjectVersion, type ObjectVersion } from '#store/object-versions.ts'
import type { Database } from '#store/schema.ts'

/** A handler of the configuration that wants an event. Throws what the handler throws, or `AttemptFailed`. */
export type WantedHandler = {
  id: string
  ordered: boolean
  run: (row: EventRow, context: JobContext) => Promise<void>
}

export type EventTaskMeans = {
  db: Database
  metrics: Metrics
  /** Those of the configuration that want events of this type, in its order. */
  handlersFor: (type: string) => readonly WantedHandler[]
  /** Puts the event into the queues of the endpoints that want it; a second time changes nothing. */
  relay: (row: EventRow) => Promise<void>
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const counter = 'tillside_handler_runs_total'

/** For the worker of the queue `events`. */
export function createEventTask(means: EventTaskMeans): Task {
  means.metrics.describe(counter, 'Runs of event handlers, by handler and outcome.')
  return {
    horizonMs: 3 * dayMs,
    attemptMs: 120_000,
    // So seldom in the end that three days are not too many attempts for one event.
    retryDelayMs: (attempt, ports) => backoffMs(attempt, ports, 3 * hourMs),
    async run(context) {
      const row = await findEvent(means.db, { tenantId: context.tenantId, id: context.id })
      // Erased in the meantime: nothing is left to be done.
      if (!row || row.payload === '') return
      await means.relay(row)
      await runHandlers(means, row, context)
    },
  }
}

/** All of them have their turn; one that may still succeed decides what comes of the attempt. */
async function runHandlers(means: EventTaskMeans, row: EventRow, context: JobContext): Promise<void> {
  let failure: AttemptFailed | undefined
  for (const handler of means.handlersFor(row.type)) {
    try {
      await context.step(handler.id, async () => {
        const outcome = await runHandler(means, handler, { row, context })
        means.metrics.count(counter, { handler: handler.id, outcome })
        return outcome
      })
    } catch (error) {
      if (error instanceof LeaseLost || error instanceof Stopping || context.signal.aborted) throw error
      means.metrics.count(counter, { handler: handler.id, outcome: 'failed' })
      const failed = toFailure(handler.id, error)
      if (!failure || failure.isFinal) failure = failed
    }
  }
  if (failure) throw failure
}

/** Which handler it was stands in the row; what it said does not. */
const toFailure = (handler: string, error: unknown): AttemptFailed =>
  error instanceof AttemptFailed ? error : new AttemptFailed(`handler_failed:${handler}`, { cause: error })

async function runHandler(
  { db }: EventTaskMeans,
  handler: WantedHandler,
  { row, context }: { row: EventRow; context: JobContext },
): Promise<'handled' | 'superseded'> {
  const { tenantId, accountId = '', mode, objectId, occurredAtMs } = row
  const version: ObjectVersion | undefined =
    handler.ordered && objectId !== undefined
      ? { tenantId, handler: handler.id, accountId, mode, objectId }
      : undefined
  // Stripe's times are whole seconds: of two events in one second neither is older.
  const handledMs = version && (await findObjectVersion(db, version))
  if (handledMs !== undefined && handledMs > occurredAtMs) return 'superseded'
  await handler.run(row, context)
  if (version) await commitsOf(db).statement((to) => raiseObjectVersion(to, version, occurredAtMs))
  return 'handled'
}
