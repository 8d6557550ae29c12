// Roots that seal each tenant's Stripe keys, and more about connection keys: mode, scope, expiry, last use. Only adds tables and
// columns without a required value: instances of the version before keep running.

import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRoots(db)
  await createStripeKeys(db)
  for (const [name, type] of [
    ['last_four', 'text'],
    ['mode', 'text'],
    ['scope', 'text'],
    ['created_by', 'text'],
    ['expires_at_ms', 'bigint'],
    ['last_used_at_ms', 'bigint'],
  ] as const)
    await db.schema.alterTable('connection_keys').addColumn(name, type).execute()
}

async function createRoots(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tenant_roots')
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('public_half', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('tenant_roots_primary_key', ['tenant_id', 'purpose'])
    .addUniqueConstraint('tenant_roots_by_id', ['tenant_id', 'purpose', 'id'])
    .execute()
  await db.schema
    .createTable('root_wraps')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('root_id', 'text', (column) => column.notNull())
    .addColumn('opener_kind', 'text', (column) => column.notNull())
    .addColumn('opener_id', 'text', (column) => column.notNull())
    .addColumn('wrapped', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint')
    .addPrimaryKeyConstraint('root_wraps_primary_key', ['tenant_id', 'purpose', 'opener_kind', 'opener_id'])
    // A wrap that is stored while its root is erased goes with it, or is refused.
    .addForeignKeyConstraint(
      'root_wraps_root',
      ['tenant_id', 'purpose', 'root_id'],
      'tenant_roots',
      ['tenant_id', 'purpose', 'id'],
      (key) => key.onDelete('cascade'),
    )
    .execute()
}

async function createStripeKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('stripe_keys')
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('last_four', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text')
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('replaced_at_ms', 'bigint')
    .addColumn('revoked_at_ms', 'bigint')
    .addPrimaryKeyConstraint('stripe_keys_primary_key', ['tenant_id', 'id'])
    .execute()
  await db.schema
    .createTable('key_openings')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('stripe_key_id', 'text', (column) => column.notNull())
    .addColumn('opener_kind', 'text', (column) => column.notNull())
    .addColumn('opener_id', 'text', (column) => column.notNull())
    .addColumn('feature', 'text', (column) => column.notNull())
    .addColumn('hour_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('last_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('key_openings_primary_key', [
      'tenant_id',
      'hour_at_ms',
      'stripe_key_id',
      'opener_kind',
      'opener_id',
      'feature',
    ])
    .execute()
}
