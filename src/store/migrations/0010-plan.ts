// What a company pays for Tillside itself, where Tillside is hosted: its plan, who has had a trial, and which notices were given. Only
// adds tables: instances of the version before keep running.

import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('plans')
    .addColumn('tenant_id', 'text', (column) => column.primaryKey().references('tenants.id'))
    .addColumn('trial_began_at_ms', 'bigint')
    .addColumn('trial_ends_at_ms', 'bigint')
    .addColumn('trial_refused', 'text')
    .addColumn('trial_refused_at_ms', 'bigint')
    .addColumn('customer_id', 'text')
    .addColumn('customer_number', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('checkout_number', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('checkout_begun_at_ms', 'bigint')
    .addColumn('checkout_id', 'text')
    .addColumn('billing', 'text')
    .addColumn('read_at_ms', 'bigint')
    .addColumn('reads_begun', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('read_stored', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('suspended_since_ms', 'bigint')
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('plans_by_customer').unique().on('plans').column('customer_id').execute()

  // Without a reference to the tenant, because these rows stay when the tenant is erased.
  await db.schema
    .createTable('trials')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('began_at_ms', 'bigint', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('plan_notices')
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('occasion', 'text', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('plan_notices_primary_key', ['tenant_id', 'kind', 'occasion'])
    .execute()
}
