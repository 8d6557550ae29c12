// Invitations into a tenant: sent to one address, accepted once, by whoever has proven that address.

import type { Selectable } from 'kysely'
import type { Role } from './memberships.ts'
import type { Database, Schema } from './schema.ts'

export type Invitation = {
  id: string
  tenantId: string
  email: string
  role: Role
  tokenHash: string
  /** What the vault sends along. */
  wrapped?: string
  invitedBy: string
  state: 'open' | 'accepted' | 'revoked'
  createdAtMs: number
  expiresAtMs: number
}

const toInvitation = (row: Selectable<Schema['invitations']>): Invitation => ({
  id: row.id,
  tenantId: row.tenant_id,
  email: row.email,
  role: row.role,
  tokenHash: row.token_hash,
  ...(row.wrapped === null ? {} : { wrapped: row.wrapped }),
  invitedBy: row.invited_by,
  state: row.state,
  createdAtMs: Number(row.created_at_ms),
  expiresAtMs: Number(row.expires_at_ms),
})

export async function insertInvitation(transaction: Database, invitation: Invitation): Promise<void> {
  await transaction
    .insertInto('invitations')
    .values({
      id: invitation.id,
      tenant_id: invitation.tenantId,
      email: invitation.email,
      role: invitation.role,
      token_hash: invitation.tokenHash,
      wrapped: invitation.wrapped ?? null,
      invited_by: invitation.invitedBy,
      state: invitation.state,
      created_at_ms: invitation.createdAtMs,
      expires_at_ms: invitation.expiresAtMs,
      ended_at_ms: null,
    })
    .execute()
}

/** The token says which tenant it is for, so the hash alone is looked up. */
export async function findInvitationByHash(db: Database, tokenHash: string): Promise<Invitation | undefined> {
  const row = await db
    .selectFrom('invitations')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  return row && toInvitation(row)
}

/** Whether any tenant has invited this address and waits for it. */
export async function isInvited(db: Database, where: { email: string; nowMs: number }): Promise<boolean> {
  const row = await db
    .selectFrom('invitations')
    .select('id')
    .where('email', '=', where.email)
    .where('state', '=', 'open')
    .where('expires_at_ms', '>', where.nowMs)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Invitations that wait to be accepted, expired ones included, newest first. */
export async function listOpenInvitations(db: Database, tenantId: string): Promise<Invitation[]> {
  const rows = await db
    .selectFrom('invitations')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('state', '=', 'open')
    .orderBy('created_at_ms', 'desc')
    .orderBy('id')
    .execute()
  return rows.map(toInvitation)
}

export async function countInvitationsSince(
  transaction: Database,
  { tenantId, sinceMs }: { tenantId: string; sinceMs: number },
): Promise<number> {
  const { sent } = await transaction
    .selectFrom('invitations')
    .select(({ fn }) => fn.countAll<number | string>().as('sent'))
    .where('tenant_id', '=', tenantId)
    .where('created_at_ms', '>', sinceMs)
    .executeTakeFirstOrThrow()
  return Number(sent)
}

export type InvitationFilter = { tenantId: string; id?: string; email?: string; invitedBy?: string }

/** Ends open invitations, and forgets what the vault sent along. Returns their ids. */
export async function endInvitations(
  transaction: Database,
  { tenantId, id, email, invitedBy }: InvitationFilter,
  { state, atMs }: { state: 'accepted' | 'revoked'; atMs: number },
): Promise<string[]> {
  let ending = transaction
    .updateTable('invitations')
    .set({ state, wrapped: null, ended_at_ms: atMs })
    .where('tenant_id', '=', tenantId)
    .where('state', '=', 'open')
  if (id !== undefined) ending = ending.where('id', '=', id)
  if (email !== undefined) ending = ending.where('email', '=', email)
  if (invitedBy !== undefined) ending = ending.where('invited_by', '=', invitedBy)
  const rows = await ending.returning('id').execute()
  return rows.map((row) => row.id)
}
