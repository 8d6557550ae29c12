// Nonces of signed requests. Each can be taken once in its account, and its row outlives every signature that could carry it.

import { sql } from 'kysely'
import { GatewayError } from '#errors.ts'
import type { Database } from './schema.ts'

export type Nonce = { tenantId: string; accountId: string; nonce: string }

/** A signature may be 60 s ahead and 300 s old, so it can come again for at most 360 s. */
const keptMs = 600_000

/** False when it was taken before. In a transaction it is taken only if that commits; a second taker waits for the first. */
export async function takeNonce(db: Database, nonce: Nonce, nowMs: number): Promise<boolean> {
  const result = await db
    .insertInto('nonces')
    .values({
      tenant_id: nonce.tenantId,
      account_id: nonce.accountId,
      nonce: nonce.nonce,
      expires_at_ms: nowMs + keptMs,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'account_id', 'nonce']).doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1
}

/** The same for a request that is refused when it comes again. Throws `nonce_used`. */
export async function consumeNonce(db: Database, nonce: Nonce, nowMs: number): Promise<void> {
  if (!(await takeNonce(db, nonce, nowMs))) throw new GatewayError('nonce_used')
}

/** Whether it was taken before. */
export async function hasNonce(db: Database, nonce: Nonce): Promise<boolean> {
  const row = await db
    .selectFrom('nonces')
    .select('nonce')
    .where('tenant_id', '=', nonce.tenantId)
    .where('account_id', '=', nonce.accountId)
    .where('nonce', '=', nonce.nonce)
    .executeTakeFirst()
  return row !== undefined
}

/** Removes one page of nonces that no signature can carry any more. All tenants: only their age counts. */
export async function purgeNonces(db: Database, nowMs: number, limit: number): Promise<number> {
  const expired = sql`select tenant_id, account_id, nonce from nonces where expires_at_ms <= ${nowMs} limit ${sql.lit(limit)}`
  const result = await db
    .deleteFrom('nonces')
    .where(sql<boolean>`(tenant_id, account_id, nonce) in (${expired})`)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
