// Adds a handler run in a given state for an existing event.

import type { Updateable } from 'kysely'
import { findEvent, markHandedOut } from '#store/events.ts'
import { insertHandlerRuns, runIdOf } from '#store/handler-runs.ts'
import type { Database, Schema } from '#store/schema.ts'

export type RunInRow = Updateable<Schema['handler_runs']> & { handler?: string }

/** Marks the event as handed out and returns the id of the run. */
export async function addRun(
  db: Database,
  of: { tenantId: string; eventRowId: string; atMs: number },
  { handler = 'note-orders', ...row }: RunInRow = {},
): Promise<string> {
  const { tenantId, eventRowId, atMs } = of
  const event = await findEvent(db, { tenantId, id: eventRowId })
  if (!event) throw new Error('there is no such event')
  await insertHandlerRuns(db, [{ event: { ...event, isErased: false }, handler }], atMs)
  await markHandedOut(db, { tenantId, ids: [eventRowId] }, atMs)
  const id = runIdOf(eventRowId, handler)
  await db
    .updateTable('handler_runs')
    .set({ state: 'done', attempts: 1, ...row })
    .where('id', '=', id)
    .execute()
  return id
}
