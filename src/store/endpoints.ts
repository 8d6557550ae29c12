// The health of endpoints. Address, secrets and events of an endpoint stand in the configuration; its row here outlives it, as the
// deliveries that name it do.

import { sql, type Selectable } from 'kysely'
import { recordAudit, type Change } from './audit.ts'
import type { Database, Schema } from './schema.ts'

export type EndpointRow = {
  id: string
  url: string
  state: 'enabled' | 'disabled'
  /** Why it is disabled: `gone`, `failing`. */
  reason?: string
  /** Failed attempts since the last good one. */
  failures: number
  failingSinceMs?: number
  succeededAtMs?: number
  pausedUntilMs?: number
  changedAtMs: number
}

export type EndpointId = { tenantId: string; id: string }

const toEndpointRow = (row: Selectable<Schema['endpoints']>): EndpointRow => ({
  id: row.id,
  url: row.url,
  state: row.state,
  ...(row.reason === null ? {} : { reason: row.reason }),
  failures: row.failures,
  ...(row.failing_since_ms === null ? {} : { failingSinceMs: Number(row.failing_since_ms) }),
  ...(row.succeeded_at_ms === null ? {} : { succeededAtMs: Number(row.succeeded_at_ms) }),
  ...(row.paused_until_ms === null ? {} : { pausedUntilMs: Number(row.paused_until_ms) }),
  changedAtMs: Number(row.changed_at_ms),
})

/** By id. */
export async function listEndpoints(db: Database, tenantId: string): Promise<EndpointRow[]> {
  const rows = await db
    .selectFrom('endpoints')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute()
  return rows.map(toEndpointRow)
}

export async function findEndpoint(
  db: Database,
  { tenantId, id }: EndpointId,
): Promise<EndpointRow | undefined> {
  const row = await db
    .selectFrom('endpoints')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toEndpointRow(row)
}

/** Adds rows for endpoints that have none, and notes changed addresses. It locks no other rows. */
export async function ensureEndpoints(
  db: Database,
  tenantId: string,
  endpoints: readonly { id: string; url: string }[],
  nowMs: number,
): Promise<void> {
  if (endpoints.length === 0) return
  await db
    .insertInto('endpoints')
    .values(
      endpoints.map(({ id, url }) => ({
        tenant_id: tenantId,
        id,
        url,
        state: 'enabled',
        reason: null,
        failures: 0,
        failing_since_ms: null,
        succeeded_at_ms: null,
        paused_until_ms: null,
        changed_at_ms: nowMs,
      })),
    )
    .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing())
    .execute()
  for (const { id, url } of endpoints) {
    await db
      .updateTable('endpoints')
      .set({ url, changed_at_ms: nowMs })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .where('url', '!=', url)
      .execute()
  }
}

const healthy = { failures: 0, failing_since_ms: null, paused_until_ms: null }

/** Notes that a delivery was accepted, and clears earlier failures. */
export async function noteEndpointSuccess(
  db: Database,
  { tenantId, id }: EndpointId,
  nowMs: number,
): Promise<void> {
  await db
    .updateTable('endpoints')
    .set({ ...healthy, succeeded_at_ms: nowMs })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute()
}

/** Clears earlier failures without noting a success. */
export async function clearEndpointFailures(db: Database, { tenantId, id }: EndpointId): Promise<void> {
  await db
    .updateTable('endpoints')
    .set(healthy)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute()
}

/**
 * Counts a failure and returns the row as it is then. `undefined` while the endpoint is paused or disabled: attempts that were under
 * way when the pause began say nothing new.
 */
export async function countEndpointFailure(
  db: Database,
  { tenantId, id }: EndpointId,
  nowMs: number,
): Promise<EndpointRow | undefined> {
  const row = await db
    .updateTable('endpoints')
    .set((now) => ({
      failures: now('failures', '+', 1),
      failing_since_ms: sql<number>`coalesce(failing_since_ms, ${nowMs})`,
    }))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('state', '=', 'enabled')
    .where((is) => is.or([is('paused_until_ms', 'is', null), is('paused_until_ms', '<=', nowMs)]))
    .returningAll()
    .executeTakeFirst()
  return row && toEndpointRow(row)
}

/** Pauses an endpoint: nothing is sent to it until then. */
export async function pauseEndpoint(
  db: Database,
  { tenantId, id }: EndpointId,
  untilMs: number,
): Promise<void> {
  await db
    .updateTable('endpoints')
    .set({ paused_until_ms: untilMs })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute()
}

/** False when it was disabled already, or there is none. */
export async function disableEndpoint(
  db: Database,
  { tenantId, id }: EndpointId,
  { reason, nowMs }: { reason: 'gone' | 'failing'; nowMs: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('endpoints')
    .set({ state: 'disabled', reason, changed_at_ms: nowMs })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('state', '=', 'enabled')
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** Enables an endpoint and clears its failures. False when it is not disabled, or there is none. */
export async function enableEndpoint(
  db: Database,
  { tenantId, id }: EndpointId,
  { actor, atMs, auditId }: Change,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('endpoints')
      .set({ ...healthy, state: 'enabled', reason: null, changed_at_ms: atMs })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .where('state', '=', 'disabled')
      .executeTakeFirst()
    if (Number(numUpdatedRows) === 0) return false
    const entry = { id: auditId, tenantId, atMs, actor, target: id, detail: {} }
    await recordAudit(transaction, { ...entry, action: 'endpoint.enabled' })
    return true
  })
}
