// Connection keys (`tsk_…`): one for each person or device, each revocable by itself. Only their hashes are stored.

import { recordAudit, type Change } from './audit.ts'
import { removeWrap } from './roots.ts'
import type { Database } from './schema.ts'

/** What a key is limited to, as it is stored: see auth/scope.ts. `null`: to nothing. */
type StoredLimits = { mode: string | null; scope: string | null }

export type ConnectionKey = {
  id: string
  tenantId: string
  name: string
  createdAtMs: number
  revokedAtMs?: number
  expiresAtMs?: number
  /** To the minute. */
  lastUsedAtMs?: number
  /** Absent for keys of older releases. */
  lastFour?: string
  createdBy?: string
} & StoredLimits

/** The key of a request: who it is, until when it is valid, and for what. */
export type FoundConnectionKey = {
  id: string
  tenantId: string
  name: string
  expiresAtMs?: number
} & Partial<StoredLimits>

export type NewConnectionKey = {
  id: string
  tenantId: string
  name: string
  hash: string
  lastFour?: string
  expiresAtMs?: number
} & Partial<StoredLimits>

/** Stores a new key by its hash. */
export async function createConnectionKey(
  db: Database,
  key: NewConnectionKey,
  change: Change,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('connection_keys')
      .values({
        id: key.id,
        tenant_id: key.tenantId,
        name: key.name,
        hash: key.hash,
        created_at_ms: change.atMs,
        revoked_at_ms: null,
        last_four: key.lastFour ?? null,
        mode: key.mode ?? null,
        scope: key.scope ?? null,
        created_by: change.actor,
        expires_at_ms: key.expiresAtMs ?? null,
      })
      .execute()
    await recordAudit(transaction, {
      ...entryOf(change, key.tenantId),
      action: 'connection_key.created',
      target: key.id,
      detail: { name: key.name },
    })
  })
}

/** Finds the key with this hash, unless it is revoked. All tenants: the key itself tells whose request it is. */
export async function findConnectionKeyByHash(
  db: Database,
  hash: string,
): Promise<FoundConnectionKey | undefined> {
  const row = await db
    .selectFrom('connection_keys')
    .select(['id', 'tenant_id', 'name', 'mode', 'scope', 'expires_at_ms'])
    .where('hash', '=', hash)
    .where('revoked_at_ms', 'is', null)
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      tenantId: row.tenant_id,
      name: row.name,
      ...(row.mode === null ? {} : { mode: row.mode }),
      ...(row.scope === null ? {} : { scope: row.scope }),
      ...(row.expires_at_ms === null ? {} : { expiresAtMs: Number(row.expires_at_ms) }),
    }
  )
}

/** Stores when it was used, unless a replica did so after `unlessAfterMs`. */
export async function noteConnectionKeyUse(
  db: Database,
  use: { tenantId: string; id: string; atMs: number; unlessAfterMs: number },
): Promise<void> {
  await db
    .updateTable('connection_keys')
    .set({ last_used_at_ms: use.atMs })
    .where('tenant_id', '=', use.tenantId)
    .where('id', '=', use.id)
    .where((is) => is.or([is('last_used_at_ms', 'is', null), is('last_used_at_ms', '<=', use.unlessAfterMs)]))
    .execute()
}

/** Newest first, revoked ones included. */
export async function listConnectionKeys(
  db: Database,
  tenantId: string,
  limit: number,
): Promise<ConnectionKey[]> {
  const rows = await db
    .selectFrom('connection_keys')
    .select(['id', 'tenant_id', 'name', 'created_at_ms', 'revoked_at_ms', 'last_four', 'mode', 'scope'])
    .select(['created_by', 'expires_at_ms', 'last_used_at_ms'])
    .where('tenant_id', '=', tenantId)
    .orderBy('created_at_ms', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    createdAtMs: Number(row.created_at_ms),
    mode: row.mode,
    scope: row.scope,
    ...(row.revoked_at_ms === null ? {} : { revokedAtMs: Number(row.revoked_at_ms) }),
    ...(row.expires_at_ms === null ? {} : { expiresAtMs: Number(row.expires_at_ms) }),
    ...(row.last_used_at_ms === null ? {} : { lastUsedAtMs: Number(row.last_used_at_ms) }),
    ...(row.last_four === null ? {} : { lastFour: row.last_four }),
    ...(row.created_by === null ? {} : { createdBy: row.created_by }),
  }))
}

/** Revokes at once, on every replica. False when the tenant has no such key, or it was revoked before. */
export async function revokeConnectionKey(
  db: Database,
  key: { id: string; tenantId: string },
  change: Change,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const result = await transaction
      .updateTable('connection_keys')
      .set({ revoked_at_ms: change.atMs })
      .where('tenant_id', '=', key.tenantId)
      .where('id', '=', key.id)
      .where('revoked_at_ms', 'is', null)
      .executeTakeFirst()
    if (Number(result.numUpdatedRows) === 0) return false
    // What the key opened, it opens no more.
    const wrap = { tenantId: key.tenantId, purpose: 'keys', kind: 'connection_key', id: key.id } as const
    await removeWrap(transaction, wrap)
    await recordAudit(transaction, {
      ...entryOf(change, key.tenantId),
      action: 'connection_key.revoked',
      target: key.id,
      detail: {},
    })
    return true
  })
}

const entryOf = (change: Change, tenantId: string) => ({
  id: change.auditId,
  tenantId,
  atMs: change.atMs,
  actor: change.actor,
})
