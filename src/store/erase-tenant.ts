// Erases everything that is stored about a tenant: first what opens its secrets, then row by row, in pages, the tenant itself at last.
// Interrupted, it goes on when it is called again.

import { sql } from 'kysely'
import { commitsOf } from './commits.ts'
import type { Dialect } from './migrate.ts'
import type { Database, Schema } from './schema.ts'

/**
 * In an order in which nothing is left that refers to what is gone. `trials` stays: keyed hashes that say that an account and a person
 * have had a trial.
 */
export const erasedTables = [
  'root_wraps',
  'tenant_roots',
  'stripe_keys',
  'key_openings',
  'sealed_secrets',
  'sign_in_states',
  'connection_keys',
  'steps',
  'attempts',
  'deliveries',
  'handler_runs',
  'object_versions',
  'events',
  'reconciliations',
  'endpoints',
  'action_runs',
  'nonces',
  'ticks',
  'schedules',
  'installations',
  'pins',
  'audit',
  'plan_notices',
  'plans',
  'invitations',
  'memberships',
  // At last, because the erasure may itself be one of them.
  'jobs',
] as const satisfies readonly (keyof Schema)[]

const pageRows = 1000

/** Erases one page of one table. Returns how many rows there were. */
const erasePage = (
  db: Database,
  dialect: Dialect,
  { table, tenantId }: { table: (typeof erasedTables)[number]; tenantId: string },
): Promise<number> => {
  // Not every table has a key of one column.
  const row = dialect === 'sqlite' ? sql`rowid` : sql`ctid`
  return commitsOf(db).statement(async (to) => {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)} where ${row} in (
        select ${row} from ${sql.table(table)} where tenant_id = ${tenantId} limit ${sql.lit(pageRows)})`.execute(
      to,
    )
    return Number(numAffectedRows ?? 0)
  })
}

/** Erases a tenant. `pause` is called after each page, so that others get their turn. Returns how many rows there were. */
export async function eraseTenant(
  db: Database,
  dialect: Dialect,
  { tenantId, pause }: { tenantId: string; pause: () => Promise<void> },
): Promise<number> {
  let erased = 0
  for (const table of erasedTables) {
    for (let rows = pageRows; rows === pageRows;) {
      rows = await erasePage(db, dialect, { table, tenantId })
      erased += rows
      await pause()
    }
  }
  const { numDeletedRows } = await db.deleteFrom('tenants').where('id', '=', tenantId).executeTakeFirst()
  return erased + Number(numDeletedRows)
}
