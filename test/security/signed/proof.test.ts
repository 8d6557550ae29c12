// T5-T8, T10, T12: who signed, and that each request has exactly one valid text. Refused requests have no effect.

import { assert, asyncProperty, integer, nat } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  customer,
  elsewhere,
  expectNothingHappened,
  open,
  own,
  problemOf,
  reasons,
  secrets,
  sign,
  startMs,
  statusAndCode,
  stranger,
  user,
  type SignedPost,
} from '../../worlds/stripe-app.ts'

const routes = [
  '/stripe-app/connection',
  '/stripe-app/whoami',
  '/stripe-app/panels',
  '/stripe-app/actions/refund',
  '/stripe-app/proxy/orders/orders/1',
  '/stripe-app/errors',
]

describe('proof', () => {
  test.each(routes)('%s without a signature is 401, regardless of the body', async (path) => {
    const signed = await open()
    const { body } = sign('connection')
    for (const post of [{ body }, { body: '' }, { body: '{' }, { body, header: '' }]) {
      expect(await statusAndCode(await signed.post(path, post))).toEqual([401, 'signature_refused'])
    }
    expectNothingHappened(signed)
  })

  test.each<[string, (good: SignedPost) => SignedPost, string]>([
    ['T5: a year old', () => sign('panels', { atMs: startMs - 365 * 86_400_000 }), 'too_old'],
    ['T6: a year ahead', () => sign('panels', { atMs: startMs + 365 * 86_400_000 }), 'in_future'],
    ['with an unknown secret', () => sign('panels', { secret: secrets.strange }), 'mismatch'],
    ['of another envelope', (good) => ({ ...good, header: sign('panels').header }), 'mismatch'],
    ['of another account', ({ header, body }) => ({ header, body: body.replace(own, stranger) }), 'mismatch'],
    [
      'of another person',
      ({ header, body }) => ({ header, body: body.replace(user, 'usr_other') }),
      'mismatch',
    ],
    [
      'of another purpose',
      ({ header, body }) => ({ header, body: body.replace('"op":"panels"', '"op":"action"') }),
      'mismatch',
    ],
    [
      'of another mode',
      ({ header, body }) => ({ header, body: body.replace('"live"', '"test"') }),
      'mismatch',
    ],
    ['with keys in another order', ({ header, body }) => ({ header, body: reversed(body) }), 'mismatch'],
    [
      'T7: with ten thousand signatures',
      ({ header, body }) => ({ header: header + ',v1=0'.repeat(10_000), body }),
      'header_too_long',
    ],
  ])('a signature %s is 401, and the answer does not say why', async (_name, change, reason) => {
    const signed = await open()
    const response = await signed.post('/stripe-app/panels', change(sign('panels')))
    expect(response.status).toBe(401)
    expect(await problemOf(response)).not.toHaveProperty('detail')
    expect(reasons(signed)).toEqual([reason])
    expectNothingHappened(signed)
  })

  test('without a signing secret, nothing is accepted', async () => {
    const signed = await open({ STRIPE_APP_SECRETS: '' })
    expect((await signed.post('/stripe-app/panels', sign('panels'))).status).toBe(401)
    expect(reasons(signed)).toEqual(['no_secret'])
  })

  test('during a rotation, signatures with either secret are accepted', async () => {
    const signed = await open({ STRIPE_APP_SECRETS: `${secrets.current},${secrets.former}` })
    for (const secret of [secrets.current, secrets.former]) {
      expect((await signed.post('/stripe-app/panels', sign('panels', { secret }))).status).toBe(200)
    }
    const other = await signed.post('/stripe-app/panels', sign('panels', { secret: secrets.strange }))
    expect(other.status).toBe(401)
  })

  test('guessing is slowed down per network, and valid signatures are still accepted', async () => {
    const signed = await open()
    const forged = sign('panels', { secret: secrets.strange })
    for (let i = 0; i < 30; i++) await signed.post('/stripe-app/panels', forged)
    const late = await signed.post('/stripe-app/panels', forged)
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '60'])
    expect((await signed.post('/stripe-app/panels', sign('panels'))).status).toBe(200)
  })
})

/** The same envelope with its keys in reverse order. */
function reversed(body: string): string {
  const { envelope, args } = JSON.parse(body) as { envelope: object; args: string }
  return JSON.stringify({ envelope: Object.fromEntries(Object.entries(envelope).toReversed()), args })
}

