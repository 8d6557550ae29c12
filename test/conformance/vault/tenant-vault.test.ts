// The vault of tenants, and the rotation of its key-encryption key, on both databases.

import { describeRotation } from './describe-rotation.ts'
import { describeTenantVault } from './describe-tenant-vault.ts'
import { openMemoryStore, openPostgresStore, openSqliteStore } from '../../worlds/database.ts'

describeTenantVault('the vault of tenants on SQLite', openMemoryStore)
describeRotation('a rotation on SQLite', () => openSqliteStore())
const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) {
  describeTenantVault('the vault of tenants on Postgres', () => openPostgresStore(postgresUrl))
  describeRotation('a rotation on Postgres', () => openPostgresStore(postgresUrl))
}
