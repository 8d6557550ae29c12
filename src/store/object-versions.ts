// How new the newest event of an object is that an ordered handler has handled: an older one changes nothing any more.

import type { Database } from './schema.ts'

export type ObjectVersion = {
  tenantId: string
  handler: string
  accountId: string
  mode: string
  objectId: string
}

export async function findObjectVersion(db: Database, of: ObjectVersion): Promise<number | undefined> {
  const row = await db
    .selectFrom('object_versions')
    .select('occurred_at_ms')
    .where('tenant_id', '=', of.tenantId)
    .where('handler', '=', of.handler)
    .where('account_id', '=', of.accountId)
    .where('mode', '=', of.mode)
    .where('object_id', '=', of.objectId)
    .executeTakeFirst()
  return row && Number(row.occurred_at_ms)
}

/** Never lowers it. */
export async function raiseObjectVersion(
  db: Database,
  of: ObjectVersion,
  occurredAtMs: number,
): Promise<void> {
  await db
    .insertInto('object_versions')
    .values({
      tenant_id: of.tenantId,
      handler: of.handler,
      account_id: of.accountId,
      mode: of.mode,
      object_id: of.objectId,
      occurred_at_ms: occurredAtMs,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'handler', 'account_id', 'mode', 'object_id'])
        .doUpdateSet({ occurred_at_ms: occurredAtMs })
        .where('object_versions.occurred_at_ms', '<', occurredAtMs),
    )
    .execute()
}
