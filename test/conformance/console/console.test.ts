// The operator's page on both databases. Postgres: TEST_DATABASE_URL.

import { describe } from 'vitest'
import { describeConsole } from './describe-console.ts'
import { openMemoryStore, openPostgresStore } from '../../worlds/database.ts'

const postgresUrl = process.env['TEST_DATABASE_URL']

describe('the console on SQLite', () => describeConsole(openMemoryStore))
describe.skipIf(!postgresUrl)('the console on Postgres', () =>
  describeConsole(() => openPostgresStore(postgresUrl ?? '')),
)
