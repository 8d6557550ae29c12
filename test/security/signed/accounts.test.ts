// T11, T37, T54: which account and mode a signed request reaches, if any.

import { describe, expect, test, vi } from 'vitest'
import { setInstallation } from '#store/installations.ts'
import {
  elsewhere,
  expectNothingHappened,
  keys,
  open,
  own,
  problemOf,
  sign,
  statusAndCode,
  stranger,
} from '../../worlds/stripe-app.ts'

describe('T11, T37: accounts', () => {
  test('an account that is neither ours nor has the app installed is 403 in every mode', async () => {
    const signed = await open()
    for (const mode of ['live', 'test']) {
      const post = sign('panels', { envelope: { account_id: stranger, mode } })
      expect(await statusAndCode(await signed.post('/stripe-app/panels', post))).toEqual([
        403,
        'not_installed',
      ])
    }
    expectNothingHappened(signed)
  })

  test('a mode without its own key is 403, even if the other mode has one', async () => {
    const signed = await open({ STRIPE_API_KEY: keys.test, STRIPE_APP_ACCOUNTS: elsewhere })
    for (const account_id of [own, elsewhere]) {
      const live = await signed.post('/stripe-app/panels', sign('panels', { envelope: { account_id } }))
      expect(await statusAndCode(live)).toEqual([403, 'not_installed'])
      const inTest = await signed.post(
        '/stripe-app/panels',
        sign('panels', { envelope: { account_id, mode: 'test' } }),
      )
      expect(inTest.status).toBe(200)
    }
    expect(signed.panelsAsked.map(({ account, connected }) => [account.mode, connected])).toEqual([
      ['test', undefined],
      ['test', elsewhere],
    ])
  })

  test('an account in STRIPE_APP_ACCOUNTS is reached with the platform’s key and Stripe-Account', async () => {
    const signed = await open({ STRIPE_APP_ACCOUNTS: elsewhere })
    await signed.post('/stripe-app/panels', sign('panels', { envelope: { account_id: elsewhere } }))
    expect(signed.panelsAsked[0]).toMatchObject({
      account: { mode: 'live', accountId: own },
      connected: elsewhere,
    })
  })

  test('an installation is valid only for its mode, and ends immediately on removal', async () => {
    const signed = await open()
    const installation = { tenantId: 'self', accountId: elsewhere, mode: 'test' as const }
    const ask = async (mode: string) =>
      (await signed.post('/stripe-app/panels', sign('panels', { envelope: { account_id: elsewhere, mode } })))
        .status
    await setInstallation(signed.db, { ...installation, state: 'installed', changedAtMs: 1 })
    expect([await ask('test'), await ask('live')]).toEqual([200, 403])
    await setInstallation(signed.db, { ...installation, state: 'removed', changedAtMs: 2 })
    expect(await ask('test')).toBe(403)
    // An older event that arrives late changes nothing.
    await setInstallation(signed.db, { ...installation, state: 'installed', changedAtMs: 1 })
    expect(await ask('test')).toBe(403)
  })

  test('a removed installation also closes our own and listed accounts, but another tenant’s removal does not', async () => {
    const signed = await open({ STRIPE_APP_ACCOUNTS: elsewhere })
    await signed.db.insertInto('tenants').values({ id: 'other', name: 'Other', created_at_ms: 1 }).execute()
    const remove = (tenantId: string, accountId: string) =>
      setInstallation(signed.db, { tenantId, accountId, mode: 'live', state: 'removed', changedAtMs: 1 })
    const ask = async (account_id: string) =>
      (await signed.post('/stripe-app/panels', sign('panels', { envelope: { account_id } }))).status
    await remove('other', own)
    await setInstallation(signed.db, {
      tenantId: 'other',
      accountId: stranger,
      mode: 'live',
      state: 'installed',
      changedAtMs: 1,
    })
    expect([await ask(own), await ask(stranger)]).toEqual([200, 403])
    await remove('self', own)
    await remove('self', elsewhere)
    expect([await ask(own), await ask(elsewhere)]).toEqual([403, 403])
  })

  test('Stripe is asked once for the account of a key, however many requests wait, and its refusal names the account', async () => {
    const refusal = {
      error: { message: 'no', request_log_url: `https://dashboard.stripe.com/${own}/logs/req_1` },
    }
    const signed = await open({}, { answerStripe: () => Response.json(refusal, { status: 403 }) })
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => signed.post('/stripe-app/panels', sign('panels'))),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(signed.stripeAsked).toEqual(['rk_live /v1/account'])
  })

  test('on runtimes where everything ends with its request, no request waits for another one’s lookup', async () => {
    const openRequest = () => ({ waitUntil: () => undefined })
    let current = openRequest()
    const { promise: never } = Promise.withResolvers<Response>()
    const answers = [never, Promise.resolve(Response.json({ id: own }))]
    const signed = await open({}, { invocation: () => current, answerStripe: () => answers.shift() ?? never })
    void signed.post('/stripe-app/panels', sign('panels'))
    await vi.waitFor(() => expect(signed.stripeAsked).toHaveLength(1))
    current = openRequest()
    expect((await signed.post('/stripe-app/panels', sign('panels'))).status).toBe(200)
    // The result is plain memory, shared by all requests.
    current = openRequest()
    expect((await signed.post('/stripe-app/panels', sign('panels'))).status).toBe(200)
    expect(signed.stripeAsked).toHaveLength(2)
  })

  test('a key whose account Stripe does not name is reported as such, and looked up again a minute later', async () => {
    let status = 401
    const signed = await open(
      {},
      { answerStripe: () => Response.json(status === 200 ? { id: own } : {}, { status }) },
    )
    const ask = async () => signed.post('/stripe-app/panels', sign('panels'))
    const refused = await ask()
    expect(await problemOf(refused)).toMatchObject({
      code: 'not_installed',
      detail: expect.stringContaining('STRIPE_APP_ACCOUNTS') as string,
    })
    status = 200
    expect((await ask()).status).toBe(403)
    signed.clock.ms += 61_000
    expect((await signed.post('/stripe-app/panels', sign('panels', { atMs: signed.clock.ms }))).status).toBe(
      200,
    )
  })

  test('while Stripe is unreachable the answer is 502, and the next request tries again', async () => {
    let isUp = false
    const answer = () => (isUp ? Response.json({ id: own }) : Promise.reject(new Error('no network')))
    const signed = await open({}, { answerStripe: answer })
    expect(await statusAndCode(await signed.post('/stripe-app/panels', sign('panels')))).toEqual([
      502,
      'stripe_unreachable',
    ])
    isUp = true
    expect((await signed.post('/stripe-app/panels', sign('panels'))).status).toBe(200)
  })
})