describe('T8: each request has exactly one valid text', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  test.each<[string, (body: string) => string | Uint8Array<ArrayBuffer>]>([
    ['written with spaces', (body) => JSON.stringify(JSON.parse(body), null, 1)],
    [
      'with the arguments first',
      (body) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body) as object).toReversed())),
    ],
    ['with a line end', (body) => `${body}\r\n`],
    ['with a byte order mark', (body) => `\uFEFF${body}`],
    [
      'with a byte that is not UTF-8',
      (body) => new Uint8Array([...bytes(body).slice(0, -2), 0xff, ...bytes(body).slice(-2)]),
    ],
    ['with an escaped letter', (body) => body.replace('"panels"', '"p\\u0061nels"')],
    ['T10: with a key twice', (body) => body.replace('"v":1', '"v":1,"v":1')],
    [
      'T10: with a person before the signed one',
      (body) => body.replace('"user_id"', '"user_id":"usr_admin","user_id"'),
    ],
    [
      'T10: with roles before the signed ones',
      (body) =>
        body.replace(
          '"args_sha256"',
          '"stripe_roles":[{"id":"admin","type":"builtIn"}],"stripe_roles":null,"args_sha256"',
        ),
    ],
    ['T10: with a key beside the envelope', (body) => body.replace(/\}$/, ',"user_id":"usr_admin"}')],
    [
      'T10: with __proto__ beside the envelope',
      (body) => body.replace(/\}$/, ',"__proto__":{"user_id":"usr_admin"}}'),
    ],
    ['T10: with the arguments twice', (body) => body.replace('"args"', '"args":"{}","args"')],
    ['cut off', (body) => body.slice(0, -1)],
    ['as a list', (body) => `[${body}]`],
    ['empty', () => ''],
  ])('a body %s is refused', async (_name, change) => {
    const signed = await open()
    const { header, body } = sign('panels')
    const response = await signed.post('/stripe-app/panels', { header, body: change(body) })
    expect([400, 401]).toContain(response.status)
    expectNothingHappened(signed)
    // The nonce was not used up either: the genuine request still works.
    expect((await signed.post('/stripe-app/panels', { header, body })).status).toBe(200)
  })

  test('bytes that are not UTF-8 do not match a signed replacement character', async () => {
    const signed = await open()
    const { header, body } = sign('panels', { args: { subject: customer, params: { q: '\uFFFD' } } })
    const [before = '', after = ''] = body.split('\uFFFD')
    const changed = new Uint8Array([...bytes(before), 0xff, ...bytes(after)])
    expect((await signed.post('/stripe-app/panels', { header, body: changed })).status).toBe(400)
    expect((await signed.post('/stripe-app/panels', { header, body })).status).toBe(200)
  })

  test.each<[string, Record<string, unknown>]>([
    ['an unknown key', { extra: 1 }],
    ['another version', { v: 2 }],
    ['no nonce', { nonce: undefined }],
    ['a short nonce', { nonce: 'abc' }],
    ['an unknown mode', { mode: 'LIVE' }],
    ['a sandbox that is text', { sandbox: 'false' }],
    ['no account', { account_id: undefined }],
    ['an account that is not an account id', { account_id: 'cus_1' }],
    ['two accounts', { account_id: [own, elsewhere] }],
    ['a person that is not a user id', { user_id: 'admin' }],
    ['roles that are text', { stripe_roles: 'admin' }],
    ['a role with extra keys', { stripe_roles: [{ id: 'admin', type: 'builtIn', super: true }] }],
    ['a role whose keys are in another order', { stripe_roles: [{ type: 'builtIn', id: 'admin' }] }],
    ['a hash in capitals', { args_sha256: 'A'.repeat(64) }],
  ])('an envelope signed with %s is 400', async (_name, envelope) => {
    const signed = await open()
    const response = await signed.post('/stripe-app/panels', sign('panels', { envelope }))
    expect(await statusAndCode(response)).toEqual([400, 'bad_request'])
    expectNothingHappened(signed)
  })

  test('an envelope with only an account is refused until the settings allow it, and then has no roles', async () => {
    const roles = [{ id: 'admin', type: 'builtIn' }]
    const alone = () => sign('connection', { envelope: { user_id: undefined, stripe_roles: roles } })
    expect(await statusAndCode(await (await open()).post('/stripe-app/connection', alone()))).toEqual([
      403,
      'forbidden',
    ])
    const allowing = await open({ STRIPE_APP_ACCOUNT_SIGNATURES: 'on' })
    const response = await allowing.post('/stripe-app/connection', alone())
    expect(await response.json()).toMatchObject({ userId: '', accountId: own, roles: [] })
  })

  test('a body with any single byte changed is refused', async () => {
    const signed = await open()
    await assert(
      asyncProperty(nat(), integer({ min: 1, max: 255 }), async (at, flip) => {
        const { header, body } = sign('panels', {
          envelope: { stripe_roles: [{ id: 'admin', type: 'builtIn' }] },
        })
        const changed = new TextEncoder().encode(body)
        const index = at % changed.length
        changed[index] = (changed[index] ?? 0) ^ flip
        expect([400, 401, 429]).toContain(
          (await signed.post('/stripe-app/panels', { header, body: changed })).status,
        )
      }),
      { numRuns: 300 },
    )
    expectNothingHappened(signed)
  })
})
