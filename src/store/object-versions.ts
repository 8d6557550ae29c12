// The newest event of each object that an ordered handler has handled, so that it passes over older ones.

import type { EventMoment } from './event-moment.ts'
import type { Database } from './schema.ts'

export type ObjectVersion = {
  tenantId: string
  handler: string
  accountId: string
  mode: string
  objectId: string
}

export async function findObjectVersion(db: Database, of: ObjectVersion): Promise<EventMoment | undefined> {
  const row = await db
    .selectFrom('object_versions')
    .select(['occurred_at_ms', 'rank'])
    .where('tenant_id', '=', of.tenantId)
    .where('handler', '=', of.handler)
    .where('account_id', '=', of.accountId)
    .where('mode', '=', of.mode)
    .where('object_id', '=', of.objectId)
    .executeTakeFirst()
  return row && { occurredAtMs: Number(row.occurred_at_ms), rank: row.rank }
}

/** Raises the version; it is never lowered. */
export async function raiseObjectVersion(
  db: Database,
  of: ObjectVersion,
  { occurredAtMs, rank }: EventMoment,
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
      rank,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'handler', 'account_id', 'mode', 'object_id'])
        .doUpdateSet({ occurred_at_ms: occurredAtMs, rank })
        .where((is) =>
          is.or([
            is('object_versions.occurred_at_ms', '<', occurredAtMs),
            is.and([
              is('object_versions.occurred_at_ms', '=', occurredAtMs),
              is('object_versions.rank', '<', rank),
            ]),
          ]),
        ),
    )
    .execute()
}
