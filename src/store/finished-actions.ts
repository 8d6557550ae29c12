// Runs of actions that ended, as the audit log has them, for processes that keep something in memory about their account.

import { z } from 'zod'
import { follow, type FollowedRow, type FollowPorts, type PageStart } from './follow.ts'
import type { Database } from './schema.ts'

/** The entry of the audit log at the end of a run, and what followers need of its detail. */
export const actionFinished = 'action.finished'
const detailSchema = z.object({
  action: z.string(),
  /** Key of the account, as in `StripeAccount`. */
  account: z.string(),
  /** `acct_…` of a connected account. */
  connected: z.string().optional(),
  state: z.string(),
})
export type FinishedActionDetail = z.infer<typeof detailSchema>

export type FinishedAction = FollowedRow & FinishedActionDetail

/** Lists ended runs in the order in which they ended. */
async function listFinishedActions(
  db: Database,
  where: PageStart & { tenantId: string; limit: number },
): Promise<FinishedAction[]> {
  const { sinceMs, afterId } = where
  const rows = await db
    .selectFrom('audit')
    .select(['id', 'at_ms', 'detail'])
    .where('tenant_id', '=', where.tenantId)
    .where('at_ms', '>=', sinceMs)
    .where((is) => is.or([is('at_ms', '>', sinceMs), is('id', '>', afterId)]))
    .where('action', '=', actionFinished)
    .orderBy('at_ms')
    .orderBy('id')
    .limit(where.limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    createdAtMs: Number(row.at_ms),
    ...detailSchema.parse(JSON.parse(row.detail)),
  }))
}

/** Follows the runs that end in any process, until `signal` aborts. */
export const followFinishedActions = (
  { db, ports, tenantId }: { db: Database; ports: FollowPorts; tenantId: string },
  signal: AbortSignal,
): AsyncGenerator<FinishedAction> =>
  follow({ what: 'actions', list: (page) => listFinishedActions(db, { ...page, tenantId }) }, ports, signal)
