// T52: one trial for each Stripe account and each person, ever.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beginTrial, type TrialRequest } from '#plan/trial.ts'
import { trialMs } from '#plan/plan-state.ts'
import { Secret } from '#secret.ts'
import { createWebHasher } from '#stripe-signature/web-hasher.ts'
import { commitsOf } from '#store/commits.ts'
import { erasePlan, findPlan } from '#store/plans.ts'
import { ensureTenant } from '#store/tenants.ts'
import type { JobStore } from '../../worlds/database.ts'

const nowMs = 1_800_000_000_000
const deps = { hasher: createWebHasher(), secret: new Secret('only-for-this-test-'.repeat(3)) }

export function describeTrial(name: string, open: () => Promise<JobStore>): void {
  describe(name, () => {
    let store: JobStore
    let count = 0
    beforeAll(async () => void (store = await open()))
    afterAll(async () => store.close())

    /** Makes a tenant of its own. */
    const sign = async () => {
      const tenantId = `tnt_trial${(count += 1)}`
      await ensureTenant(store.db, { id: tenantId, name: 'A company', createdAtMs: 0 })
      return tenantId
    }
    const begin = (request: Omit<TrialRequest, 'nowMs'>, db = store.db) =>
      commitsOf(db).transaction((transaction) => beginTrial(transaction, { ...request, nowMs }, deps))

    test('begins with the first live account, once for the company', async () => {
      const tenantId = await sign()
      const email = 'amy@one.example'
      const first = await begin({ tenantId, accountId: 'acct_one', email })
      expect(first).toEqual({ begun: true, endsAtMs: nowMs + trialMs, isNew: true })
      expect(await begin({ tenantId, accountId: 'acct_oneMore', email })).toMatchObject({ isNew: false })
      expect((await findPlan(store.db, tenantId))?.trial).toEqual({
        state: 'begun',
        endsAtMs: nowMs + trialMs,
      })
      const other = { tenantId: await sign(), accountId: 'acct_oneMore', email: 'bea@one.example' }
      expect(await begin(other)).toEqual({ begun: false, by: 'account' })
    })

    test('T52: refuses an account or a person that had one, also under another spelling and after erasure', async () => {
      const tenantId = await sign()
      await begin({ tenantId, accountId: 'acct_two', email: 'carl@gmail.com' })
      await commitsOf(store.db).transaction((transaction) => erasePlan(transaction, tenantId))
      expect(await findPlan(store.db, tenantId)).toBeUndefined()
      const again = await begin({ tenantId: await sign(), accountId: 'acct_two', email: 'dora@two.example' })
      expect(again).toEqual({ begun: false, by: 'account' })
      const dressed = await begin({
        tenantId: await sign(),
        accountId: 'acct_twoB',
        email: ' C.arl+new@GoogleMail.com',
      })
      expect(dressed).toEqual({ begun: false, by: 'person' })
    })

    test('a refusal uses nothing up: the account of a refused person may have its trial with another', async () => {
      await begin({ tenantId: await sign(), accountId: 'acct_three', email: 'eve@three.example' })
      const refused = { accountId: 'acct_threeB', email: 'eve@three.example' }
      expect(await begin({ tenantId: await sign(), ...refused })).toEqual({ begun: false, by: 'person' })
      const honest = { accountId: 'acct_threeB', email: 'fay@three.example' }
      expect(await begin({ tenantId: await sign(), ...honest })).toMatchObject({ begun: true })
    })

    test('T52: of many sign-ups at once with one account exactly one has a trial, on any replica', async () => {
      const tenants = await Promise.all(Array.from({ length: 8 }, sign))
      const replicas = [store.db, store.openAgain()]
      const all = await Promise.all(
        tenants.map((tenantId, index) =>
          begin(
            { tenantId, accountId: 'acct_race', email: `person${index}@race.example` },
            replicas[index % replicas.length],
          ),
        ),
      )
      expect(all.filter(({ begun }) => begun)).toHaveLength(1)
      expect(all.filter((one) => !one.begun).map((one) => !one.begun && one.by)).toEqual(
        Array.from({ length: 7 }, () => 'account'),
      )
    })

    test('of two tabs of one company both hear of the same trial', async () => {
      const tenantId = await sign()
      const request = { tenantId, accountId: 'acct_tabs', email: 'gil@tabs.example' }
      const both = await Promise.all([begin(request), begin(request, store.openAgain())])
      expect(both.map((one) => one.begun && one.endsAtMs)).toEqual([nowMs + trialMs, nowMs + trialMs])
      expect(both.filter((one) => one.begun && one.isNew)).toHaveLength(1)
    })

    test('stores neither the account nor the address', async () => {
      await begin({ tenantId: await sign(), accountId: 'acct_hidden', email: 'hal@hidden.example' })
      const rows = JSON.stringify(await store.db.selectFrom('trials').selectAll().execute())
      expect(rows).not.toMatch(/acct_|@|hidden/)
    })
  })
}
