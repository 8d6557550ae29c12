// Whether a tenant is served. Only adds columns with a default or without a required value: instances of the version before keep
// running.

import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('tenants')
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('active'))
    .execute()
  await db.schema.alterTable('tenants').addColumn('suspended_at_ms', 'bigint').execute()
}
