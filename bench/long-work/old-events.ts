// Inserts thousands of old events: each with a payload, and handled ones with a handler run, its step and its attempt.

import type { Insertable } from 'kysely'
import { runIdOf } from '#store/handler-runs.ts'
import type { Database, Schema } from '#store/schema.ts'

export type OldEvents = {
  tenantId: string
  /** Part of their ids and of their type, `bench.<kind>`. */
  kind: string
  count: number
  endedMs: number
  accountId?: string
  /** Why they were set aside; absent for handled events. */
  setAside?: string
}

const pageRows = 500

export async function fillOldEvents(db: Database, old: OldEvents): Promise<void> {
  const { tenantId, kind, count, endedMs, accountId = '', setAside } = old
  for (let from = 0; from < count; from += pageRows) {
    const ids = Array.from(
      { length: Math.min(pageRows, count - from) },
      (_, index) => `${kind}${from + index}`,
    )
    const rows = ids.map((id): Insertable<Schema['events']> => ({
      id: `evr_${id}`,
      tenant_id: tenantId,
      account_id: accountId,
      account_name: '',
      mode: 'test',
      event_id: `evt_${id}`,
      form: 'snapshot',
      type: `bench.${kind}`,
      object_id: `in_${id}`,
      customer_id: null,
      occurred_at_ms: endedMs,
      came_by: 'test',
      payload: JSON.stringify({ id, text: 'x'.repeat(3000) }),
      state: setAside === undefined ? 'done' : 'set_aside',
      error: setAside ?? null,
      handed_out: setAside === undefined ? 1 : 0,
      queued_at_ms: endedMs,
      created_at_ms: endedMs,
      updated_at_ms: endedMs,
      ended_at_ms: setAside === undefined ? endedMs : null,
    }))
    const runs = ids.map((id): Insertable<Schema['handler_runs']> => ({
      id: runIdOf(`evr_${id}`, 'handler'),
      tenant_id: tenantId,
      event_row_id: `evr_${id}`,
      handler: 'handler',
      account_id: accountId,
      mode: 'test',
      object_id: `in_${id}`,
      occurred_at_ms: endedMs,
      rank: 1,
      state: 'done',
      error: null,
      result: '"handled"',
      attempts: 1,
      next_attempt_at_ms: endedMs,
      lease_until_ms: null,
      lease_id: null,
      queued_at_ms: endedMs,
      created_at_ms: endedMs,
      updated_at_ms: endedMs,
    }))
    const of = (id: string) => ({
      tenant_id: tenantId,
      queue: 'handler_runs',
      work_id: runIdOf(`evr_${id}`, 'handler'),
      at_ms: endedMs,
    })
    await db.transaction().execute(async (to) => {
      await to.insertInto('events').values(rows).execute()
      if (setAside !== undefined) return
      await to.insertInto('handler_runs').values(runs).execute()
      await to
        .insertInto('steps')
        .values(ids.map((id) => ({ ...of(id), name: 'write', result: '' })))
        .execute()
      await to
        .insertInto('attempts')
        .values(
          ids.map((id) => ({
            ...of(id),
            lease_id: 'lea',
            number: 1,
            took_ms: 3,
            outcome: 'done',
            error: null,
            note: null,
          })),
        )
        .execute()
    })
  }
}
