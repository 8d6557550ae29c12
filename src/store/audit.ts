// What was changed, by whom, when. Written in the same transaction as the change, so neither exists without the other.

import { toHex } from '#hex.ts'
import type { Ports } from '#ports.ts'
import type { Database } from './schema.ts'

export type AuditEntry = {
  id: string
  tenantId: string
  atMs: number
  actor: string
  action: string
  target: string
  /** Ids and names only; never a secret or an address. */
  detail: Record<string, string>
}

/** Who makes a change, when, and the id its audit row gets. */
export type Change = { actor: string; atMs: number; auditId: string }

/** `aud_` and 24 hex digits. */
export const createAuditId = (ports: Pick<Ports, 'randomBytes'>): string =>
  `aud_${toHex(ports.randomBytes(12))}`

/** Adds one row, inside the transaction of the change. */
export const recordAudit = (db: Database, entry: AuditEntry): Promise<void> => recordAudits(db, [entry])

/** Adds a row for each change of one transaction. */
export async function recordAudits(db: Database, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  await db
    .insertInto('audit')
    .values(
      entries.map((entry) => ({
        id: entry.id,
        tenant_id: entry.tenantId,
        at_ms: entry.atMs,
        actor: entry.actor,
        action: entry.action,
        target: entry.target,
        detail: JSON.stringify(entry.detail),
      })),
    )
    .execute()
}

/** Newest first; `target` limits the list to one thing. */
export async function listAudit(
  db: Database,
  tenantId: string,
  limit: number,
  target?: string,
): Promise<AuditEntry[]> {
  let found = db.selectFrom('audit').selectAll().where('tenant_id', '=', tenantId)
  if (target !== undefined) found = found.where('target', '=', target)
  const rows = await found.orderBy('at_ms', 'desc').orderBy('id').limit(limit).execute()
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    atMs: Number(row.at_ms),
    actor: row.actor,
    action: row.action,
    target: row.target,
    detail: parseDetail(row.detail),
  }))
}

const parseDetail = (text: string): Record<string, string> => JSON.parse(text) as Record<string, string>
