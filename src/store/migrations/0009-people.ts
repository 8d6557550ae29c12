// People of a hosted gateway: who they are, their sessions, the companies they belong to. Only adds tables: instances of the version
// before keep running.
//
// The first six are better-auth's, with our names. It keeps times as ISO text and booleans as 0 and 1, on both databases alike. A test
// compares them with what the installed version wants.

import type { CreateTableBuilder, Kysely } from 'kysely'

type Table = CreateTableBuilder<string, 'id'>

export async function up(db: Kysely<unknown>): Promise<void> {
  const table = (name: string): Table =>
    db.schema.createTable(name).addColumn('id', 'text', (column) => column.primaryKey())
  /** Adds texts that are never null. */
  const withTexts = (builder: Table, names: readonly string[]): Table =>
    names.reduce((made, name) => made.addColumn(name, 'text', (column) => column.notNull()), builder)
  const withOptionalTexts = (builder: Table, names: readonly string[]): Table =>
    names.reduce((made, name) => made.addColumn(name, 'text'), builder)
  const withPerson = (builder: Table): Table =>
    builder.addColumn('user_id', 'text', (column) =>
      column.notNull().references('people.id').onDelete('cascade'),
    )
  const index = (name: string, column: string) =>
    db.schema.createIndex(`${name}_by_${column}`).on(name).column(column).execute()

  await withOptionalTexts(withTexts(table('people'), ['name']), ['image'])
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('email_verified', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute()

  await withOptionalTexts(
    withPerson(withTexts(table('sessions'), ['expires_at', 'created_at', 'updated_at'])),
    ['ip_address', 'user_agent'],
  )
    .addColumn('token', 'text', (column) => column.notNull().unique())
    .execute()
  await index('sessions', 'user_id')

  // Stays empty: there are no passwords and no sign-ins by others.
  await withOptionalTexts(
    withPerson(withTexts(table('identities'), ['account_id', 'provider_id', 'created_at', 'updated_at'])),
    [
      'access_token',
      'refresh_token',
      'id_token',
      'access_token_expires_at',
      'refresh_token_expires_at',
      'scope',
      'password',
    ],
  ).execute()
  await index('identities', 'user_id')

  await withTexts(table('codes'), ['identifier', 'value', 'expires_at', 'created_at', 'updated_at']).execute()
  await index('codes', 'identifier')

  await withOptionalTexts(withPerson(withTexts(table('passkeys'), ['public_key', 'device_type'])), [
    'name',
    'transports',
    'created_at',
    'aaguid',
  ])
    .addColumn('credential_id', 'text', (column) => column.notNull().unique())
    .addColumn('counter', 'integer', (column) => column.notNull())
    .addColumn('backed_up', 'integer', (column) => column.notNull())
    .execute()
  await index('passkeys', 'user_id')

  await table('sign_in_limits')
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('last_request', 'bigint', (column) => column.notNull())
    .execute()
  await index('sign_in_limits', 'last_request')

  await db.schema
    .createTable('code_requests')
    .addColumn('address_hash', 'text', (column) => column.primaryKey())
    .addColumn('sent', 'text', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .execute()
  await index('code_requests', 'updated_at_ms')

  await db.schema
    .createTable('memberships')
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('people.id'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('memberships_primary_key', ['tenant_id', 'person_id'])
    .execute()
  await index('memberships', 'person_id')

  await db.schema
    .createTable('invitations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('wrapped', 'text')
    .addColumn('invited_by', 'text', (column) => column.notNull().references('people.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('ended_at_ms', 'bigint')
    .execute()
  await db.schema
    .createIndex('invitations_by_tenant')
    .on('invitations')
    .columns(['tenant_id', 'state'])
    .execute()
  await index('invitations', 'email')
}
