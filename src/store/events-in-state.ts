// Finds events that are not done by their state: they are few among many.

import { sql, type RawBuilder } from 'kysely'
import type { Schema } from './schema.ts'

/**
 * SQLite assumes that the tenant narrows more than the state, and would read all events of the tenant. Concatenating the column with
 * an empty text rules out the tenant's index, so that it uses the index of states. Postgres has statistics, and chooses that index anyway.
 */
export const inState = (
  tenantId: string,
  states: readonly Exclude<Schema['events']['state'], 'done'>[],
): RawBuilder<boolean> =>
  sql<boolean>`(events.state in (${sql.join(states)}) and events.tenant_id || '' = ${tenantId})`
