// Which events are claimed next: the oldest that are due, of each object one at a time. A backlog of thousands of one object
// must not cost more to look through than one of thousands of objects, so only the first of those that may run are looked at.

import { sql } from 'kysely'
import type { Database } from './schema.ts'

/** Due events looked at for one claim. Those of objects that are being worked on do not count. */
const lookedAtMax = 500

/** Literal, because a partial index is only used where the statement itself says that it fits. */
const isRunning = sql<boolean>`exists (
  select 1 from events as other
  where other.state = 'running' and other.tenant_id = events.tenant_id and other.account_id = events.account_id
    and other.mode = events.mode and other.object_id = events.object_id)`

type Looking = { nowMs: number; limit: number; id?: string }

/** All tenants, as the claim: each row is compared with rows of its own tenant. */
export function dueEventIds(db: Database, looking: Looking) {
  const abandoned = db
    .selectFrom('events')
    .select('id')
    .where('state', '=', 'running')
    .where('lease_until_ms', '<=', looking.nowMs)
    .$if(looking.id !== undefined, (only) => only.where('id', '=', looking.id ?? ''))
  return db
    .selectFrom('events')
    .select('id')
    .where('id', 'in', heads(db, looking).unionAll(abandoned))
    .orderBy('next_attempt_at_ms')
    .limit(looking.limit)
}

/** Of each object the event that occurred first. */
function heads(db: Database, looking: Looking) {
  const placed = db.selectFrom(lookedAt(db, looking).as('due')).select([
    'due.id',
    'due.next_attempt_at_ms',
    sql<number>`row_number() over (partition by due.tenant_id, due.account_id, due.mode, coalesce(due.object_id, due.id)
        order by due.occurred_at_ms, due.id)`.as('place'),
  ])
  return db.selectFrom(placed.as('placed')).select('placed.id').where('placed.place', '=', 1)
}

const lookedAt = (db: Database, { nowMs, id }: Looking) =>
  db
    .selectFrom('events')
    .select(['id', 'tenant_id', 'account_id', 'mode', 'object_id', 'occurred_at_ms', 'next_attempt_at_ms'])
    .where('state', '=', 'waiting')
    .where('next_attempt_at_ms', '<=', nowMs)
    .where((is) => is.not(isRunning))
    .$if(id !== undefined, (only) => only.where('id', '=', id ?? ''))
    .orderBy('next_attempt_at_ms')
    .limit(lookedAtMax)
