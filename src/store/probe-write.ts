// Checks that the database accepts writes. One that responds may still have a full disk, or be read-only.

import { commitsOf } from './commits.ts'
import type { Database } from './schema.ts'

const probe = { account_id: 'probe', nonce: 'probe' }

/**
 * Writes a row and deletes it again in one transaction, which nobody else sees; rejects if that fails. Writing a row unchanged is not
 * enough, because SQLite does not touch the file then.
 */
export async function probeWrite(db: Database, tenantId: string): Promise<void> {
  const row = { ...probe, tenant_id: tenantId }
  await commitsOf(db).transaction(async (on) => {
    await on
      .insertInto('nonces')
      .values({ ...row, expires_at_ms: 0 })
      .execute()
    await on
      .deleteFrom('nonces')
      .where('tenant_id', '=', row.tenant_id)
      .where('account_id', '=', row.account_id)
      .where('nonce', '=', row.nonce)
      .execute()
  })
}
