// Stripe’s plain signed form, on whoami and on other routes if the settings allow it.

import { describe, expect, test } from 'vitest'
import {
  customer,
  open,
  own,
  secrets,
  sign,
  signPlain,
  signText,
  startMs,
  statusAndCode,
  stranger,
  user,
  type SignedApp,
  type SignedPost,
} from '../../worlds/stripe-app.ts'

describe('whoami, in Stripe’s plain form', () => {
  const ids = { user_id: user, account_id: own }
  const whoami = async (signed: SignedApp, post: SignedPost) => signed.post('/stripe-app/whoami', post)

  test('identifies the caller by user and account, alone or after a signed payload', async () => {
    const signed = await open()
    const alone = await whoami(signed, signPlain(ids))
    expect(await alone.json()).toMatchObject({
      gateway: 'tillside',
      userId: user,
      accountId: own,
      roles: [],
      panels: [],
    })
    const payload = {
      transaction_id: 'ipi_1',
      amount: 100,
      livemode: false,
      stripe_roles: [
        { name: 'Administrator', type: 'builtIn', id: 'admin' },
        { id: 'boss', name: 'Boss', type: 'custom' },
      ],
    }
    const more = await whoami(signed, signPlain({ ...payload, ...ids }))
    expect([more.status, await more.json()]).toMatchObject([
      200,
      { userId: user, mode: 'test', roles: ['admin'] },
    ])
  })

  test('a signed payload may have any key, including those of our own form', async () => {
    const signed = await open({ STRIPE_APP_PLAIN_SIGNATURES: 'on' })
    const payloads: Record<string, unknown>[] = [
      { envelope: { of: 'a letter' } },
      { envelope: 'text', args: 'not JSON' },
      { args: { of: 'a call' }, envelope: { v: 1 } },
      { args_sha256: 'x', nonce: 'y', op: 'z', v: 2 },
      { livemode: 'yes', stripe_roles: 'admin', mode: 7 },
      { stripe_roles: [{ id: 7, type: 'builtIn' }] },
      { constructor: 1, toString: 2, '': 3, 'a b': 4, 7: 5 },
      Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`key${i}`, i])),
    ]
    for (const payload of payloads) {
      const response = await whoami(signed, signPlain({ ...payload, ...ids }))
      expect([response.status, await response.json()], Object.keys(payload).join()).toMatchObject([
        200,
        { userId: user, roles: [] },
      ])
    }
  })

  test('and so in the envelope', async () => {
    const signed = await open()
    const response = await whoami(
      signed,
      sign('connection', { envelope: { account_id: stranger, sandbox: true } }),
    )
    expect(await response.json()).toMatchObject({
      userId: user,
      accountId: stranger,
      mode: 'live',
      sandbox: true,
      panels: [],
    })
  })

  test.each<[string, SignedPost]>([
    [
      'T9: another person than the signed one',
      { ...signPlain(ids), body: JSON.stringify({ ...ids, user_id: 'usr_other' }) },
    ],
    [
      'another account than the signed one',
      { ...signPlain(ids), body: JSON.stringify({ ...ids, account_id: stranger }) },
    ],
    [
      'roles beside the signature',
      {
        ...signPlain(ids),
        body: JSON.stringify({ stripe_roles: [{ id: 'admin', type: 'builtIn' }], ...ids }),
      },
    ],
    ['a payload beside the signature', { ...signPlain(ids), body: JSON.stringify({ amount: 1, ...ids }) }],
    ['the account first', { ...signPlain(ids), body: JSON.stringify({ account_id: own, user_id: user }) }],
    ['an old signature', signPlain(ids, { atMs: startMs - 301_000 })],
    ['an unknown secret', signPlain(ids, { secret: secrets.strange })],
    [
      'T10: a person written twice',
      { ...signPlain(ids), body: `{"user_id":"usr_other",${JSON.stringify(ids).slice(1)}` },
    ],
  ])('%s is refused with 401', async (_name, post) => {
    const signed = await open()
    expect(await statusAndCode(await whoami(signed, post))).toEqual([401, 'signature_refused'])
  })

  test.each<[string, string]>([
    ['the account before the person', JSON.stringify({ account_id: own, user_id: user })],
    ['a payload after the ids', JSON.stringify({ ...ids, amount: 1 })],
    ['a payload that names the person first', JSON.stringify({ user_id: user, amount: 1, account_id: own })],
    ['the person twice', `{"user_id":"usr_other",${JSON.stringify(ids).slice(1)}`],
    ['__proto__', `{"__proto__":{},${JSON.stringify(ids).slice(1)}`],
    ['white space', JSON.stringify(ids, null, 1)],
    ['no account', JSON.stringify({ user_id: user })],
    ['a list', JSON.stringify([ids])],
  ])('even signed, %s is refused', async (_name, body) => {
    const signed = await open()
    expect((await whoami(signed, { header: signText(body), body })).status).toBe(400)
  })

  test('an envelope without its arguments is not accepted as the plain form, which has no nonce', async () => {
    const signed = await open({ STRIPE_APP_PLAIN_SIGNATURES: 'on' })
    const { header, body } = sign('connection')
    const bare = JSON.stringify((JSON.parse(body) as { envelope: object }).envelope)
    expect((await whoami(signed, { header, body: bare })).status).toBe(400)
  })

  test('an account alone is refused until the settings allow it', async () => {
    const alone = signPlain({ account_id: own })
    expect((await whoami(await open(), alone)).status).toBe(403)
    const allowed = await whoami(await open({ STRIPE_APP_ACCOUNT_SIGNATURES: 'on' }), alone)
    expect(await allowed.json()).toMatchObject({ userId: '', accountId: own, roles: [] })
  })

  test('other routes accept the plain form only if the settings allow it, and only for reads', async () => {
    const args = JSON.stringify({ subject: customer })
    const roles = [{ id: 'admin', type: 'builtIn' }]
    const post = signPlain({ args, livemode: true, stripe_roles: roles, ...ids })
    const closed = await open()
    expect(await statusAndCode(await closed.post('/stripe-app/panels', post))).toEqual([403, 'forbidden'])
    const opened = await open({ STRIPE_APP_PLAIN_SIGNATURES: 'on' })
    expect((await opened.post('/stripe-app/panels', post)).status).toBe(200)
    expect(opened.panelsAsked[0]).toMatchObject({
      subject: customer,
      account: { mode: 'live' },
      caller: { roles: [] },
    })
    const actionArgs = JSON.stringify({ subject: customer, stage: 'open' })
    for (const path of ['/stripe-app/actions/refund', '/stripe-app/connection', '/stripe-app/errors']) {
      expect((await opened.post(path, signPlain({ args: actionArgs, livemode: true, ...ids }))).status).toBe(
        403,
      )
    }
    const modeless = await opened.post('/stripe-app/panels', signPlain({ args, ...ids }))
    expect(modeless.status).toBe(400)
  })
})
