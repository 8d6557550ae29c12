// What a tenant can do with its vault, on every database: who opens what, in which keeping, and what is gone afterwards (T37, T39, T54).

import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createConnectionKey as createKeyText } from '#auth/connection-key.ts'
import { Secret } from '#secret.ts'
import { listAudit } from '#store/audit.ts'
import { createConnectionKey, revokeConnectionKey } from '#store/connection-keys.ts'
import { listOpenings, removeOpenings } from '#store/key-openings.ts'
import { listStripeKeys } from '#store/stripe-keys.ts'
import { connectionKeyOpener, passkeyOpener, recoveryCodeOpener, type Opener } from '#vault/openers.ts'
import { openTenants, type Tenants } from '../../worlds/vault/tenants.ts'
import type { JobStore } from '../../worlds/database.ts'

const draw = (length: number) => new Uint8Array(randomBytes(length))
const minuteMs = 60_000

export function describeTenantVault(name: string, open: () => Promise<JobStore>): void {
  describe(name, () => {
    let store: JobStore
    let world: Tenants
    beforeAll(async () => {
      store = await open()
      world = openTenants(store.db)
    })
    afterAll(async () => {
      await world.vault.close()
      await store.close()
    })

    const connectionKey = () => connectionKeyOpener(`key_${draw(4).join('')}`, createKeyText(draw, 'live'))
    const openKey = (tenantId: string, id: string, opener?: Opener) =>
      world.vault.keys.open({ tenantId, id, feature: 'proxy_lane', ...(opener ? { opener } : {}) })

    test('a key is added and replaced without an opener, and opens with each opener that was let in', async () => {
      const { tenantId, recovery, add, change, vault } = await world.create()
      const id = await add('rk_live_first0001')
      const opener = connectionKey()
      expect(await openKey(tenantId, id, opener)).toEqual({ ok: false, reason: 'no_wrap' })
      expect(await vault.roots.addOpener({ tenantId, by: recovery, opener }, change())).toBe(true)
      for (const each of [recovery, opener])
        expect(await openKey(tenantId, id, each)).toMatchObject({
          ok: true,
          mode: 'live',
          accountId: 'acct_1',
        })
      const replaced = await vault.keys.replace(
        { tenantId, id, key: new Secret('rk_live_second0002') },
        change(),
      )
      expect(replaced).toMatchObject({ ok: true, mode: 'live' })
      const next = replaced.ok ? replaced.id : ''
      expect(await openKey(tenantId, id, opener)).toEqual({ ok: false, reason: 'no_key' })
      const opened = await openKey(tenantId, next, opener)
      expect(opened.ok && opened.key.reveal()).toBe('rk_live_second0002')
      expect(await vault.keys.remove({ tenantId, id: next }, change())).toBe(true)
      expect(await openKey(tenantId, next, opener)).toEqual({ ok: false, reason: 'no_key' })
      const all = await listStripeKeys(store.db, tenantId, { withEnded: true })
      expect(all.map(({ lastFour }) => lastFour).sort()).toEqual(['0001', '0002'])
      expect(await listStripeKeys(store.db, tenantId)).toEqual([])
      const rows = await store.db
        .selectFrom('stripe_keys')
        .select('sealed')
        .where('tenant_id', '=', tenantId)
        .execute()
      expect(rows).toEqual([{ sealed: null }, { sealed: null }])
    })

    test('only restricted keys are kept, and a key is not replaced by one of the other mode', async () => {
      const { tenantId, add, change, vault } = await world.create()
      for (const text of ['sk_live_abcdefgh1', 'pk_live_abcdefgh1', 'rk_live_short', 'rk_liveabcdefgh', ''])
        expect(
          await vault.keys.add({ tenantId, accountId: 'acct_1', name: 'A', key: new Secret(text) }, change()),
        ).toEqual({ ok: false, reason: 'not_restricted' })
      const id = await add('rk_live_first0001')
      const key = new Secret('rk_test_other0001')
      expect(await vault.keys.replace({ tenantId, id, key }, change())).toEqual({
        ok: false,
        reason: 'other_mode',
      })
      expect(await vault.keys.add({ tenantId: 'other', accountId: 'a', name: 'A', key }, change())).toEqual({
        ok: false,
        reason: 'not_set_up',
      })
    })

    test('roots are made once', async () => {
      const { tenantId, recovery, add, change, vault } = await world.create()
      const id = await add('rk_live_first0001')
      expect(await vault.roots.setUp(tenantId, change())).toBeUndefined()
      expect((await openKey(tenantId, id, recovery)).ok).toBe(true)
    })

    test('without an opener nothing opens in sealed keeping; standing is turned on with one, and off without', async () => {
      const { tenantId, recovery, add, change, vault } = await world.create()
      const id = await add('rk_test_first0001')
      expect(await openKey(tenantId, id)).toEqual({ ok: false, reason: 'no_wrap' })
      const wrong = recoveryCodeOpener('0'.repeat(26)) ?? recovery
      expect(await vault.roots.turnStandingOn({ tenantId, by: wrong }, change())).toBe(false)
      expect(await vault.roots.keepingOf(tenantId)).toBe('sealed')
      expect(await vault.roots.turnStandingOn({ tenantId, by: recovery }, change())).toBe(true)
      expect(await vault.roots.keepingOf(tenantId)).toBe('standing')
      expect(await openKey(tenantId, id)).toMatchObject({ ok: true, mode: 'test' })
      expect(await vault.roots.turnStandingOff(tenantId, change())).toBe(true)
      expect(await vault.roots.turnStandingOff(tenantId, change())).toBe(false)
      // Although it was opened a moment ago, and is still in memory.
      expect(await openKey(tenantId, id)).toEqual({ ok: false, reason: 'no_wrap' })
      expect((await openKey(tenantId, id, recovery)).ok).toBe(true)
    })

    test('a revoked connection key opens nothing from the same moment, although its opening is in memory', async () => {
      const { tenantId, recovery, add, change, vault } = await world.create()
      const id = await add('rk_live_first0001')
      const opener = connectionKey()
      await vault.roots.addOpener({ tenantId, by: recovery, opener }, change())
      await createConnectionKey(
        store.db,
        { id: opener.id, tenantId, name: 'Ann', hash: draw(32).join('') },
        change(),
      )
      expect((await openKey(tenantId, id, opener)).ok).toBe(true)
      await revokeConnectionKey(store.db, { id: opener.id, tenantId }, change())
      expect(await openKey(tenantId, id, opener)).toEqual({ ok: false, reason: 'no_wrap' })
    })

    test('an invitation opens for one person, once, until it expires', async () => {
      const { tenantId, recovery, add, change, vault } = await world.create()
      const id = await add('rk_live_first0001')
      const invite = (invitationId: string) =>
        vault.roots.invite(
          { tenantId, by: recovery, invitationId, expiresAtMs: world.now() + minuteMs },
          change(),
        )
      const secret = (await invite('inv_1'))?.reveal() ?? ''
      const [ann, ben] = [
        connectionKey(),
        passkeyOpener('cred_1', Buffer.from(draw(32)).toString('base64url')),
      ]
      const accept = (invitationId: string, text: string, opener: Opener) =>
        vault.roots.acceptInvitation({ tenantId, invitationId, secret: text, opener }, change())
      if (!ben) throw new Error('no passkey')
      const other = (await invite('inv_2'))?.reveal() ?? ''
      expect(await accept('inv_1', other, ann)).toBe(false)
      expect(await accept('inv_1', 'short', ann)).toBe(false)
      const both = await Promise.all([accept('inv_1', secret, ann), accept('inv_1', secret, ben)])
      expect(both.filter(Boolean)).toHaveLength(1)
      const results = [await openKey(tenantId, id, ann), await openKey(tenantId, id, ben)]
      expect(results.map(({ ok }) => ok)).toEqual(both)
      await world.advance(minuteMs)
      expect(await accept('inv_2', other, ben)).toBe(false)
    })

    test('a new recovery code ends the old one', async () => {
      const { tenantId, recovery, add, change, vault } = await world.create()
      const id = await add('rk_live_first0001')
      const next = await vault.roots.replaceRecoveryCode({ tenantId, by: recovery }, change())
      expect(await openKey(tenantId, id, recovery)).toEqual({ ok: false, reason: 'refused' })
      expect((await openKey(tenantId, id, recoveryCodeOpener(next?.reveal() ?? ''))).ok).toBe(true)
      expect(await vault.roots.replaceRecoveryCode({ tenantId, by: recovery }, change())).toBeUndefined()
    })

    test('what must open without a person opens in sealed keeping too, and opens no Stripe key', async () => {
      const { tenantId, change, vault } = await world.create()
      const place = { tenantId, purpose: 'app-secret', accountId: 'acct_1', mode: 'live', owner: 'tenant' }
      expect(await vault.secrets.find(place)).toBeUndefined()
      expect(await vault.secrets.put(place, new Secret('absec_example'))).toBe(true)
      expect((await vault.secrets.find(place))?.reveal()).toBe('absec_example')
      const another = await world.create()
      expect(await vault.secrets.find({ ...place, tenantId: another.tenantId })).toBeUndefined()
      expect(await vault.secrets.put({ ...place, tenantId: 'other' }, new Secret('x'))).toBe(false)
      void change
    })

    test('another tenant’s key and a missing key answer alike (T37)', async () => {
      const [own, other] = [await world.create(), await world.create()]
      const id = await own.add('rk_live_first0001')
      const { vault } = world
      const key = new Secret('rk_live_third0003')
      for (const each of [id, 'stk_missing']) {
        const which = { tenantId: other.tenantId, id: each }
        expect(await openKey(other.tenantId, each, other.recovery)).toEqual({ ok: false, reason: 'no_key' })
        expect(await vault.keys.remove(which, own.change())).toBe(false)
        expect(await vault.keys.replace({ ...which, key }, own.change())).toEqual({
          ok: false,
          reason: 'no_key',
        })
      }
      expect(await openKey(own.tenantId, id, other.recovery)).toEqual({ ok: false, reason: 'refused' })
    })

    test('each opening is counted by key, opener, purpose and hour', async () => {
      const { tenantId, recovery, add, vault } = await world.create()
      const id = await add('rk_live_first0001')
      const hourMs = 60 * minuteMs
      const startMs = world.now()
      for (let count = 0; count < 3; count++) await openKey(tenantId, id, recovery)
      await vault.keys.open({ tenantId, id, feature: 'sidebar', opener: recovery })
      await world.advance(hourMs)
      await openKey(tenantId, id, recovery)
      await openKey(tenantId, id)
      await world.advance(1000)
      await expect.poll(async () => (await listOpenings(store.db, tenantId, 10)).length).toBe(3)
      const listed = await listOpenings(store.db, tenantId, 10)
      expect(listed.map(({ feature, count, openerKind }) => [feature, count, openerKind])).toEqual(
        expect.arrayContaining([
          ['proxy_lane', 1, 'recovery_code'],
          ['proxy_lane', 3, 'recovery_code'],
          ['sidebar', 1, 'recovery_code'],
        ]),
      )
      await removeOpenings(store.db, { tenantId, beforeMs: startMs + minuteMs })
      expect((await listOpenings(store.db, tenantId, 10)).map(({ count }) => count)).toEqual([1])
    })

    test('erasure takes the roots first: nothing that is left opens, and no opener can be let in again', async () => {
      const { tenantId, recovery, add, change, vault } = await world.create()
      const id = await add('rk_live_first0001')
      const sealed = await store.db
        .selectFrom('stripe_keys')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      await vault.roots.turnStandingOn({ tenantId, by: recovery }, change())
      await vault.erase(tenantId)
      await vault.erase(tenantId)
      // As if the erasure had been interrupted after the roots.
      await store.db
        .insertInto('stripe_keys')
        .values({ ...sealed, created_at_ms: 0, replaced_at_ms: null, revoked_at_ms: null })
        .execute()
      for (const opener of [recovery, undefined])
        expect(await openKey(tenantId, id, opener)).toEqual({ ok: false, reason: 'no_wrap' })
      expect(await vault.roots.addOpener({ tenantId, by: recovery, opener: connectionKey() }, change())).toBe(
        false,
      )
      expect(await vault.roots.openersOf(tenantId)).toEqual([])
    })

    test('each change has an audit row, which contains no secret', async () => {
      const { tenantId, recovery, add, change, vault } = await world.create()
      const id = await add('rk_live_first0001')
      const opener = connectionKey()
      await vault.roots.addOpener({ tenantId, by: recovery, opener }, change())
      await vault.roots.turnStandingOn({ tenantId, by: recovery }, change())
      await vault.roots.turnStandingOff(tenantId, change())
      await vault.roots.removeOpener({ tenantId, kind: opener.kind, id: opener.id }, change())
      await vault.keys.remove({ tenantId, id }, change())
      const rows = await listAudit(store.db, tenantId, 20)
      expect(rows.map(({ action }) => action).sort()).toEqual([
        'opener.added',
        'opener.removed',
        'stripe_key.added',
        'stripe_key.removed',
        'vault.set_up',
        'vault.standing_off',
        'vault.standing_on',
      ])
      for (const secret of [recovery, opener])
        expect(JSON.stringify(rows)).not.toContain(secret.secret.reveal())
    })
  })
}
