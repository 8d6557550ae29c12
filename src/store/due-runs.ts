// Selects the runs of handlers that are claimed next: the oldest due ones, one at a time for each handler and object. Only the first few
// hundred candidates are looked at, so that a backlog of thousands of runs for one object costs no more than one for many objects.

import { sql } from 'kysely'
import type { LaneId } from './queues.ts'
import type { Database } from './schema.ts'

/** How many due runs are looked at for one claim. Runs for objects that their handler is working on do not count. */
const lookedAtMax = 500

/** The states are literals, because a partial index is only used when the statement itself shows that it fits. */
const isRunning = sql<boolean>`exists (
  select 1 from handler_runs as other
  where other.state = 'running' and other.tenant_id = handler_runs.tenant_id and other.handler = handler_runs.handler
    and other.account_id = handler_runs.account_id and other.mode = handler_runs.mode
    and other.object_id = handler_runs.object_id)`

type DueRequest = { nowMs: number; limit: number; id?: string; lane?: LaneId }

/** All tenants, like the claim; each row is compared with rows of its own tenant. */
export function dueRunIds(db: Database, request: DueRequest) {
  return db
    .selectFrom('handler_runs')
    .select('id')
    .where('id', 'in', heads(db, request))
    .orderBy('next_attempt_at_ms')
    .orderBy('id')
    .limit(request.limit)
}

/** For each handler and object, the run for the event that occurred first; within one moment, for the one that arrived first. */
function heads(db: Database, request: DueRequest) {
  const placed = db.selectFrom(lookedAt(db, request).as('due')).select([
    'due.id',
    'due.next_attempt_at_ms',
    sql<number>`row_number() over (
        partition by due.tenant_id, due.handler, due.account_id, due.mode, coalesce(due.object_id, due.id)
        order by due.occurred_at_ms, due.rank, due.id)`.as('place'),
  ])
  return db.selectFrom(placed.as('placed')).select('placed.id').where('placed.place', '=', 1)
}

const lookedAt = (db: Database, { nowMs, id, lane }: DueRequest) =>
  db
    .selectFrom('handler_runs')
    .select([
      'id',
      'tenant_id',
      'handler',
      'account_id',
      'mode',
      'object_id',
      'occurred_at_ms',
      'rank',
      'next_attempt_at_ms',
    ])
    .where('state', '=', 'waiting')
    .where('next_attempt_at_ms', '<=', nowMs)
    .where((is) => is.not(isRunning))
    .$if(id !== undefined, (only) => only.where('id', '=', id ?? ''))
    .$if(lane !== undefined, (only) =>
      only.where('tenant_id', '=', lane?.tenantId ?? '').where('handler', '=', lane?.id ?? ''),
    )
    .orderBy('next_attempt_at_ms')
    .limit(lookedAtMax)
