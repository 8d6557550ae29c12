// Events from their row to their end, on every database.

import { describe } from 'vitest'
import { describeEvents } from './describe-events.ts'
import { describeInstalls } from './describe-installs.ts'
import { describeReconciliation } from './describe-reconciliation.ts'
import { openMemoryStore, openPostgresStore, type JobStore } from './jobs-store.ts'

const postgresUrl = process.env['TEST_DATABASE_URL']

function describeAll(open: () => Promise<JobStore>): void {
  describe('handling', () => describeEvents(open))
  describe('installations', () => describeInstalls(open))
  describe('reconciliation', () => describeReconciliation(open))
}

describe('events on SQLite', () => describeAll(openMemoryStore))
describe.skipIf(!postgresUrl)('events on Postgres', () =>
  describeAll(() => openPostgresStore(postgresUrl ?? '')),
)
