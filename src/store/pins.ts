// Pins: a person said which customer a conversation is about. One per conversation and mode; the newest wins.

import { recordAudit, type Change } from './audit.ts'
import type { Database } from './schema.ts'

type Mode = 'live' | 'test'

export type Pin = {
  tenantId: string
  conversationId: string
  mode: Mode
  customerId: string
  accountKey: string
  by?: string
  atMs: number
}

/** The pin of a conversation in one mode. */
export async function findPin(
  db: Database,
  where: { tenantId: string; conversationId: string; mode: Mode },
): Promise<Pin | undefined> {
  const row = await db
    .selectFrom('pins')
    .select(['customer_id', 'account_key', 'pinned_by', 'pinned_at_ms'])
    .where('tenant_id', '=', where.tenantId)
    .where('conversation_id', '=', where.conversationId)
    .where('mode', '=', where.mode)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    ...where,
    customerId: row.customer_id,
    accountKey: row.account_key,
    ...(row.pinned_by === null ? {} : { by: row.pinned_by }),
    atMs: Number(row.pinned_at_ms),
  }
}

/** Conversations that are about this customer, the newest pins first; at most 20. */
export async function listPinnedConversations(
  db: Database,
  where: { tenantId: string; mode: Mode; customerId: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom('pins')
    .select('conversation_id')
    .where('tenant_id', '=', where.tenantId)
    .where('mode', '=', where.mode)
    .where('customer_id', '=', where.customerId)
    .orderBy('pinned_at_ms', 'desc')
    .orderBy('conversation_id')
    .limit(20)
    .execute()
  return rows.map((row) => row.conversation_id)
}

/** Sets or replaces the pin of a conversation. */
export async function setPin(db: Database, pin: Omit<Pin, 'atMs'>, change: Change): Promise<void> {
  const values = {
    customer_id: pin.customerId,
    account_key: pin.accountKey,
    pinned_by: pin.by ?? null,
    pinned_at_ms: change.atMs,
  }
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('pins')
      .values({
        tenant_id: pin.tenantId,
        conversation_id: pin.conversationId,
        mode: pin.mode,
        ...values,
      })
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'conversation_id', 'mode']).doUpdateSet(values),
      )
      .execute()
    await recordAudit(transaction, {
      id: change.auditId,
      tenantId: pin.tenantId,
      atMs: change.atMs,
      actor: change.actor,
      action: 'pin.set',
      target: pin.conversationId,
      detail: { customerId: pin.customerId, account: pin.accountKey },
    })
  })
}

/** Removes the pins of a conversation, in every mode. False when there was none. */
export async function removePins(
  db: Database,
  where: { tenantId: string; conversationId: string; modes?: readonly string[] },
  change: Change,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    let removing = transaction
      .deleteFrom('pins')
      .where('tenant_id', '=', where.tenantId)
      .where('conversation_id', '=', where.conversationId)
    if (where.modes) removing = removing.where('mode', 'in', where.modes)
    const result = await removing.executeTakeFirst()
    if (Number(result.numDeletedRows) === 0) return false
    await recordAudit(transaction, {
      id: change.auditId,
      tenantId: where.tenantId,
      atMs: change.atMs,
      actor: change.actor,
      action: 'pin.removed',
      target: where.conversationId,
      detail: {},
    })
    return true
  })
}
