// T9, T10, T38: a signed request is valid only for its purpose, and only signed values are used.

import { describe, expect, test } from 'vitest'
import {
  customer,
  envelopeOf,
  expectNothingHappened,
  open,
  own,
  reasons,
  sign,
  signText,
  statusAndCode,
  stranger,
  user,
} from '../../worlds/stripe-app.ts'

describe('purpose and arguments', () => {
  test.each([
    ['/stripe-app/panels', 'action'],
    ['/stripe-app/actions/refund', 'panels'],
    ['/stripe-app/connection', 'oauth.status'],
    ['/stripe-app/errors', 'connection'],
    ['/stripe-app/whoami', 'panels'],
    ['/stripe-app/proxy/orders/orders/1', 'panels'],
  ] as const)('%s refuses a request signed for %s', async (path, op) => {
    const signed = await open()
    expect(await statusAndCode(await signed.post(path, sign(op)))).toEqual([403, 'forbidden'])
    expect(reasons(signed)).toEqual(['other_op'])
    expectNothingHappened(signed)
  })

  test('arguments other than the signed ones are 400', async () => {
    const signed = await open()
    const { header, body } = sign('panels')
    const other = sign('panels', { args: { subject: { kind: 'customer', id: 'cus_2' } } }).body
    const swapped = JSON.stringify({
      envelope: (JSON.parse(body) as { envelope: object }).envelope,
      args: (JSON.parse(other) as { args: string }).args,
    })
    expect(await statusAndCode(await signed.post('/stripe-app/panels', { header, body: swapped }))).toEqual([
      400,
      'bad_request',
    ])
    expect(reasons(signed)).toEqual(['args_hash'])
  })

  test('refuses lone surrogates in arguments, which all have the same hash', async () => {
    const signed = await open()
    const args = '{"subject":{"kind":"customer","id":"\uD800"}}'
    const envelope = envelopeOf('panels', args)
    const body = JSON.stringify({ envelope, args })
    const response = await signed.post('/stripe-app/panels', {
      header: signText(JSON.stringify(envelope)),
      body,
    })
    expect(response.status).toBe(400)
    expect(reasons(signed)).toEqual(['args_not_well_formed'])
  })

  test.each([
    '{"subject":{"kind":"customer","id":"cus_2"},"subject":{"kind":"customer","id":"cus_1"}}',
    '{"subject":{"kind":"customer","id":"cus_1"},"params":{"__proto__":"x"}}',
    '{"__proto__":{"fresh":true},"subject":{"kind":"customer","id":"cus_1"}}',
    '{"subject":{"kind":"customer","id":"cus_1"} }',
    '{"subject":{"kind":"customer","id":"cus_1"}',
    '',
  ])('T10: the signed arguments %s are refused', async (args) => {
    const signed = await open()
    const envelope = envelopeOf('panels', args)
    const post = { header: signText(JSON.stringify(envelope)), body: JSON.stringify({ envelope, args }) }
    expect((await signed.post('/stripe-app/panels', post)).status).toBe(400)
    expectNothingHappened(signed)
  })

  test('object, action and source must be the signed ones', async () => {
    const signed = await open()
    const answers = [
      await signed.post('/stripe-app/panels', sign('panels', { envelope: { resource: 'customer cus_2' } })),
      await signed.post('/stripe-app/panels', sign('panels', { envelope: { resource: undefined } })),
      await signed.post('/stripe-app/actions/erase', sign('action')),
      await signed.post('/stripe-app/actions/refund', sign('action', { envelope: { resource: undefined } })),
      await signed.post('/stripe-app/connection', sign('connection', { envelope: { resource: 'refund' } })),
      await signed.post(
        '/stripe-app/proxy/payroll/orders/1',
        sign('proxy', { envelope: { resource: 'orders' } }),
      ),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403])
    expectNothingHappened(signed)
  })

  test('T19: a body whose type is not JSON is 400', async () => {
    const signed = await open()
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', '']) {
      const response = await signed.post('/stripe-app/panels', sign('panels'), { 'Content-Type': type })
      expect(response.status).toBe(400)
    }
  })

  test('a body over 64 kB is 413', async () => {
    const signed = await open()
    const big = sign('panels', { args: { subject: customer, params: { a: 'x'.repeat(70_000) } } })
    expect((await signed.post('/stripe-app/panels', big)).status).toBe(413)
  })
})

describe('T9, T37, T38: only signed values are used', () => {
  test('loads panels for the signed person, account, mode and built-in roles', async () => {
    const signed = await open()
    const roles = [
      { id: 'admin', name: 'Administrator', type: 'builtIn' },
      { id: 'super_admin', type: 'custom' },
    ]
    const args = { subject: { ...customer, account: 'live-another' }, locale: 'de', fresh: true }
    const post = sign('panels', { args, envelope: { stripe_roles: roles, mode: 'test', sandbox: true } })
    const response = await signed.post('/stripe-app/panels?account=acct_other&user_id=usr_other', post, {
      Accept: 'application/json',
      'Stripe-Account': stranger,
      'X-User-Id': 'usr_other',
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject([
      { type: 'panel', panel: { id: 'shipping' } },
      { type: 'done' },
    ])
    const [request] = signed.panelsAsked
    expect(request).toMatchObject({
      subject: customer,
      caller: { id: user, kind: 'stripe_app', name: user, roles: ['admin'] },
      account: { accountId: own, mode: 'test' },
      sandbox: true,
      surface: 'stripe_app',
      locale: 'de',
      fresh: true,
    })
    expect(request?.subject).not.toHaveProperty('account')
    expect(request).not.toHaveProperty('connected')
  })

  test('T38: refuses or drops roles and a display name in the arguments', async () => {
    const signed = await open()
    const withRoles = sign('panels', {
      args: { subject: customer, stripe_roles: [{ id: 'admin', type: 'builtIn' }] },
    })
    expect((await signed.post('/stripe-app/panels', withRoles)).status).toBe(400)
    const withName = sign('action', { args: { subject: customer, stage: 'open', by: 'The Boss' } })
    expect((await signed.post('/stripe-app/actions/refund', withName)).status).toBe(200)
    expect(signed.actionsAsked[0]?.[1]).toEqual({ subject: customer, stage: 'open' })
  })

  test('answers line by line, or as one array if JSON is requested', async () => {
    const signed = await open()
    const response = await signed.post('/stripe-app/panels', sign('panels'))
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    const lines = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type)
    expect(lines).toEqual(['panel', 'done'])
  })
})

describe('connection', () => {
  test('lists the panels this person may see, by kind of object', async () => {
    const signed = await open()
    const ask = async (stripe_roles?: object[]) =>
      (await (
        await signed.post('/stripe-app/connection', sign('connection', { envelope: { stripe_roles } }))
      ).json()) as { panels: { id: string }[] }
    expect((await ask()).panels).toEqual([{ id: 'shipping', title: 'Shipping', for: ['customer'] }])
    expect((await ask([{ id: 'admin', type: 'builtIn' }])).panels.map(({ id }) => id)).toEqual([
      'shipping',
      'secret-plans',
    ])
    expect((await ask([{ id: 'admin', type: 'custom' }])).panels.map(({ id }) => id)).toEqual(['shipping'])
  })
})
