// Each handler of an event becomes a row of work of its own, so that none waits for another. What handlers of unfinished events
// have done already goes along: steps, attempts, the end. Instances of the version before have to be stopped first, as they
// look for work where none is any more.

import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRuns(db)
  await fillRuns(db)
  await moveTraces(db)
  await slimEvents(db)
}

async function createRuns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('handler_runs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('event_row_id', 'text', (column) => column.notNull().references('events.id'))
    .addColumn('handler', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('object_id', 'text')
    .addColumn('occurred_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('result', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_attempt_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('lease_until_ms', 'bigint')
    .addColumn('lease_id', 'text')
    .addColumn('queued_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('handler_runs_once')
    .unique()
    .on('handler_runs')
    .columns(['event_row_id', 'handler'])
    .execute()
  await db.schema
    .createIndex('handler_runs_due')
    .on('handler_runs')
    .columns(['state', 'handler', 'next_attempt_at_ms'])
    .execute()
  // No handler works on two events of one object at the same time, whatever two claims at once may read.
  await db.schema
    .createIndex('handler_runs_one_running_per_object')
    .unique()
    .on('handler_runs')
    .columns(['tenant_id', 'handler', 'account_id', 'mode', 'object_id'])
    .where(sql.ref('state'), '=', 'running')
    .execute()
}

/** Of a text that begins with a handler's id, that id: what is left when all that an id may consist of is cut off is the rest. */
const handlerOf = (column: string) =>
  sql<string>`substr(${sql.ref(column)}, 1,
    length(${sql.ref(column)}) - length(ltrim(${sql.ref(column)}, 'abcdefghijklmnopqrstuvwxyz0123456789-')))`

/**
 * Runs of handlers that have begun: a step that is called as a handler is its end, one that is called `handler/…` was done on
 * the way, and an event that failed names its handler. Those that have not begun are found when the event is handed out.
 */
async function fillRuns(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into handler_runs (id, tenant_id, event_row_id, handler, account_id, mode, object_id, occurred_at_ms, state,
      error, result, attempts, next_attempt_at_ms, queued_at_ms, created_at_ms, updated_at_ms)
    select events.id || ':' || begun.handler, events.tenant_id, events.id, begun.handler, events.account_id, events.mode,
      events.object_id, events.occurred_at_ms,
      case when finished.name is not null then 'done' when events.state in ('done', 'dead') then events.state else 'waiting' end,
      case when finished.name is null then events.error end,
      finished.result, events.attempts, events.next_attempt_at_ms, events.queued_at_ms, events.created_at_ms,
      events.updated_at_ms
    from (
      select work_id, ${handlerOf('name')} as handler from steps where queue = 'events'
      union select id, substr(error, 16) from events where error like 'handler_failed:%'
      union select id, substr(error, 9) from events where error like 'refused:%'
    ) as begun
    join events on events.id = begun.work_id
    left join steps as finished
      on finished.queue = 'events' and finished.work_id = events.id and finished.name = begun.handler`.execute(
    db,
  )
}

/** An attempt at an event was one at each of its handlers, unless it says whose it was. */
async function moveTraces(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into attempts (tenant_id, queue, work_id, lease_id, number, at_ms, took_ms, outcome, error, note)
    select tried.tenant_id, 'handler_runs', handler_runs.id, tried.lease_id, tried.number, tried.at_ms, tried.took_ms,
      tried.outcome, tried.error, tried.note
    from attempts as tried join handler_runs on handler_runs.event_row_id = tried.work_id
    where tried.queue = 'events'
      and (tried.error is null or (tried.error not like 'handler_failed:%' and tried.error not like 'refused:%')
        or tried.error in ('handler_failed:' || handler_runs.handler, 'refused:' || handler_runs.handler))`.execute(
    db,
  )
  await sql`delete from attempts where queue = 'events'`.execute(db)
  await sql`delete from steps where queue = 'events' and name not like '%/%'`.execute(db)
  await sql`
    update steps set queue = 'handler_runs', work_id = work_id || ':' || ${handlerOf('name')},
      name = substr(name, length(${handlerOf('name')}) + 2)
    where queue = 'events'`.execute(db)
}

/** What was under way is handed out anew, which adds what is missing and nothing else. */
async function slimEvents(db: Kysely<unknown>): Promise<void> {
  for (const index of ['events_due', 'events_one_running_per_object'])
    await db.schema.dropIndex(index).execute()
  for (const column of ['attempts', 'next_attempt_at_ms', 'lease_until_ms', 'lease_id'])
    await db.schema.alterTable('events').dropColumn(column).execute()
  await db.schema
    .alterTable('events')
    .addColumn('handed_out', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await sql`update events set handed_out = 1 where state in ('done', 'dead')`.execute(db)
  await sql`update events set state = 'waiting', error = null where state in ('waiting', 'running')`.execute(
    db,
  )
  // Few among many are not done, and found by their state; of those that are to be handed out the oldest.
  await db.schema
    .createIndex('events_by_state')
    .on('events')
    .columns(['state', 'handed_out', 'queued_at_ms'])
    .execute()
}
