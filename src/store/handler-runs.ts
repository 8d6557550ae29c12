// Runs of handlers: one row for each event and each handler that wants it. Claims and ends of attempts are in work.ts. The state of an
// event follows from its runs.

import type { Selectable } from 'kysely'
import { momentOf } from './event-moment.ts'
import type { FreshEvent } from './events.ts'
import { endedAsDead, isUnfinished } from './queues.ts'
import type { Database, Schema } from './schema.ts'

type RunState = Schema['handler_runs']['state']

export type HandlerRun = {
  id: string
  /** Ours, of the inbox. */
  eventRowId: string
  handler: string
  state: RunState
  /** Why the last attempt failed: a code. */
  error?: string
  /** JSON. */
  result?: string
  /** Since it was put into the queue. */
  attempts: number
  nextAttemptAtMs: number
}

const toRun = (row: Selectable<Schema['handler_runs']>): HandlerRun => ({
  id: row.id,
  eventRowId: row.event_row_id,
  handler: row.handler,
  state: row.state,
  ...(row.error === null ? {} : { error: row.error }),
  ...(row.result === null ? {} : { result: row.result }),
  attempts: row.attempts,
  nextAttemptAtMs: Number(row.next_attempt_at_ms),
})

/** The same id for an event and handler each time, so that steps, attempts and idempotency keys stay with it. */
export const runIdOf = (eventRowId: string, handler: string): string => `${eventRowId}:${handler}`

/** The event that a run is for. */
export const eventRowIdOf = (runId: string): string => runId.slice(0, runId.indexOf(':'))

/** Adds runs that are not there yet. They count as waiting since their event was put into the queue. */
export async function insertHandlerRuns(
  db: Database,
  runs: readonly { event: FreshEvent; handler: string }[],
  nowMs: number,
): Promise<void> {
  if (runs.length === 0) return
  await db
    .insertInto('handler_runs')
    .values(
      runs.map(({ event, handler }) => ({
        id: runIdOf(event.id, handler),
        tenant_id: event.tenantId,
        event_row_id: event.id,
        handler,
        account_id: event.accountId ?? '',
        mode: event.mode,
        object_id: event.objectId ?? null,
        occurred_at_ms: event.occurredAtMs,
        rank: momentOf(event).rank,
        state: 'waiting' as const,
        error: null,
        result: null,
        attempts: 0,
        next_attempt_at_ms: event.queuedAtMs,
        lease_until_ms: null,
        lease_id: null,
        queued_at_ms: event.queuedAtMs,
        created_at_ms: nowMs,
        updated_at_ms: nowMs,
      })),
    )
    .onConflict((conflict) => conflict.columns(['event_row_id', 'handler']).doNothing())
    .execute()
}

/** Lists the runs of these events, by handler. */
export async function listHandlerRuns(
  db: Database,
  where: { tenantId: string; eventRowIds: readonly string[] },
): Promise<HandlerRun[]> {
  if (where.eventRowIds.length === 0) return []
  const rows = await db
    .selectFrom('handler_runs')
    .selectAll()
    .where('tenant_id', '=', where.tenantId)
    .where('event_row_id', 'in', where.eventRowIds)
    .orderBy('handler')
    .execute()
  return rows.map(toRun)
}

/** Makes the next attempt due now, for those that wait for one. Returns their ids. */
export async function hurryRuns(
  db: Database,
  { tenantId, ids }: { tenantId: string; ids: readonly string[] },
  nowMs: number,
): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .updateTable('handler_runs')
    .set({ next_attempt_at_ms: nowMs, updated_at_ms: nowMs })
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .where('state', '=', 'waiting')
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Ends one page of unfinished runs of handlers other than these. Returns the ids of their events. */
export async function endWaitingRuns(
  db: Database,
  where: { tenantId: string; handlers: readonly string[]; queuedBeforeMs: number; limit: number },
  end: { error: string; nowMs: number },
): Promise<string[]> {
  const { tenantId, handlers, queuedBeforeMs, limit } = where
  const isLeft = isUnfinished(end.nowMs)
  const rows = await db
    .updateTable('handler_runs')
    .set(endedAsDead(end))
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', (from) =>
      from
        .selectFrom('handler_runs')
        .select('id')
        .where('tenant_id', '=', tenantId)
        .where('state', 'in', ['waiting', 'running'])
        .where(isLeft)
        .where('queued_at_ms', '<', queuedBeforeMs)
        .$if(handlers.length > 0, (only) => only.where('handler', 'not in', handlers))
        .limit(limit),
    )
    .where(isLeft)
    .returning('event_row_id')
    .execute()
  return rows.map((row) => row.event_row_id)
}
