// Changes a tenant's members. A tenant always has an owner, and only owners decide about owners.

import type { Ports } from '#ports.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { commitsOf } from '#store/commits.ts'
import { endInvitations } from '#store/invitations.ts'
import {
  countOwners,
  deleteMembership,
  findMembership,
  lockMembers,
  setRole,
  type Membership,
  type Role,
} from '#store/memberships.ts'
import type { Database } from '#store/schema.ts'

type MemberDeps = { db: Database; ports: Pick<Ports, 'now' | 'randomBytes'> }

const ranks: Record<Role, number> = { viewer: 0, admin: 1, owner: 2 }

/** Whether a role includes what another one may do. */
export const includesRole = (role: Role, needed: Role): boolean => ranks[role] >= ranks[needed]

type MemberChange = { tenantId: string; actorId: string; personId: string }
type MemberChanged = { ok: true } | { ok: false; reason: 'not_found' | 'role_missing' | 'last_owner' }

/** Gives a member another role. */
export const changeRole = (deps: MemberDeps, change: MemberChange & { role: Role }): Promise<MemberChanged> =>
  changeMember(deps, change, async (transaction, { actor, member }) => {
    const { role } = change
    if (!includesRole(actor.role, 'admin') || !includesRole(actor.role, role)) return 'role_missing'
    if (!includesRole(actor.role, member.role)) return 'role_missing'
    if (member.role === 'owner' && role !== 'owner' && (await isLastOwner(transaction, member)))
      return 'last_owner'
    await setRole(transaction, { ...member, role })
    // Somebody who may not invite any more should not be waited for at the door by people he invited.
    if (!includesRole(role, member.role)) await revokeInvitationsBy(transaction, deps, member)
    return { action: 'member.role_changed', detail: { before: member.role, after: role } }
  })

/** Removes a member, or lets one leave: `actorId` and `personId` are the same. */
export const removeMember = (deps: MemberDeps, change: MemberChange): Promise<MemberChanged> =>
  changeMember(deps, change, async (transaction, { actor, member }) => {
    const isOwn = actor.personId === member.personId
    const isAllowed = includesRole(actor.role, 'admin') && includesRole(actor.role, member.role)
    if (!isOwn && !isAllowed) return 'role_missing'
    if (member.role === 'owner' && (await isLastOwner(transaction, member))) return 'last_owner'
    await deleteMembership(transaction, member)
    await revokeInvitationsBy(transaction, deps, member)
    return { action: isOwn ? 'member.left' : 'member.removed', detail: { role: member.role } }
  })

const isLastOwner = async (transaction: Database, { tenantId }: Membership) =>
  (await countOwners(transaction, tenantId)) === 1

const revokeInvitationsBy = (
  transaction: Database,
  { ports }: MemberDeps,
  { tenantId, personId }: Membership,
) => endInvitations(transaction, { tenantId, invitedBy: personId }, { state: 'revoked', atMs: ports.now() })

type Work = (
  transaction: Database,
  both: { actor: Membership; member: Membership },
) => Promise<'role_missing' | 'last_owner' | { action: string; detail: Record<string, string> }>

/** Reads both memberships once nobody else can change them, and records the change. */
function changeMember({ db, ports }: MemberDeps, change: MemberChange, work: Work): Promise<MemberChanged> {
  const { tenantId, actorId, personId } = change
  return commitsOf(db).transaction(async (transaction): Promise<MemberChanged> => {
    await lockMembers(transaction, tenantId)
    const actor = await findMembership(transaction, { tenantId, personId: actorId })
    const member = await findMembership(transaction, { tenantId, personId })
    if (!actor || !member) return { ok: false, reason: 'not_found' }
    const done = await work(transaction, { actor, member })
    if (typeof done === 'string') return { ok: false, reason: done }
    await recordAudit(transaction, {
      id: createAuditId(ports),
      tenantId,
      atMs: ports.now(),
      actor: actorId,
      action: done.action,
      target: personId,
      detail: done.detail,
    })
    return { ok: true }
  })
}
