// Events and what follows from them: the inbox, deliveries to in-house endpoints, schedules, and one table of steps and one of
// attempts for every kind of durable work. Steps of jobs move there, so instances of the version before have to be stopped first.

import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createEvents(db)
  await createDeliveries(db)
  await createWork(db)
  await createSchedules(db)
}

async function createEvents(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('events')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('account_name', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('form', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('object_id', 'text')
    .addColumn('customer_id', 'text')
    .addColumn('occurred_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('came_by', 'text', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_attempt_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('lease_until_ms', 'bigint')
    .addColumn('lease_id', 'text')
    .addColumn('queued_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('ended_at_ms', 'bigint')
    .execute()
  await db.schema
    .createIndex('events_once')
    .unique()
    .on('events')
    .columns(['tenant_id', 'account_id', 'mode', 'event_id'])
    .execute()
  await db.schema.createIndex('events_due').on('events').columns(['state', 'next_attempt_at_ms']).execute()
  // All that people look for stands in the index: whoever looks for something rare reads no payloads on the way. Nothing in it
  // changes later.
  await db.schema
    .createIndex('events_by_time')
    .on('events')
    .columns([
      'tenant_id',
      'created_at_ms',
      'id',
      'type',
      'mode',
      'account_id',
      'object_id',
      'customer_id',
      'event_id',
    ])
    .execute()
  // How long events have waited, without reading them.
  await db.schema
    .createIndex('events_by_end')
    .on('events')
    .columns(['tenant_id', 'ended_at_ms', 'queued_at_ms'])
    .where(sql.ref('ended_at_ms'), 'is not', null)
    .execute()
  // No two events of one object are worked on at the same time, whatever two claims at once may read.
  await db.schema
    .createIndex('events_one_running_per_object')
    .unique()
    .on('events')
    .columns(['tenant_id', 'account_id', 'mode', 'object_id'])
    .where(sql.ref('state'), '=', 'running')
    .execute()

  await db.schema
    .createTable('object_versions')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('handler', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('object_id', 'text', (column) => column.notNull())
    .addColumn('occurred_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('object_versions_primary_key', [
      'tenant_id',
      'handler',
      'account_id',
      'mode',
      'object_id',
    ])
    .execute()

  await db.schema
    .createTable('reconciliations')
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('listing', 'text', (column) => column.notNull())
    .addColumn('complete_until_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('reconciliations_primary_key', ['tenant_id', 'listing'])
    .execute()
}

async function createDeliveries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('endpoints')
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('failing_since_ms', 'bigint')
    .addColumn('succeeded_at_ms', 'bigint')
    .addColumn('paused_until_ms', 'bigint')
    .addColumn('changed_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('endpoints_primary_key', ['tenant_id', 'id'])
    .execute()

  await db.schema
    .createTable('deliveries')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('endpoint_id', 'text', (column) => column.notNull())
    .addColumn('event_row_id', 'text', (column) => column.notNull().references('events.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_attempt_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('lease_until_ms', 'bigint')
    .addColumn('lease_id', 'text')
    .addColumn('queued_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .addForeignKeyConstraint('deliveries_endpoint', ['tenant_id', 'endpoint_id'], 'endpoints', [
      'tenant_id',
      'id',
    ])
    .execute()
  await db.schema
    .createIndex('deliveries_once')
    .unique()
    .on('deliveries')
    .columns(['event_row_id', 'endpoint_id'])
    .execute()
  await db.schema
    .createIndex('deliveries_due')
    .on('deliveries')
    .columns(['endpoint_id', 'state', 'next_attempt_at_ms'])
    .execute()
  await db.schema
    .createIndex('deliveries_by_time')
    .on('deliveries')
    .columns(['tenant_id', 'created_at_ms'])
    .execute()
}

async function createWork(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('steps')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('queue', 'text', (column) => column.notNull())
    .addColumn('work_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('result', 'text', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('steps_primary_key', ['queue', 'work_id', 'name'])
    .execute()
  const old = db as Kysely<Record<'steps' | 'job_steps', Record<string, string>>>
  await old
    .insertInto('steps')
    .columns(['tenant_id', 'queue', 'work_id', 'name', 'result', 'at_ms'])
    .expression((from) =>
      from
        .selectFrom('job_steps')
        .select((is) => [
          is.ref('tenant_id').as('tenant_id'),
          is.val('jobs').as('queue'),
          is.ref('job_id').as('work_id'),
          is.ref('name').as('name'),
          is.ref('result').as('result'),
          is.ref('at_ms').as('at_ms'),
        ]),
    )
    .execute()
  await db.schema.dropTable('job_steps').execute()

  await db.schema
    .createTable('attempts')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('queue', 'text', (column) => column.notNull())
    .addColumn('work_id', 'text', (column) => column.notNull())
    .addColumn('lease_id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('took_ms', 'bigint', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('note', 'text')
    .addPrimaryKeyConstraint('attempts_primary_key', ['queue', 'work_id', 'lease_id'])
    .execute()
  await db.schema.createIndex('attempts_by_time').on('attempts').columns(['tenant_id', 'at_ms']).execute()
}

async function createSchedules(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('schedules')
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('looked_until_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('schedules_primary_key', ['tenant_id', 'id'])
    .execute()
  await db.schema
    .createTable('ticks')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('schedule_id', 'text', (column) => column.notNull())
    .addColumn('tick_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('job_id', 'text')
    .addPrimaryKeyConstraint('ticks_primary_key', ['tenant_id', 'schedule_id', 'tick_at_ms'])
    .execute()
}
