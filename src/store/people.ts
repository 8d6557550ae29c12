// People: found by address, with what they hold. A person belongs to no tenant; memberships connect the two.

import type { Database } from './schema.ts'

export type Person = { id: string; email: string; name: string }

/** Whom an address belongs to. Addresses are in lower case. No tenant: see above. */
export async function findPersonByEmail(db: Database, email: string): Promise<Person | undefined> {
  return db.selectFrom('people').select(['id', 'email', 'name']).where('email', '=', email).executeTakeFirst()
}

/** Makes changes that count a person's companies wait for each other. No tenant: see above. */
export async function lockPerson(transaction: Database, personId: string): Promise<void> {
  await transaction
    .updateTable('people')
    .set((row) => ({ name: row.ref('name') }))
    .where('id', '=', personId)
    .execute()
}

export type SessionRow = {
  id: string
  createdAt: string
  lastUsedAt: string
  expiresAt: string
  ipAddress?: string
  userAgent?: string
}

/** A person's sessions that have not expired, newest first. No tenant: see above. */
export async function listSessions(
  db: Database,
  where: { personId: string; nowMs: number },
): Promise<SessionRow[]> {
  const rows = await db
    .selectFrom('sessions')
    .select(['id', 'created_at', 'updated_at', 'expires_at', 'ip_address', 'user_agent'])
    .where('user_id', '=', where.personId)
    .where('expires_at', '>', new Date(where.nowMs).toISOString())
    .orderBy('created_at', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    lastUsedAt: row.updated_at,
    expiresAt: row.expires_at,
    ...(row.ip_address ? { ipAddress: row.ip_address } : {}),
    ...(row.user_agent ? { userAgent: row.user_agent } : {}),
  }))
}

/** Ends a session of this person. False if there is none. No tenant: see above. */
export async function deleteSession(
  db: Database,
  where: { personId: string; sessionId: string },
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('user_id', '=', where.personId)
    .where('id', '=', where.sessionId)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** Ends all sessions of this person but one. No tenant: see above. */
export async function deleteOtherSessions(
  db: Database,
  where: { personId: string; sessionId: string },
): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('user_id', '=', where.personId)
    .where('id', '!=', where.sessionId)
    .execute()
}

export type PasskeyRow = { id: string; name: string; createdAt?: string }

/** A person's passkeys. No tenant: see above. */
export async function listPasskeys(db: Database, personId: string): Promise<PasskeyRow[]> {
  const rows = await db
    .selectFrom('passkeys')
    .select(['id', 'name', 'created_at'])
    .where('user_id', '=', personId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name ?? '',
    ...(row.created_at ? { createdAt: row.created_at } : {}),
  }))
}

/** Removes a passkey of this person. False if there is none. No tenant: see above. */
export async function deletePasskey(
  db: Database,
  where: { personId: string; passkeyId: string },
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('passkeys')
    .where('user_id', '=', where.personId)
    .where('id', '=', where.passkeyId)
    .executeTakeFirst()
  return numDeletedRows === 1n
}
