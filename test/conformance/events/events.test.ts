// Events from their storage to their end, on every database.

import { describe } from 'vitest'
import { describeEventReplay } from './describe-replay.ts'
import { describeEvents } from './describe-events.ts'
import { describeHandlerLanes } from './describe-handler-lanes.ts'
import { describeInstalls } from './describe-installs.ts'
import { describeOwnAccounts } from './describe-own-accounts.ts'
import { describeReconciliation } from './describe-reconciliation.ts'
import { openMemoryStore, openPostgresStore, type JobStore } from '../../worlds/database.ts'

const postgresUrl = process.env['TEST_DATABASE_URL']

function describeAll(open: () => Promise<JobStore>): void {
  describe('handling', () => describeEvents(open))
  describe('replay', () => describeEventReplay(open))
  describe('lanes', () => describeHandlerLanes(open))
  describe('installations', () => describeInstalls(open))
  describe('own accounts', () => describeOwnAccounts(open))
  describe('reconciliation', () => describeReconciliation(open))
}

describe('events on SQLite', () => describeAll(openMemoryStore))
describe.skipIf(!postgresUrl)('events on Postgres', () =>
  describeAll(() => openPostgresStore(postgresUrl ?? '')),
)
