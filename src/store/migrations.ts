// The list of migrations, in order. A list and not a folder scan: on Workers there is no file system at run time.

import type { Kysely } from 'kysely'
import { up as tenantsKeysPinsAudit } from './migrations/0001-tenants-keys-pins-audit.ts'
import { up as durableWork } from './migrations/0002-durable-work.ts'
import { up as eventsRelaySchedules } from './migrations/0003-events-relay-schedules.ts'
import { up as handlerRuns } from './migrations/0004-handler-runs.ts'
import { up as orderWithinASecond } from './migrations/0005-order-within-a-second.ts'
import { up as whatReleasesNeed } from './migrations/0006-what-releases-need.ts'
import { up as hostedTenants } from './migrations/0007-hosted-tenants.ts'
import { up as rootsAndWraps } from './migrations/0008-roots-and-wraps.ts'
import { up as people } from './migrations/0009-people.ts'
import { up as plan } from './migrations/0010-plan.ts'

export type Migration = {
  id: string
  up: (db: Kysely<unknown>) => Promise<void>
  /**
   * For a migration that takes away what older releases use: the migration that a release must know to work with the database
   * nevertheless. Releases that do not know it refuse to start. Without it, every release goes on working that did so before.
   */
  needs?: string
}

/** Forward only. Never change one that has been released; add the next. First expand, and contract in a later release. */
export const migrations: readonly Migration[] = [
  { id: '0001-tenants-keys-pins-audit', up: tenantsKeysPinsAudit },
  { id: '0002-durable-work', up: durableWork },
  { id: '0003-events-relay-schedules', up: eventsRelaySchedules },
  { id: '0004-handler-runs', up: handlerRuns },
  { id: '0005-order-within-a-second', up: orderWithinASecond },
  { id: '0006-what-releases-need', up: whatReleasesNeed },
  { id: '0007-hosted-tenants', up: hostedTenants },
  { id: '0008-roots-and-wraps', up: rootsAndWraps },
  { id: '0009-people', up: people },
  { id: '0010-plan', up: plan },
]
