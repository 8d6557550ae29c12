// Durable work on both databases. Postgres: TEST_DATABASE_URL.

import { test } from 'vitest'
import { describeJobs } from './describe-jobs.ts'
import { openPostgresStore, openSqliteStore } from '../../worlds/database.ts'

describeJobs('durable work on SQLite', openSqliteStore)

const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) describeJobs('durable work on Postgres', () => openPostgresStore(postgresUrl))
else test.skip('Postgres: set TEST_DATABASE_URL to a database that tests may write to', () => undefined)
