// The relay of events on both databases, to real servers on this machine. Postgres: TEST_DATABASE_URL.

import { test } from 'vitest'
import { describeRelay } from './describe-relay.ts'
import { openPostgresStore, openSqliteStore } from '../../worlds/database.ts'

describeRelay('the relay on SQLite', () => openSqliteStore())

const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) describeRelay('the relay on Postgres', () => openPostgresStore(postgresUrl))
else test.skip('Postgres: set TEST_DATABASE_URL to a database that tests may write to', () => undefined)
