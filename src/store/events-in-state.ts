// Events that are not done: few among many, and found by their state.

import { sql, type RawBuilder } from 'kysely'
import type { EventState } from './events.ts'

/**
 * SQLite guesses that a tenant narrows more than a state, and reads all of its events. A tenant that is put together is none that
 * an index could find, so that the index of states is left. Postgres knows its figures, and takes the same one.
 */
export const inState = (
  tenantId: string,
  states: readonly Exclude<EventState, 'done'>[],
): RawBuilder<boolean> =>
  sql<boolean>`(events.state in (${sql.join(states)}) and events.tenant_id || '' = ${tenantId})`
