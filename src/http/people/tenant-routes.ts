// The companies that a person belongs to, their members and invitations. Each route names the company in its path: there is no active
// one.

import { Hono } from 'hono'
import {
  acceptedSchema,
  invitationSchema,
  invitationTokenSchema,
  invitationsSchema,
  membersSchema,
  newInvitationResponseSchema,
  newInvitationSchema,
  newTenantResponseSchema,
  newTenantSchema,
  roleChangeSchema,
  tenantsSchema,
  type Accepted,
  type InvitationView,
  type Invitations,
  type Members,
  type Tenants,
} from '#contract/people.ts'
import { GatewayError, type ErrorCode } from '#errors.ts'
import { createOwnCompany } from '#people/companies.ts'
import { acceptInvitation, invite, readInvitation, revokeInvitation } from '#people/invitations.ts'
import { changeRole, removeMember } from '#people/members.ts'
import type { People } from '#people/people.ts'
import { listOpenInvitations } from '#store/invitations.ts'
import { listMembers, listTenantsOf } from '#store/memberships.ts'
import type { Env } from '../gateway.ts'
import { parseBody } from '../parse.ts'
import type { Route } from '../route.ts'
import type { Guards } from './guards.ts'
import { json, personErrors } from './person-route.ts'

const memberErrors: readonly ErrorCode[] = [...personErrors, 'not_found', 'role_missing']
const changeErrors: readonly ErrorCode[] = [...memberErrors, 'not_now', 'body_too_large']

export const tenantRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/tenants',
    who: 'person',
    summary: 'The companies that the person belongs to.',
    response: json(tenantsSchema),
    errors: personErrors,
  },
  {
    method: 'POST',
    path: '/api/tenants',
    who: 'person',
    summary: 'Creates a company, with the person as its owner.',
    request: newTenantSchema,
    response: json(newTenantResponseSchema),
    errors: [...personErrors, 'sign_up_closed', 'body_too_large'],
  },
  {
    method: 'GET',
    path: '/api/tenants/:tenantId/members',
    who: 'person',
    summary: 'A company’s members.',
    response: json(membersSchema),
    errors: memberErrors,
  },
  {
    method: 'PUT',
    path: '/api/tenants/:tenantId/members/:personId',
    who: 'person',
    summary: 'Gives a member another role.',
    request: roleChangeSchema,
    errors: changeErrors,
  },
  {
    method: 'DELETE',
    path: '/api/tenants/:tenantId/members/:personId',
    who: 'person',
    summary: 'Removes a member, or lets the person leave.',
    errors: changeErrors,
  },
  {
    method: 'GET',
    path: '/api/tenants/:tenantId/invitations',
    who: 'person',
    summary: 'Invitations that were not accepted yet.',
    response: json(invitationsSchema),
    errors: memberErrors,
  },
  {
    method: 'POST',
    path: '/api/tenants/:tenantId/invitations',
    who: 'person',
    summary: 'Invites an address, by mail. An older invitation of that address ends.',
    request: newInvitationSchema,
    response: json(newInvitationResponseSchema),
    errors: changeErrors,
  },
  {
    method: 'DELETE',
    path: '/api/tenants/:tenantId/invitations/:invitationId',
    who: 'person',
    summary: 'Takes an invitation back.',
    errors: memberErrors,
  },
  {
    method: 'POST',
    path: '/api/invitations/read',
    who: 'person',
    summary: 'What an invitation is for.',
    request: invitationTokenSchema,
    response: json(invitationSchema),
    errors: [...personErrors, 'not_found', 'body_too_large'],
  },
  {
    method: 'POST',
    path: '/api/invitations/accept',
    who: 'person',
    summary: 'Accepts an invitation, once, with the invited address.',
    request: invitationTokenSchema,
    response: json(acceptedSchema),
    errors: [...personErrors, 'not_found', 'not_now', 'body_too_large'],
  },
]

const reasons = {
  last_owner: 'A company needs an owner: make somebody else one first.',
  already_member: 'This person belongs to the company already.',
  other_address: 'This invitation is for another address. Sign in with the one that it was sent to.',
}

/** Turns the reason of a refusal into its error. */
function refuse(
  reason:
    | 'not_found'
    | 'role_missing'
    | 'last_owner'
    | 'already_member'
    | 'other_address'
    | 'too_many'
    | 'sign_up_closed',
): never {
  if (reason === 'last_owner' || reason === 'already_member')
    throw new GatewayError('not_now', { detail: reasons[reason] })
  if (reason === 'other_address') throw new GatewayError('forbidden', { detail: reasons.other_address })
  if (reason === 'too_many') throw new GatewayError('too_many_requests')
  throw new GatewayError(reason)
}

