// The vault of tenants on both databases.

import { describeTenantVault } from './describe-tenant-vault.ts'
import { openMemoryStore, openPostgresStore } from '../../worlds/database.ts'

describeTenantVault('the vault of tenants on SQLite', openMemoryStore)
const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) describeTenantVault('the vault of tenants on Postgres', () => openPostgresStore(postgresUrl))
