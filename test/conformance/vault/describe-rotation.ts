// `tillside vault rotate` while keys are opened: every text is readable at every moment, and at the end none is under the old key.

import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '#secret.ts'
import { listSealedTexts, replaceSealedTexts } from '#store/sealed-texts.ts'
import { putSealedSecret } from '#store/sealed-secrets.ts'
import { rotate } from '#vault/rotate.ts'
import { createVault } from '#vault/vault.ts'
import { nodeCipher } from '../../../runtimes/node/cipher.ts'
import { createKek, openTenants, type TestTenant } from '../../worlds/vault/tenants.ts'
import type { JobStore } from '../../worlds/database.ts'

const draw = (length: number) => new Uint8Array(randomBytes(length))
/** An underscore is any letter to `like`, and one id may begin another. */
const [older, newer] = [createKek('k_1'), createKek('k_10')]

export function describeRotation(name: string, open: () => Promise<JobStore>): void {
  describe(name, () => {
    let store: JobStore
    let tenants: (TestTenant & { id: string })[]
    const place = (tenantId: string) => ({
      tenantId,
      purpose: 'app-secret',
      accountId: 'acct_1',
      mode: 'live',
      owner: 'tenant',
    })
    const vaultOf = (...keks: (typeof older)[]) => createVault(keks, draw, nodeCipher)

    beforeAll(async () => {
      store = await open()
      const world = openTenants(store.db, [older])
      tenants = []
      for (let count = 0; count < 12; count++) {
        const tenant = await world.create()
        const id = await tenant.add('rk_live_first0001')
        await tenant.vault.secrets.put(place(tenant.tenantId), new Secret('whsec_example'))
        tenants.push({ ...tenant, id })
      }
      await world.vault.close()
    })
    afterAll(() => store.close())

    /** Opens each key and secret in a gateway with this ring. Returns how many did not open. */
    async function countFailures(keks: (typeof older)[]): Promise<number> {
      const { vault } = openTenants(store.db, keks)
      let failures = 0
      for (const { tenantId, id, recovery } of tenants) {
        const key = await vault.keys
          .open({ tenantId, id, feature: 'proxy_lane', opener: recovery })
          .catch(() => ({ ok: false as const }))
        const secret = await vault.secrets.find(place(tenantId)).catch(() => undefined)
        if (!key.ok || key.key.reveal() !== 'rk_live_first0001') failures += 1
        if (secret?.reveal() !== 'whsec_example') failures += 1
      }
      await vault.close()
      return failures
    }

    test('a rotation without the old key changes nothing, and says how many texts need it', async () => {
      const rotated = await rotate({ db: store.db, vault: vaultOf(newer) })
      expect(rotated).toEqual({ sealed: 0, current: 0, failed: 12 * 6, left: 12 * 6 })
      expect(await countFailures([older])).toBe(0)
    })

    test('every key opens while the rotation runs, and afterwards with the new key alone', async () => {
      const other = store.openAgain()
      const isOver = new AbortController()
      let [readings, failures] = [0, 0]
      async function readAllTheTime() {
        while (!isOver.signal.aborted || readings === 0) {
          failures += await countFailures([older, newer])
          failures += await countFailures([newer, older])
          readings += 1
        }
      }
      const reading = readAllTheTime()
      const pages: number[] = []
      const rotated = await rotate(
        { db: other, vault: vaultOf(newer, older) },
        { pageSize: 5, onPage: ({ sealed }) => void pages.push(sealed) },
      )
      isOver.abort()
      await reading
      expect(rotated).toEqual({ sealed: 12 * 6, current: 0, failed: 0, left: 0 })
      expect(pages).toEqual(pages.toSorted((a, b) => a - b))
      expect(pages.length).toBeGreaterThan(12)
      expect([failures, await countFailures([newer])]).toEqual([0, 0])
      expect(await countFailures([older])).toBe(12 * 2)
      const again = await rotate({ db: store.db, vault: vaultOf(newer, older) })
      expect(again).toEqual({ sealed: 0, current: 12 * 6, failed: 0, left: 0 })
    })

    test('an interrupted rotation goes on where it was', async () => {
      const vault = vaultOf(older, newer)
      const stop = () => {
        throw new Error('killed')
      }
      await expect(rotate({ db: store.db, vault }, { pageSize: 5, onPage: stop })).rejects.toThrow('killed')
      expect(await countFailures([older, newer])).toBe(0)
      expect(await rotate({ db: store.db, vault })).toEqual({ sealed: 67, current: 5, failed: 0, left: 0 })
      expect(await countFailures([older])).toBe(0)
    })

    test('a secret that is changed while it is resealed keeps its new value', async () => {
      const [text] = await listSealedTexts(store.db, 'sealed_secrets', { limit: 1 })
      if (!text) throw new Error('no text')
      await putSealedSecret(store.db, place(String(text.row['tenant_id'])), { sealed: 'newer', atMs: 1 })
      expect(await replaceSealedTexts(store.db, [{ ...text, by: 'older' }])).toBe(0)
    })

    test('what does not open is counted, named as left, and stays as it is', async () => {
      const rotated = await rotate({ db: store.db, vault: vaultOf(newer, older) })
      expect(rotated).toEqual({ sealed: 71, current: 0, failed: 1, left: 1 })
    })
  })
}
