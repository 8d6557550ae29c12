// Stripe's times are whole seconds: within one of them what an event does to its object decides which comes first. Only adds
// columns: instances of the version before keep running, and take events of one second as they come.

import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['handler_runs', 'object_versions'])
    await db.schema
      .alterTable(table)
      .addColumn('rank', 'integer', (column) => column.notNull().defaultTo(1))
      .execute()
  await sql`
    update handler_runs set rank = (
      select case when type like '%.created' then 0 when type like '%.deleted' then 2 else 1 end
      from events where events.id = handler_runs.event_row_id)
    where state = 'waiting'`.execute(db)
}
