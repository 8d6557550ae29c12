import { createHmac } from 'node:crypto'
import { exportJWK, generateKeyPair, importJWK, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { httpSource } from '#definitions/define.ts'
import type { HttpIdentity } from '#definitions/source.ts'
import { sourceCaller, openForTest, startService } from '../../test/worlds/sources.ts'
import { createTestClock } from '../../test/worlds/clock.ts'
import { createProof, problemOfIdentity } from './identity.ts'

const sharedKey = 'a shared key of more than thirty-two bytes'

/** Returns the token that the service receives with each call. */
async function proofsOf(identity: HttpIdentity, calls: Parameters<typeof sourceCaller>[0][]) {
  const service = await startService()
  const source = httpSource({ name: 'orders', baseUrl: service.url, allow: ['GET /me'], identity })
  const { sources } = openForTest([source])
  for (const call of calls) {
    await sources.open({ orders: source }, sourceCaller(call)).orders.get('/me', z.unknown())
  }
  return service.asked.map(({ headers }) => headers.authorization?.replace('Bearer ', '') ?? '')
}

test('a JWT signed with a shared key names caller, account and roles, and is valid for a minute', async () => {
  const identity = { kind: 'jwt', algorithm: 'HS256', key: sharedKey, audience: 'orders' } as const
  const [token = ''] = await proofsOf(identity, [{}])
  const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(sharedKey), {
    audience: 'orders',
    issuer: 'tillside',
    algorithms: ['HS256'],
  })
  expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' })
  const { iat = 0, exp = 0, jti = '', ...claims } = payload
  expect(exp - iat).toBe(60)
  expect(jti).toMatch(/^[0-9a-f]{32}$/)
  expect(claims).toEqual({
    iss: 'tillside',
    aud: 'orders',
    sub: 'usr_1',
    caller: 'stripe_app',
    tenant: 'tenant_1',
    account: 'acct_1',
    mode: 'test',
    sandbox: false,
    roles: ['admin', 'support'],
  })
  // Verified by hand as in RFC 7515, independently of the library that signed it.
  const [head, body, signature] = token.split('.')
  expect(createHmac('sha256', sharedKey).update(`${head}.${body}`).digest('base64url')).toBe(signature)
})

test('a JWT signed with a private key verifies with the public one, and names the key', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const key = JSON.stringify({ ...(await exportJWK(privateKey)), kid: 'k1' })
  const identity = {
    kind: 'jwt',
    algorithm: 'ES256',
    key,
    audience: 'orders',
    issuer: 'https://gateway',
  } as const
  const [token = ''] = await proofsOf(identity, [{}])
  const verified = await jwtVerify(token, await importJWK(await exportJWK(publicKey), 'ES256'), {
    audience: 'orders',
    issuer: 'https://gateway',
  })
  expect(verified.protectedHeader).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'k1' })
})

test('each call gets its own token, and each principal its own claims', async () => {
  const identity = { kind: 'jwt', algorithm: 'HS256', key: sharedKey, audience: 'orders' } as const
  const sidebar = { id: 'key_7', kind: 'connection_key', name: 'Grace', roles: [] } as const
  const account = { key: 'main', mode: 'live', sandbox: false } as const
  const tokens = await proofsOf(identity, [{}, {}, { caller: sidebar, account }])
  const claims = await Promise.all(
    tokens.map(async (token) => (await jwtVerify(token, new TextEncoder().encode(sharedKey))).payload),
  )
  expect(new Set(claims.map(({ jti }) => jti)).size).toBe(3)
  expect(claims[2]).toMatchObject({
    sub: 'key_7',
    caller: 'connection_key',
    account: 'main',
    mode: 'live',
    roles: [],
  })
  expect(JSON.stringify(claims)).not.toMatch(/Ada|Grace/)
})

test('a token for a schedule names the schedule and no account', async () => {
  const identity = { kind: 'jwt', algorithm: 'HS256', key: sharedKey, audience: 'orders' } as const
  const caller = { id: 'schedule:nightly', kind: 'gateway', name: 'nightly', roles: [] } as const
  const { account: _, ...background } = sourceCaller({ caller })
  const startMs = Date.now()
  const prove = createProof(identity, 'tenant_1', createTestClock({ startMs }).ports)
  const token = (await prove(background))['authorization']?.replace('Bearer ', '') ?? ''
  const { payload } = await jwtVerify(token, new TextEncoder().encode(sharedKey))
  expect(payload).toMatchObject({ sub: 'schedule:nightly', caller: 'gateway', tenant: 'tenant_1' })
  expect(Object.keys(payload)).not.toContain('account')
  expect(Object.keys(payload)).not.toContain('mode')
})

test('sends a static token unchanged', async () => {
  expect(await proofsOf({ kind: 'bearer', token: 'tok_1' }, [{}])).toEqual(['tok_1'])
})

test('refuses a weak key or a key of another kind, without quoting it', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const jwt = { kind: 'jwt', audience: 'orders' } as const
  const wrong: HttpIdentity[] = [
    { ...jwt, algorithm: 'HS256', key: 'hunter2' },
    { ...jwt, algorithm: 'ES256', key: 'hunter2' },
    { ...jwt, algorithm: 'ES256', key: '{"hunter2":1}' },
    { ...jwt, algorithm: 'ES256', key: JSON.stringify(await exportJWK(publicKey)) },
    { kind: 'bearer', token: '' },
    { kind: 'bearer', token: 'hunter2\r\nx: y' },
  ]
  for (const identity of wrong) {
    expect(problemOfIdentity(identity)).toBeDefined()
    expect(problemOfIdentity(identity)).not.toContain('hunter2')
  }
  const key = JSON.stringify(await exportJWK(privateKey))
  expect(problemOfIdentity({ ...jwt, algorithm: 'ES256', key })).toBeUndefined()
  expect(problemOfIdentity({ ...jwt, algorithm: 'HS256', key: sharedKey })).toBeUndefined()
})
