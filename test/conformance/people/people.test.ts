// People of a hosted gateway on both databases. Postgres: TEST_DATABASE_URL.

import { describe } from 'vitest'
import { openMemoryStore, openPostgresStore } from '../../worlds/database.ts'
import { describeInvitations } from './describe-invitations.ts'
import { describeMails } from './describe-mails.ts'
import { describeMembers } from './describe-members.ts'
import { describeSignIn } from './describe-sign-in.ts'

const postgresUrl = process.env['TEST_DATABASE_URL']
const suites = [describeSignIn, describeMembers, describeInvitations, describeMails]

describe('people on SQLite', () => {
  for (const describeAll of suites) describeAll(openMemoryStore)
})
describe.skipIf(!postgresUrl)('people on Postgres', () => {
  for (const describeAll of suites) describeAll(() => openPostgresStore(postgresUrl ?? ''))
})
