// What a company pays for Tillside itself, on both databases. Postgres: TEST_DATABASE_URL.

import { test } from 'vitest'
import { openPostgresStore, openSqliteStore } from '../../worlds/database.ts'
import { describePlanEvents } from './describe-plan-events.ts'
import { describePlan } from './describe-plan.ts'
import { describeTrial } from './describe-trial.ts'

describeTrial('the trial on SQLite', openSqliteStore)
describePlan('the plan on SQLite', openSqliteStore)
describePlanEvents('events about plans on SQLite', openSqliteStore)

const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) {
  const open = () => openPostgresStore(postgresUrl)
  describeTrial('the trial on Postgres', open)
  describePlan('the plan on Postgres', open)
  describePlanEvents('events about plans on Postgres', open)
} else test.skip('Postgres: set TEST_DATABASE_URL to a database that tests may write to', () => undefined)
