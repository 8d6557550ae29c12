// The list of migrations, in order. A list and not a folder scan: on Workers there is no file system at run time.

import type { Kysely } from 'kysely'
import { up as tenantsKeysPinsAudit } from './migrations/0001-tenants-keys-pins-audit.ts'
import { up as durableWork } from './migrations/0002-durable-work.ts'
import { up as eventsRelaySchedules } from './migrations/0003-events-relay-schedules.ts'
import { up as handlerRuns } from './migrations/0004-handler-runs.ts'
import { up as orderWithinASecond } from './migrations/0005-order-within-a-second.ts'

export type Migration = { id: string; up: (db: Kysely<unknown>) => Promise<void> }

/** Forward only. Never change one that has been released; add the next. */
export const migrations: readonly Migration[] = [
  { id: '0001-tenants-keys-pins-audit', up: tenantsKeysPinsAudit },
  { id: '0002-durable-work', up: durableWork },
  { id: '0003-events-relay-schedules', up: eventsRelaySchedules },
  { id: '0004-handler-runs', up: handlerRuns },
  { id: '0005-order-within-a-second', up: orderWithinASecond },
]
