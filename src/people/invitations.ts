// Invitations: made by owners and admins, mailed, and accepted once by whoever has proven the invited address. The token stands in the
// link's fragment, which browsers do not send: a mail scanner that opens the link cannot use it up.

import { toHex } from '#hex.ts'
import { invitationMail } from '#mail/compose.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { commitsOf } from '#store/commits.ts'
import {
  countInvitationsSince,
  endInvitations,
  findInvitationByHash,
  insertInvitation,
  type Invitation,
} from '#store/invitations.ts'
import { findMembership, insertMembership, lockMembers, type Role } from '#store/memberships.ts'
import { findPersonByEmail } from '#store/people.ts'
import type { Database } from '#store/schema.ts'
import { findTenantName } from '#store/tenants.ts'
import { includesRole } from './members.ts'
import type { People } from './people.ts'

const dayMs = 86_400_000
const lifetimeDays = 7
/** Mails to people who did not ask for them, so there are not many. */
const inDayMax = 30

type Deps = Pick<People, 'db' | 'ports' | 'mailer' | 'origin' | 'hasher'>

export type Inviting = {
  tenantId: string
  actor: { personId: string; email: string }
  email: string
  role: Role
  locale: string
  /** What the vault sends along, opaque. */
  wrapped?: string
}

type Invited =
  | { ok: true; id: string }
  | { ok: false; reason: 'not_found' | 'role_missing' | 'already_member' | 'too_many' }

export async function invite(deps: Deps, inviting: Inviting): Promise<Invited> {
  const { db, ports, mailer, hasher } = deps
  const { tenantId, actor, email, role, locale, wrapped } = inviting
  const token = toHex(ports.randomBytes(32))
  const tokenHash = await hasher.sha256(token)
  const invited = await commitsOf(db).transaction(async (transaction): Promise<Invited> => {
    await lockMembers(transaction, tenantId)
    const atMs = ports.now()
    const own = await findMembership(transaction, { tenantId, personId: actor.personId })
    const company = await findTenantName(transaction, tenantId)
    if (!own || company === undefined) return { ok: false, reason: 'not_found' }
    if (!includesRole(own.role, 'admin') || !includesRole(own.role, role))
      return { ok: false, reason: 'role_missing' }
    if (await isMember(transaction, { tenantId, email })) return { ok: false, reason: 'already_member' }
    const sent = await countInvitationsSince(transaction, { tenantId, sinceMs: atMs - dayMs })
    if (sent >= inDayMax) return { ok: false, reason: 'too_many' }
    // The newest counts; an older link stops working.
    await endInvitations(transaction, { tenantId, email }, { state: 'revoked', atMs })
    const id = `inv_${toHex(ports.randomBytes(12))}`
    await insertInvitation(transaction, {
      id,
      tenantId,
      email,
      role,
      tokenHash,
      ...(wrapped === undefined ? {} : { wrapped }),
      invitedBy: actor.personId,
      state: 'open',
      createdAtMs: atMs,
      expiresAtMs: atMs + lifetimeDays * dayMs,
    })
    await record(transaction, deps, {
      tenantId,
      actor: actor.personId,
      action: 'member.invited',
      target: id,
      role,
    })
    const link = `${deps.origin}/console/sign-in#invitation=${token}`
    const mail = invitationMail(email, { company, by: actor.email, link, days: lifetimeDays, locale })
    await mailer.sendWithin(transaction, mail, { tenantId })
    return { ok: true, id }
  })
  if (invited.ok) mailer.wake()
  return invited
}

async function isMember(db: Database, where: { tenantId: string; email: string }): Promise<boolean> {
  const person = await findPersonByEmail(db, where.email)
  if (!person) return false
  return (await findMembership(db, { tenantId: where.tenantId, personId: person.id })) !== undefined
}

const record = (
  transaction: Database,
  { ports }: Pick<Deps, 'ports'>,
  entry: { tenantId: string; actor: string; action: string; target: string; role?: Role },
) => {
  const { role, ...rest } = entry
  return recordAudit(transaction, {
    id: createAuditId(ports),
    atMs: ports.now(),
    ...rest,
    detail: role === undefined ? {} : { role },
  })
}

/** Takes an invitation back. */
export async function revokeInvitation(
  deps: Pick<Deps, 'db' | 'ports'>,
  { tenantId, actorId, id }: { tenantId: string; actorId: string; id: string },
): Promise<{ ok: true } | { ok: false; reason: 'not_found' | 'role_missing' }> {
  return commitsOf(deps.db).transaction(async (transaction) => {
    await lockMembers(transaction, tenantId)
    const own = await findMembership(transaction, { tenantId, personId: actorId })
    if (!own) return { ok: false, reason: 'not_found' }
    if (!includesRole(own.role, 'admin')) return { ok: false, reason: 'role_missing' }
    const atMs = deps.ports.now()
    const ended = await endInvitations(transaction, { tenantId, id }, { state: 'revoked', atMs })
    if (ended.length === 0) return { ok: false, reason: 'not_found' }
    await record(transaction, deps, { tenantId, actor: actorId, action: 'invitation.revoked', target: id })
    return { ok: true }
  })
}

type Opened =
  { ok: true; invitation: Invitation; company: string } | { ok: false; reason: 'not_found' | 'other_address' }

/** Reads an invitation for a signed-in person. Whoever has another address learns only that. */
export async function readInvitation(
  { db, ports, hasher }: Pick<Deps, 'db' | 'ports' | 'hasher'>,
  { token, email }: { token: string; email: string },
): Promise<Opened> {
  const invitation = await findInvitationByHash(db, await hasher.sha256(token))
  const isOpen = invitation?.state === 'open' && invitation.expiresAtMs > ports.now()
  const company = invitation && (await findTenantName(db, invitation.tenantId))
  if (!invitation || !isOpen || company === undefined) return { ok: false, reason: 'not_found' }
  if (invitation.email !== email) return { ok: false, reason: 'other_address' }
  return { ok: true, invitation, company }
}

type Accepted =
  | { ok: true; tenantId: string; role: Role; wrapped?: string }
  | { ok: false; reason: 'not_found' | 'other_address' | 'already_member' }

/** Makes the signed-in person a member, once. What the vault sent along is handed out with it, and then forgotten. */
export async function acceptInvitation(
  deps: Pick<Deps, 'db' | 'ports' | 'hasher'>,
  { token, person }: { token: string; person: { id: string; email: string } },
): Promise<Accepted> {
  const read = await readInvitation(deps, { token, email: person.email })
  if (!read.ok) return read
  const { id, tenantId, role, wrapped, tokenHash } = read.invitation
  return commitsOf(deps.db).transaction(async (transaction): Promise<Accepted> => {
    await lockMembers(transaction, tenantId)
    const atMs = deps.ports.now()
    // Read again: another request may have accepted it, or somebody taken it back.
    const still = await findInvitationByHash(transaction, tokenHash)
    if (still?.state !== 'open') return { ok: false, reason: 'not_found' }
    if (await findMembership(transaction, { tenantId, personId: person.id }))
      return { ok: false, reason: 'already_member' }
    await endInvitations(transaction, { tenantId, id }, { state: 'accepted', atMs })
    await insertMembership(transaction, { tenantId, personId: person.id, role }, atMs)
    await record(transaction, deps, {
      tenantId,
      actor: person.id,
      action: 'invitation.accepted',
      target: id,
      role,
    })
    return { ok: true, tenantId, role, ...(wrapped === undefined ? {} : { wrapped }) }
  })
}
