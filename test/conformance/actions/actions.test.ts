// Actions on both databases. Postgres: TEST_DATABASE_URL.

import { test } from 'vitest'
import { describeActions } from './describe-actions.ts'
import { openPostgresStore, openSqliteStore } from '../../worlds/database.ts'

describeActions('actions on SQLite', openSqliteStore)

const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) describeActions('actions on Postgres', () => openPostgresStore(postgresUrl))
else test.skip('Postgres: set TEST_DATABASE_URL to a database that tests may write to', () => undefined)
