// T14: a signed request is answered once, and an action takes effect once.

import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { customer, elsewhere, open, sign, statusAndCode, type SignedPost } from '../../worlds/stripe-app.ts'

describe('T14: a request is answered once', () => {
  test('a replay is 409 on every route for as long as its signature is valid', async () => {
    const signed = await open()
    const posts: [string, SignedPost][] = [
      ['/stripe-app/connection', sign('connection')],
      ['/stripe-app/whoami', sign('connection')],
      ['/stripe-app/panels', sign('panels')],
      ['/stripe-app/actions/refund', sign('action')],
      ['/stripe-app/proxy/orders/orders/1', sign('proxy', { envelope: { resource: 'orders' } })],
      [
        '/stripe-app/errors',
        sign('error.report', { args: { name: 'TypeError', message: 'm', stack: '', view: 'v', build: 'b' } }),
      ],
    ]
    for (const [path, post] of posts) expect((await signed.post(path, post)).status, path).toBeLessThan(300)
    signed.clock.ms += 299_000
    for (const [path, post] of posts) {
      expect(await statusAndCode(await signed.post(path, post))).toEqual([409, 'nonce_used'])
    }
    signed.clock.ms += 2000
    expect((await signed.post('/stripe-app/panels', posts[2]?.[1] ?? sign('panels'))).status).toBe(401)
  })

  test('of a hundred simultaneous replays, one is answered', async () => {
    const signed = await open()
    const post = sign('panels')
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => signed.post('/stripe-app/panels', post)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(99)
    expect(signed.panelsAsked).toHaveLength(1)
  })

  test('a used nonce of one account does not affect another account', async () => {
    const signed = await open({ STRIPE_APP_ACCOUNTS: elsewhere })
    const nonce = randomUUID()
    expect((await signed.post('/stripe-app/panels', sign('panels', { envelope: { nonce } }))).status).toBe(
      200,
    )
    const other = sign('panels', { envelope: { nonce, account_id: elsewhere } })
    expect((await signed.post('/stripe-app/panels', other)).status).toBe(200)
  })

  test('an action runs once: a replay is 409, and the same key with a new nonce returns the first result', async () => {
    const signed = await open()
    const args = { subject: customer, stage: 'run', key: randomUUID() }
    const post = sign('action', { args })
    const first = await signed.post('/stripe-app/actions/refund', post)
    expect([first.status, signed.effects()]).toEqual([200, 1])
    expect(await statusAndCode(await signed.post('/stripe-app/actions/refund', post))).toEqual([
      409,
      'nonce_used',
    ])
    // The replay is detected before any work, such as drawing what the first one changed.
    expect(signed.actionsAsked).toHaveLength(1)
    const again = sign('action', { args })
    const repeated = await signed.post('/stripe-app/actions/refund', again)
    expect([repeated.status, await repeated.json()]).toMatchObject([200, { repeated: true }])
    expect((await signed.post('/stripe-app/actions/refund', again)).status).toBe(409)
    expect(signed.effects()).toBe(1)
  })

  test('of twenty simultaneous replays of an action, one takes effect', async () => {
    const signed = await open()
    const post = sign('action', { args: { subject: customer, stage: 'run', key: randomUUID() } })
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => signed.post('/stripe-app/actions/refund', post)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(signed.effects()).toBe(1)
  })

  test('old nonces are removed', async () => {
    const signed = await open()
    await signed.post('/stripe-app/panels', sign('panels'))
    signed.clock.ms += 600_000
    await signed.post('/stripe-app/panels', sign('panels', { atMs: signed.clock.ms }))
    const rows = await signed.db.selectFrom('nonces').select('expires_at_ms').execute()
    expect(rows.map((row) => Number(row.expires_at_ms))).toEqual([signed.clock.ms + 600_000])
  })
})
