// When sign-in codes were asked for an e-mail address, so that nobody's mailbox is filled. One row for each address. It belongs to no
// tenant: nobody is signed in yet.

import { commitsOf } from './commits.ts'
import type { Database } from './schema.ts'

export type CodeRequests = {
  /** When, of the last day, oldest first. */
  sentMs: readonly number[]
  /** The row as it was read, to see whether another request has changed it. */
  version: string | undefined
}

/** Without a tenant: see above. */
export async function readCodeRequests(db: Database, addressHash: string): Promise<CodeRequests> {
  const row = await db
    .selectFrom('code_requests')
    .select('sent')
    .where('address_hash', '=', addressHash)
    .executeTakeFirst()
  return { sentMs: row ? (JSON.parse(row.sent) as number[]) : [], version: row?.sent }
}

/** Writes the times unless another request was faster. Without a tenant: see above. */
export async function writeCodeRequests(
  db: Database,
  addressHash: string,
  { sentMs, version, nowMs }: CodeRequests & { nowMs: number },
): Promise<boolean> {
  const sent = JSON.stringify(sentMs)
  return commitsOf(db).statement(async (connection) => {
    if (version === undefined) {
      const inserted = await connection
        .insertInto('code_requests')
        .values({ address_hash: addressHash, sent, updated_at_ms: nowMs })
        .onConflict((conflict) => conflict.column('address_hash').doNothing())
        .executeTakeFirst()
      return inserted.numInsertedOrUpdatedRows === 1n
    }
    const updated = await connection
      .updateTable('code_requests')
      .set({ sent, updated_at_ms: nowMs })
      .where('address_hash', '=', addressHash)
      .where('sent', '=', version)
      .executeTakeFirst()
    return updated.numUpdatedRows === 1n
  })
}

/** Forgets addresses that no code was asked for since `beforeMs`. Without a tenant: see above. */
export async function forgetCodeRequests(db: Database, beforeMs: number): Promise<void> {
  await db.deleteFrom('code_requests').where('updated_at_ms', '<', beforeMs).execute()
}