export function serveTenants({ people, guards }: { people: People; guards: Guards }): Hono<Env> {
  const { db, ports } = people
  const app = new Hono<Env>()

  app.get('/api/tenants', async (c) => {
    const { personId } = await guards.requireSession(c)
    return c.json({ tenants: await listTenantsOf(db, personId) } satisfies Tenants)
  })

  app.post('/api/tenants', async (c) => {
    const { personId } = await guards.requireSession(c)
    const { name } = await parseBody(c, newTenantSchema)
    const created = await createOwnCompany(people, { name, personId })
    return created.ok ? c.json({ id: created.tenantId }) : refuse(created.reason)
  })

  app.get('/api/tenants/:tenantId/members', async (c) => {
    const { tenantId } = await guards.requireMember(c, c.req.param('tenantId'), 'viewer')
    const members = await listMembers(db, tenantId)
    const response: Members = {
      members: members.map(({ personId: id, sinceMs, ...member }) => ({
        id,
        ...member,
        since: new Date(sinceMs).toISOString(),
      })),
    }
    return c.json(response)
  })

  app.put('/api/tenants/:tenantId/members/:personId', async (c) => {
    const { tenantId, personId: actorId } = await guards.requireMember(c, c.req.param('tenantId'), 'admin')
    const { role } = await parseBody(c, roleChangeSchema)
    const personId = c.req.param('personId')
    const changed = await changeRole({ db, ports }, { tenantId, actorId, personId, role })
    return changed.ok ? c.body(null, 204) : refuse(changed.reason)
  })

  app.delete('/api/tenants/:tenantId/members/:personId', async (c) => {
    const { tenantId, personId: actorId } = await guards.requireMember(c, c.req.param('tenantId'), 'viewer')
    const removed = await removeMember(
      { db, ports },
      { tenantId, actorId, personId: c.req.param('personId') },
    )
    return removed.ok ? c.body(null, 204) : refuse(removed.reason)
  })

  app.get('/api/tenants/:tenantId/invitations', async (c) => {
    const { tenantId } = await guards.requireMember(c, c.req.param('tenantId'), 'admin')
    const invitations = await listOpenInvitations(db, tenantId)
    const response: Invitations = {
      invitations: invitations.map(({ id, email, role, createdAtMs, expiresAtMs }) => ({
        id,
        email,
        role,
        createdAt: new Date(createdAtMs).toISOString(),
        expiresAt: new Date(expiresAtMs).toISOString(),
        isExpired: expiresAtMs <= ports.now(),
      })),
    }
    return c.json(response)
  })

  app.post('/api/tenants/:tenantId/invitations', async (c) => {
    const actor = await guards.requireMember(c, c.req.param('tenantId'), 'admin')
    const { email, role, locale = 'en', wrapped } = await parseBody(c, newInvitationSchema)
    const invited = await invite(people, {
      tenantId: actor.tenantId,
      actor,
      email,
      role,
      locale,
      ...(wrapped === undefined ? {} : { wrapped }),
    })
    return invited.ok ? c.json({ id: invited.id }) : refuse(invited.reason)
  })

  app.delete('/api/tenants/:tenantId/invitations/:invitationId', async (c) => {
    const { tenantId, personId: actorId } = await guards.requireMember(c, c.req.param('tenantId'), 'admin')
    const id = c.req.param('invitationId')
    const revoked = await revokeInvitation({ db, ports }, { tenantId, actorId, id })
    return revoked.ok ? c.body(null, 204) : refuse(revoked.reason)
  })

  app.post('/api/invitations/read', async (c) => {
    const { email } = await guards.requireSession(c)
    const { token } = await parseBody(c, invitationTokenSchema)
    const read = await readInvitation(people, { token, email })
    if (!read.ok) return refuse(read.reason)
    const { invitation, company } = read
    const response: InvitationView = {
      company,
      role: invitation.role,
      expiresAt: new Date(invitation.expiresAtMs).toISOString(),
    }
    return c.json(response)
  })

  app.post('/api/invitations/accept', async (c) => {
    const { personId: id, email } = await guards.requireSession(c)
    const { token } = await parseBody(c, invitationTokenSchema)
    const accepted = await acceptInvitation(people, { token, person: { id, email } })
    if (!accepted.ok) return refuse(accepted.reason)
    const { ok: _ok, ...response } = accepted
    return c.json(response satisfies Accepted)
  })

  return app
}
