// T28: any page may call the Stripe App's routes, because they require a signature; no other route is opened by this.

import { expect, test } from 'vitest'
import { routes } from '#http/routes.ts'
import { customer, open, sign, type SignedApp } from '../../worlds/stripe-app.ts'

const signedPaths = routes
  .filter(({ who }) => who === 'stripe_app')
  .map(({ path }) => path.replace(':id', 'refund').replace(':source/*', 'orders/orders/1'))
const origins = ['null', 'https://dashboard.stripe.com', 'https://evil.example']
const allowOrigin = (response: Response) => response.headers.get('access-control-allow-origin')

const preflight = (signed: SignedApp, path: string, origin = 'null') =>
  Promise.resolve(
    signed.app.request(path, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type,stripe-signature,x-evil',
      },
    }),
  )

test('there are signed routes to test', () => expect(signedPaths.length).toBeGreaterThanOrEqual(6))

test.each(signedPaths)(
  '%s answers a preflight from anywhere, for two hours, without credentials',
  async (path) => {
    const signed = await open()
    for (const origin of origins) {
      const response = await preflight(signed, path, origin)
      expect([response.status, allowOrigin(response)]).toEqual([204, '*'])
      expect(response.headers.get('access-control-allow-methods')).toBe('POST')
      expect(response.headers.get('access-control-allow-headers')).toBe('content-type, stripe-signature')
      expect(response.headers.get('access-control-max-age')).toBe('7200')
      expect(response.headers.has('access-control-allow-credentials')).toBe(false)
      expect([...response.headers.values()].join()).not.toContain('evil')
    }
  },
)

test.each(signedPaths)('%s lets the app read refusals, and no cache stores them', async (path) => {
  const signed = await open()
  const answers = [
    await signed.post(path, { body: '{}' }),
    // Signed for a purpose other than this route's.
    await signed.post(path, sign(path.endsWith('/status') ? 'connection' : 'oauth.status')),
    await signed.post(path, { header: 'x', body: '' }, { 'Content-Type': 'text/plain' }),
    await signed.app.request(path),
  ]
  expect(answers.map(({ status }) => status)).toEqual([401, 403, 400, 405])
  for (const response of answers) {
    expect(allowOrigin(response)).toBe('*')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get('access-control-expose-headers')).toContain('Request-Id')
    expect(response.headers.has('access-control-allow-credentials')).toBe(false)
    expect(response.headers.has('set-cookie')).toBe(false)
  }
})

test('an answer with data is also readable by any origin and stored by no cache', async () => {
  const signed = await open()
  const response = await signed.post('/stripe-app/panels', sign('panels'))
  expect([response.status, allowOrigin(response), response.headers.get('cache-control')]).toEqual([
    200,
    '*',
    'private, no-store',
  ])
})

test('a path that is not a signed route is not opened', async () => {
  const signed = await open()
  for (const path of [
    '/stripe-app',
    '/stripe-app/',
    '/stripe-app/nope',
    '/stripe-app/panels/x',
    '/stripe-app/../api/panels',
    '/stripe-apps/panels',
  ]) {
    expect(allowOrigin(await preflight(signed, path)), path).toBeNull()
    expect(allowOrigin(await signed.post(path, sign('panels'))), path).toBeNull()
  }
})

test('a foreign page cannot read other routes, signed or not', async () => {
  const signed = await open()
  // The proxy lane answers any origin by design, because it requires a secret header. /health contains nothing private.
  const others = routes.filter(
    ({ who, path }) => who !== 'stripe_app' && who !== 'proxy' && path !== '/health',
  )
  expect(others.length).toBeGreaterThan(5)
  const { header, body } = sign('panels', { args: { subject: customer } })
  for (const { method, path } of others) {
    const target = path.replace(/:\w+/, 'x').replace('*', '')
    const headers = { Origin: 'null', 'Stripe-Signature': header, 'Content-Type': 'application/json' }
    const response = await signed.app.request(target, {
      method,
      headers,
      ...(method === 'GET' ? {} : { body }),
    })
    expect([allowOrigin(response), allowOrigin(await preflight(signed, target))], target).toEqual([
      null,
      null,
    ])
    if (target.startsWith('/api/')) expect(response.status, target).toBe(401)
  }
})
