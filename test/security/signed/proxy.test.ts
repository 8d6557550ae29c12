// An in-house service is reached only behind a signature that covers source, method, path, query and body.

import { expect, test } from 'vitest'
import { elsewhere, expectNothingHappened, open, own, sign, user } from '../../worlds/stripe-app.ts'

const resource = { resource: 'orders' }

test('sends the service exactly the signed request, for the person who signed it', async () => {
  const signed = await open()
  const args = {
    method: 'POST',
    path: '/orders/1',
    query: 'a=1',
    body: { state: 'sent' },
    idempotencyKey: 'key-123456789012',
  }
  const post = sign('proxy', {
    args,
    envelope: { ...resource, stripe_roles: [{ id: 'admin', type: 'builtIn' }] },
  })
  const response = await signed.post('/stripe-app/proxy/orders/orders/1', post)
  expect([response.status, await response.json()]).toEqual([200, { order: 1 }])
  const [name, request, asking] = signed.passed[0] as [string, { body: Uint8Array }, object]
  expect(name).toBe('orders')
  expect({ ...request, body: new TextDecoder().decode(request.body) }).toEqual({
    method: 'POST',
    path: '/orders/1',
    query: 'a=1',
    body: '{"state":"sent"}',
    contentType: 'application/json',
    idempotencyKey: args.idempotencyKey,
  })
  expect(asking).toMatchObject({
    caller: { id: user, roles: ['admin'] },
    account: { accountId: own, mode: 'live', sandbox: false },
  })
})

test('passes the signed account to the service, even if the platform’s key is used', async () => {
  const signed = await open({ STRIPE_APP_ACCOUNTS: elsewhere })
  await signed.post(
    '/stripe-app/proxy/orders/orders/1',
    sign('proxy', { envelope: { ...resource, account_id: elsewhere } }),
  )
  expect(signed.passed[0]?.[2]).toMatchObject({ account: { accountId: elsewhere } })
})

test.each([
  '/stripe-app/proxy/orders/orders/2',
  '/stripe-app/proxy/orders/orders/1/',
  '/stripe-app/proxy/orders//orders/1',
  '/stripe-app/proxy/orders/orders%2f1',
  '/stripe-app/proxy/orders/',
])('T9: refuses the address %s with a signature for /orders/1', async (address) => {
  const signed = await open()
  const response = await signed.post(address, sign('proxy', { envelope: resource }))
  expect(response.status).toBe(400)
  expectNothingHappened(signed)
})

test.each([
  { method: 'TRACE', path: '/orders/1' },
  { method: 'GET', path: 'orders/1' },
  { method: 'GET', path: '/orders/1 x' },
  { method: 'GET', path: '/orders/1', headers: { host: 'evil' } },
  { method: 'GET', path: '/orders/1', query: 'a=\n' },
  { method: 'GET', path: '/orders/1', query: 'a=%zz' },
  { method: 'GET', path: '/orders/1', query: 'a=%C3' },
  { method: 'GET', path: '/orders/1', query: 'a=%ED%A0%80' },
  { method: 'GET', path: '/orders/1', query: 'a=%00' },
  { method: 'GET', path: '/orders/1', query: 'a=1#b' },
  { path: '/orders/1' },
])('the arguments %j are refused', async (args) => {
  const signed = await open()
  const response = await signed.post(
    '/stripe-app/proxy/orders/orders/1',
    sign('proxy', { args, envelope: resource }),
  )
  expect(response.status).toBe(400)
  expectNothingHappened(signed)
})

test.each(['a=1&b=2', 'a=%20x', 'filter%5Bstate%5D=sent', 'filter[state]=sent', 'a=caf%C3%A9', 'a=a+b', ''])(
  'reads the query "%s" as it was signed',
  async (query) => {
    const signed = await open()
    const args = { method: 'GET', path: '/orders/1', query }
    const { status } = await signed.post(
      '/stripe-app/proxy/orders/orders/1',
      sign('proxy', { args, envelope: resource }),
    )
    const [, request] = signed.passed[0] ?? []
    expect([status, request]).toMatchObject([200, { query }])
  },
)

test('an unknown source is 404, and the answer does not repeat its name', async () => {
  const signed = await open()
  const post = sign('proxy', { envelope: { resource: 'payroll' } })
  const response = await signed.post('/stripe-app/proxy/payroll/orders/1', post)
  expect(response.status).toBe(404)
  expect(await response.text()).not.toContain('payroll')
})
