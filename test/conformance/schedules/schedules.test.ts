// Schedules on both databases. Postgres: TEST_DATABASE_URL.

import { test } from 'vitest'
import { describeSchedules } from './describe-schedules.ts'
import { openMemoryStore, openPostgresStore } from '../../worlds/database.ts'

describeSchedules('schedules on SQLite', openMemoryStore)

const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) describeSchedules('schedules on Postgres', () => openPostgresStore(postgresUrl))
else test.skip('Postgres: set TEST_DATABASE_URL to a database that tests may write to', () => undefined)
