// Invitations: accepted once, in time, by the person with the verified address that they were sent to.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listAudit } from '#store/audit.ts'
import { insertMembership, type Role } from '#store/memberships.ts'
import { invitationIn, openHosted, type Browser, type HostedWorld } from '../../worlds/people/hosted.ts'
import type { JobStore } from '../../worlds/database.ts'

const bobs = 'bob@example.com'

export function describeInvitations(open: () => Promise<JobStore>): void {
  describe('invitations', () => {
    let store: JobStore
    let world: HostedWorld
    let ada: Browser
    let tenantId: string
    let place = 0
    const signedIn = async (email: string): Promise<Browser> => {
      const browser = world.browser({ address: `198.51.100.${(place += 1) % 250}` })
      await browser.signIn(email)
      return browser
    }
    beforeEach(async () => {
      store = await open()
      world = await openHosted(store)
      ada = await signedIn('ada@example.com')
      tenantId = await ada.createCompany()
    })
    afterEach(async () => {
      await world.close()
      await store.close()
    })

    const invite = (who: Browser, body: object) => who.post(`/api/tenants/${tenantId}/invitations`, body)
    const tokenFor = async (email: string) => invitationIn(await world.lastMailTo(email))
    const invited = async (body: { email?: string; role?: Role; wrapped?: string } = {}) => {
      const email = body.email ?? bobs
      expect((await invite(ada, { email, role: 'admin', ...body })).status).toBe(200)
      return tokenFor(email)
    }
    const accept = (who: Browser, token: string) => who.post('/api/invitations/accept', { token })
    const codeOf = async (response: Response) =>
      response.status < 300 ? response.status : ((await response.json()) as { code: string }).code
    const idOf = async (browser: Browser) =>
      ((await (await browser.get('/api/me')).json()) as { id: string }).id

    test('T50: only the invited, verified address accepts, and only once', async () => {
      const token = await invited({ wrapped: 'v1.opaque' })
      expect((await accept(world.browser(), token)).status).toBe(401)
      const eve = await signedIn('eve@example.com')
      expect(await codeOf(await accept(eve, token))).toBe('forbidden')
      expect(await codeOf(await eve.post('/api/invitations/read', { token }))).toBe('forbidden')
      const bob = await signedIn(bobs)
      expect(await (await bob.post('/api/invitations/read', { token })).json()).toMatchObject({
        company: 'Kelpie Coffee',
        role: 'admin',
      })
      const response = await accept(bob, token)
      expect(await response.json()).toEqual({ tenantId, role: 'admin', wrapped: 'v1.opaque' })
      expect(await codeOf(await accept(bob, token))).toBe('not_found')
      expect(await (await bob.get('/api/tenants')).json()).toMatchObject({ tenants: [{ role: 'admin' }] })
      expect(await store.db.selectFrom('invitations').select(['state', 'wrapped']).execute()).toEqual([
        { state: 'accepted', wrapped: null },
      ])
      const audit = await listAudit(store.db, tenantId, 10)
      expect(audit.map(({ action }) => action).toSorted()).toEqual([
        'company.created',
        'invitation.accepted',
        'member.invited',
      ])
      expect(JSON.stringify(audit)).not.toContain('example.com')
    })

    test('T50: accepted ten times at once, it makes one member', async () => {
      const token = await invited()
      const bob = await signedIn(bobs)
      const codes = await Promise.all(
        Array.from({ length: 10 }, async () => codeOf(await accept(bob, token))),
      )
      expect(codes.filter((code) => code === 200)).toHaveLength(1)
      expect(codes.filter((code) => code === 'not_found')).toHaveLength(9)
    })

    test('an expired, a replaced and a withdrawn invitation answer like one that never was', async () => {
      const bob = await signedIn(bobs)
      const missing = 'a'.repeat(64)
      const answer = async (token: string) => {
        const response = await accept(bob, token)
        return [response.status, (await response.text()).replace(/req_\w+/, '')]
      }
      const nothing = await answer(missing)
      expect(nothing[0]).toBe(404)
      const replaced = await invited()
      const withdrawn = await invited()
      expect(await answer(replaced)).toEqual(nothing)
      const { invitations } = (await (await ada.get(`/api/tenants/${tenantId}/invitations`)).json()) as {
        invitations: { id: string; email: string; isExpired: boolean }[]
      }
      expect(invitations).toMatchObject([{ email: bobs, isExpired: false }])
      const path = `/api/tenants/${tenantId}/invitations/${invitations[0]?.id}`
      expect((await ada.delete(path)).status).toBe(204)
      expect((await ada.delete(path)).status).toBe(404)
      expect(await answer(withdrawn)).toEqual(nothing)
      const late = await invited()
      await world.clock.advance(7 * 86_400_000)
      expect(await answer(late)).toEqual(nothing)
    })

    test('the token is only in the link’s fragment and in the database only as a hash', async () => {
      const token = await invited()
      const { text, html, headers } = await world.lastMailTo(bobs)
      expect(text).toContain(`https://console.example.com/console/sign-in#invitation=${token}`)
      expect(html).toContain(`#invitation=${token}`)
      expect(headers).toEqual({ 'Auto-Submitted': 'auto-generated' })
      const rows = JSON.stringify([
        await store.db.selectFrom('invitations').selectAll().execute(),
        await store.db.selectFrom('jobs').selectAll().execute(),
        world.clock.lines,
      ])
      expect(rows).not.toContain(token)
    })

    test('admins invite admins and viewers, viewers nobody, and only owners invite owners', async () => {
      const bob = await signedIn(bobs)
      await insertMembership(store.db, { tenantId, personId: await idOf(bob), role: 'admin' }, 1)
      const cem = await signedIn('cem@example.com')
      await insertMembership(store.db, { tenantId, personId: await idOf(cem), role: 'viewer' }, 1)
      const invitee = (role: Role) => ({ email: `new-${role}@example.com`, role })
      expect(await codeOf(await invite(cem, invitee('viewer')))).toBe('role_missing')
      expect(await codeOf(await invite(bob, invitee('owner')))).toBe('role_missing')
      expect(await codeOf(await invite(bob, invitee('admin')))).toBe(200)
      expect(await codeOf(await invite(ada, invitee('owner')))).toBe(200)
      expect(await codeOf(await invite(ada, { email: bobs, role: 'owner' }))).toBe('not_now')
    })

    test('invitations of somebody who was removed or made less end with it', async () => {
      for (const end of ['DELETE', 'PUT'] as const) {
        const name = `bob-${end.toLowerCase()}@example.com`
        const bob = await signedIn(name)
        const bobId = await idOf(bob)
        await insertMembership(store.db, { tenantId, personId: bobId, role: 'admin' }, 1)
        const friend = `friend-${end.toLowerCase()}@example.com`
        expect(await codeOf(await invite(bob, { email: friend, role: 'viewer' }))).toBe(200)
        const token = await tokenFor(friend)
        const path = `/api/tenants/${tenantId}/members/${bobId}`
        expect((await ada.ask(end, path, end === 'PUT' ? { role: 'viewer' } : {})).status).toBe(204)
        expect(await codeOf(await accept(await signedIn(friend), token))).toBe('not_found')
      }
    })

    test('with sign-up closed, an invited address may come in', async () => {
      const token = await invited()
      await world.close()
      world = await openHosted(store, { env: { TILLSIDE_SIGN_UP: 'off' } })
      const bob = await signedIn(bobs)
      expect(await codeOf(await accept(bob, token))).toBe(200)
    })

    test('a company sends at most thirty invitations a day', async () => {
      const statuses = []
      for (let i = 0; i < 31; i++)
        statuses.push((await invite(ada, { email: `p${i}@example.com`, role: 'viewer' })).status)
      expect(statuses.filter((status) => status === 200)).toHaveLength(30)
      expect(statuses.at(-1)).toBe(429)
    })
  })
}
