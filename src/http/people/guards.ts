// Who is signed in, and what of a tenant they may do. A tenant that somebody does not belong to and one that does not exist get the
// same answer.

import type { Context } from 'hono'
import { GatewayError } from '#errors.ts'
import type { DoorSession } from '#people/door.ts'
import { includesRole } from '#people/members.ts'
import { freshMs } from '#people/lifetimes.ts'
import type { People } from '#people/people.ts'
import { findMembership, type Membership, type Role } from '#store/memberships.ts'
import type { Env } from '../gateway.ts'

/** Somebody who is signed in. */
export type SignedIn = Omit<DoorSession, 'cookies'>

export interface Guards {
  /** Who is signed in, if anybody is. */
  findSession(c: Context<Env>): Promise<SignedIn | undefined>
  /** Throws `signed_out` where nobody is signed in. */
  requireSession(c: Context<Env>): Promise<SignedIn>
  /** Throws `not_found` for a tenant that the person does not belong to, `role_missing` for too small a role. */
  requireMember(c: Context<Env>, tenantId: string, role: Role): Promise<SignedIn & Membership>
  /** For what is worth a second sign-in: billing, erasure, what opens keys. Throws `sign_in_again`. */
  requireFresh(signedIn: SignedIn): void
}

/** Only our own cookies are passed on. */
export const sessionCookies = (c: Context<Env>): string | undefined => {
  const own = (c.req.header('Cookie') ?? '')
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.startsWith('__Host-tillside-'))
  return own.length > 0 ? own.join('; ') : undefined
}

export function createGuards(people: People): Guards {
  const { db, ports } = people

  async function findSession(c: Context<Env>): Promise<SignedIn | undefined> {
    const cookie = sessionCookies(c)
    if (cookie === undefined) return undefined
    const door = await people.openDoor()
    const session = await door.findSession(cookie)
    if (!session) return undefined
    const { cookies, ...signedIn } = session
    for (const one of cookies) c.header('Set-Cookie', one, { append: true })
    return signedIn
  }
  async function requireSession(c: Context<Env>): Promise<SignedIn> {
    const signedIn = await findSession(c)
    if (!signedIn) throw new GatewayError('signed_out')
    return signedIn
  }

  return {
    findSession,
    requireSession,
    async requireMember(c, tenantId, role) {
      const signedIn = await requireSession(c)
      const membership = await findMembership(db, { tenantId, personId: signedIn.personId })
      if (!membership) throw new GatewayError('not_found')
      if (!includesRole(membership.role, role)) throw new GatewayError('role_missing')
      return { ...signedIn, ...membership }
    },
    requireFresh({ createdAtMs }) {
      if (createdAtMs + freshMs <= ports.now()) throw new GatewayError('sign_in_again')
    },
  }
}
