// Companies and their members: roles, strangers, the last owner, races.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { membersSchema } from '#contract/people.ts'
import { listAudit } from '#store/audit.ts'
import { createGuards } from '#http/people/guards.ts'
import { createCompany } from '#people/companies.ts'
import { changeRole, removeMember } from '#people/members.ts'
import { insertMembership, type Role } from '#store/memberships.ts'
import { openHosted, type Browser, type HostedWorld } from '../../worlds/people/hosted.ts'
import type { JobStore } from '../../worlds/database.ts'

export function describeMembers(open: () => Promise<JobStore>): void {
  describe('members', () => {
    let store: JobStore
    let world: HostedWorld
    beforeEach(async () => {
      store = await open()
      world = await openHosted(store)
    })
    afterEach(async () => {
      await world.close()
      await store.close()
    })

    let place = 0
    const signedIn = async (email: string): Promise<Browser> => {
      const browser = world.browser({ address: `198.51.100.${(place += 1) % 250}` })
      await browser.signIn(email)
      return browser
    }
    const idOf = async (browser: Browser) =>
      ((await (await browser.get('/api/me')).json()) as { id: string }).id
    const join = async (tenantId: string, browser: Browser, role: Role) => {
      const personId = await idOf(browser)
      await insertMembership(store.db, { tenantId, personId, role }, world.ports.now())
      return personId
    }
    const codeOf = async (response: Response) =>
      response.status < 300 ? response.status : ((await response.json()) as { code: string }).code
    const rolesIn = async (browser: Browser, tenantId: string) =>
      Object.fromEntries(
        membersSchema
          .parse(await (await browser.get(`/api/tenants/${tenantId}/members`)).json())
          .members.map(({ email, role }) => [email, role]),
      )

    test('whoever creates a company owns it, at most five, and it is in the audit', async () => {
      const ada = await signedIn('ada@example.com')
      const tenantId = await ada.createCompany('  Kelpie   Coffee ')
      expect(tenantId).toMatch(/^tnt_[a-z2-7]{20}$/)
      expect(await (await ada.get('/api/tenants')).json()).toEqual({
        tenants: [{ id: tenantId, name: 'Kelpie Coffee', role: 'owner' }],
      })
      const personId = await idOf(ada)
      expect(await listAudit(store.db, tenantId, 10)).toMatchObject([
        { actor: personId, action: 'company.created', target: tenantId, detail: {} },
      ])
      const statuses = await Promise.all(
        Array.from({ length: 8 }, async (_, i) => (await ada.post('/api/tenants', { name: `C${i}` })).status),
      )
      expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 200, 200, 429, 429, 429, 429])
    })

    test('a company is made with all that belongs to it, or not at all', async () => {
      const personId = await idOf(await signedIn('ada@example.com'))
      const making = store.db.transaction().execute(async (transaction) => {
        await createCompany(transaction, world.ports, { name: 'Kelpie', personId })
        throw new Error('something else failed')
      })
      await expect(making).rejects.toThrow('something else failed')
      for (const table of ['memberships', 'audit'] as const)
        expect(await store.db.selectFrom(table).selectAll().execute()).toEqual([])
    })

    test('a company’s name is one line, without links', async () => {
      const ada = await signedIn('ada@example.com')
      for (const name of [
        '',
        ' ',
        'a'.repeat(81),
        'Win https://evil.example',
        'x@y',
        '<b>',
        'www.evil.example',
      ])
        expect([name, (await ada.post('/api/tenants', { name })).status]).toEqual([name, 400])
    })

    test('T37: a stranger’s company and a missing one answer byte for byte alike, on every route', async () => {
      const [ada, eve] = [await signedIn('ada@example.com'), await signedIn('eve@example.com')]
      const tenantId = await ada.createCompany()
      const adaId = await idOf(ada)
      const routes: [string, string, unknown?][] = [
        ['GET', 'members'],
        ['PUT', `members/${adaId}`, { role: 'viewer' }],
        ['DELETE', `members/${adaId}`],
        ['GET', 'invitations'],
        ['POST', 'invitations', { email: 'x@example.com', role: 'owner' }],
        ['DELETE', 'invitations/inv_1'],
      ]
      for (const [method, path, body] of routes) {
        const answerFor = async (id: string) => {
          const response = await eve.ask(method, `/api/tenants/${id}/${path}`, body)
          const headers = [...response.headers].filter(([name]) => name !== 'request-id')
          return [response.status, headers, (await response.text()).replace(/req_\w+/, '')]
        }
        const stranger = await answerFor(tenantId)
        expect(stranger[0]).toBe(404)
        expect(await answerFor('tnt_aaaaaaaaaaaaaaaaaaaa')).toEqual(stranger)
        expect(await answerFor('self')).toEqual(stranger)
      }
      expect(await rolesIn(ada, tenantId)).toEqual({ 'ada@example.com': 'owner' })
    })

    test('T38: nobody becomes a member, or more, by fields in a body', async () => {
      const [ada, eve] = [await signedIn('ada@example.com'), await signedIn('eve@example.com')]
      const tenantId = await ada.createCompany()
      const extra = { name: 'Eve & Co', tenantId, personId: await idOf(ada), role: 'owner' }
      expect((await eve.post('/api/tenants', extra)).status).toBe(400)
      const anonymous = world.browser()
      for (const path of ['/api/tenants', '/api/me', `/api/tenants/${tenantId}/members`])
        expect((await anonymous.get(path)).status).toBe(401)
      expect(await rolesIn(ada, tenantId)).toEqual({ 'ada@example.com': 'owner' })
    })

    test('viewers change nothing, admins nothing of owners, and owners everything', async () => {
      const [ada, bob, cem] = [
        await signedIn('ada@example.com'),
        await signedIn('bob@example.com'),
        await signedIn('cem@example.com'),
      ]
      const tenantId = await ada.createCompany()
      const adaId = await idOf(ada)
      const bobId = await join(tenantId, bob, 'admin')
      const cemId = await join(tenantId, cem, 'viewer')
      const setRole = async (who: Browser, id: string, role: Role) =>
        codeOf(await who.put(`/api/tenants/${tenantId}/members/${id}`, { role }))
      const remove = async (who: Browser, id: string) =>
        codeOf(await who.delete(`/api/tenants/${tenantId}/members/${id}`))
      expect(await setRole(cem, cemId, 'admin')).toBe('role_missing')
      expect(await remove(cem, bobId)).toBe('role_missing')
      expect((await cem.get(`/api/tenants/${tenantId}/invitations`)).status).toBe(403)
      expect((await cem.get(`/api/tenants/${tenantId}/members`)).status).toBe(200)
      expect(await setRole(bob, bobId, 'owner')).toBe('role_missing')
      expect(await setRole(bob, adaId, 'viewer')).toBe('role_missing')
      expect(await remove(bob, adaId)).toBe('role_missing')
      expect(await setRole(bob, cemId, 'admin')).toBe(204)
      expect(await setRole(bob, 'nobody', 'admin')).toBe('not_found')
      expect(await setRole(ada, bobId, 'owner')).toBe(204)
      expect(await remove(ada, cemId)).toBe(204)
      expect(await rolesIn(ada, tenantId)).toEqual({ 'ada@example.com': 'owner', 'bob@example.com': 'owner' })
      const actions = (await listAudit(store.db, tenantId, 10)).map(
        ({ action, actor }) => `${action} by ${actor}`,
      )
      expect(actions.toSorted()).toEqual(
        [
          `company.created by ${adaId}`,
          `member.role_changed by ${bobId}`,
          `member.role_changed by ${adaId}`,
          `member.removed by ${adaId}`,
        ].toSorted(),
      )
    })

    test('the last owner can neither leave nor become less, also not two at once', async () => {
      const ada = await signedIn('ada@example.com')
      const tenantId = await ada.createCompany()
      const adaId = await idOf(ada)
      const members = `/api/tenants/${tenantId}/members`
      expect(await codeOf(await ada.put(`${members}/${adaId}`, { role: 'admin' }))).toBe('not_now')
      expect(await codeOf(await ada.delete(`${members}/${adaId}`))).toBe('not_now')
      const bob = await signedIn('bob@example.com')
      const bobId = await join(tenantId, bob, 'owner')
      const deps = { db: store.db, ports: world.ports }
      const results = await Promise.all([
        changeRole(deps, { tenantId, actorId: adaId, personId: bobId, role: 'viewer' }),
        changeRole(deps, { tenantId, actorId: bobId, personId: adaId, role: 'viewer' }),
        removeMember(deps, { tenantId, actorId: adaId, personId: adaId }),
        removeMember(deps, { tenantId, actorId: bobId, personId: bobId }),
      ])
      expect(results).toContainEqual({ ok: true })
      expect(results).toContainEqual({ ok: false, reason: 'last_owner' })
      const owners = await store.db
        .selectFrom('memberships')
        .select('person_id')
        .where('tenant_id', '=', tenantId)
        .where('role', '=', 'owner')
        .execute()
      expect(owners).toHaveLength(1)
    })

    test('whoever leaves, or is removed, is a stranger with the next request', async () => {
      const [ada, bob] = [await signedIn('ada@example.com'), await signedIn('bob@example.com')]
      const tenantId = await ada.createCompany()
      const bobId = await join(tenantId, bob, 'admin')
      expect((await bob.get(`/api/tenants/${tenantId}/members`)).status).toBe(200)
      expect((await bob.delete(`/api/tenants/${tenantId}/members/${bobId}`)).status).toBe(204)
      expect((await bob.get(`/api/tenants/${tenantId}/members`)).status).toBe(404)
      expect(await (await bob.get('/api/tenants')).json()).toEqual({ tenants: [] })
    })

    test('the guard for what is worth a second sign-in lets nobody through after ten minutes', async () => {
      const guards = createGuards(world.people)
      const at = (ageMs: number) => ({
        sessionId: 's',
        personId: 'p',
        email: 'e',
        createdAtMs: world.ports.now() - ageMs,
      })
      expect(() => guards.requireFresh(at(599_000))).not.toThrow()
      expect(() => guards.requireFresh(at(600_000))).toThrow('This needs a sign-in of the last ten minutes')
    })
  })
}
