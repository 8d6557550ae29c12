import { expect, test } from 'vitest'
import { parseConfig } from '#config.ts'
import { authenticate } from './authenticate.ts'

const config = parseConfig({
  TILLSIDE_PROXY_SECRET: 'first-secret-0123456789,second-secret-0123456789',
})
const nowMs = 1000
const key = `tsk_${'a'.repeat(32)}`
const options = {
  config,
  now: () => nowMs,
  findConnectionKey: () => Promise.resolve({ id: 'key_1', tenantId: 't1', name: 'Support' }),
}
const authenticateWith = (headers: Record<string, string>, more = {}) =>
  authenticate((name) => headers[name], { ...options, ...more })

test('the secret header is judged at once, without a promise', () => {
  for (const secret of ['first-secret-0123456789', 'second-secret-0123456789']) {
    expect(authenticateWith({ 'x-api-key': secret })).toEqual({
      ok: true,
      principal: { kind: 'secret_header', tenantId: 'self', name: 'secret header' },
    })
  }
  expect(authenticateWith({ 'x-api-key': 'first' })).toEqual({ ok: false, reason: 'wrong' })
  expect(authenticateWith({})).toEqual({ ok: false, reason: 'missing' })
})

test('a connection key gives the principal it was made for', async () => {
  const principal = { kind: 'connection_key', tenantId: 't1', keyId: 'key_1', name: 'Support' }
  for (const authorization of [`Bearer ${key}`, `bearer ${key}`])
    expect(await authenticateWith({ authorization })).toMatchObject({ ok: true, principal })
})

test('the text of a key goes on only to open what a company has sealed under it, and is never printed', async () => {
  const principalOf = async (tenantId: string) => {
    const findConnectionKey = async () => ({ id: 'key_1', tenantId, name: 'Support' })
    const proof = await authenticateWith({ authorization: `Bearer ${key}` }, { findConnectionKey })
    return proof.ok && proof.principal.kind === 'connection_key' ? proof.principal : undefined
  }
  const ofCompany = await principalOf('tnt_1')
  expect(ofCompany?.opener?.reveal()).toBe(key)
  expect(JSON.stringify(ofCompany)).not.toContain(key)
  expect(await principalOf('self')).not.toHaveProperty('opener')
})

test('a key in x-user-id is accepted only where the route takes it', async () => {
  expect(await authenticateWith({ 'x-user-id': key })).toEqual({ ok: false, reason: 'missing' })
  expect(await authenticateWith({ 'x-user-id': key }, { acceptUserId: true })).toMatchObject({ ok: true })
})

test('a text without the shape of a key never reaches the store', async () => {
  const findConnectionKey = () => Promise.reject(new Error('asked'))
  expect(await authenticateWith({ authorization: 'Bearer nonsense' }, { findConnectionKey })).toEqual({
    ok: false,
    reason: 'wrong',
  })
})

const found = { id: 'key_1', tenantId: 't1', name: 'Support' }
const bearer = { authorization: `Bearer ${key}` }

test('a key is refused from the millisecond in which it expires (T54)', async () => {
  const until = (expiresAtMs: number) => ({
    findConnectionKey: () => Promise.resolve({ ...found, expiresAtMs }),
  })
  expect(await authenticateWith(bearer, until(nowMs + 1))).toMatchObject({ ok: true })
  expect(await authenticateWith(bearer, until(nowMs))).toEqual({ ok: false, reason: 'wrong' })
})

test('a key brings its limits, and one whose limits cannot be read is refused (T38)', async () => {
  const limited = (limits: object) => ({ findConnectionKey: () => Promise.resolve({ ...found, ...limits }) })
  expect(
    await authenticateWith(bearer, limited({ mode: 'test', scope: '{"surfaces":["proxy"]}' })),
  ).toMatchObject({
    principal: { scope: { mode: 'test', surfaces: ['proxy'] } },
  })
  for (const limits of [{ mode: 'all' }, { scope: '{"hours":[9]}' }, { scope: '' }])
    expect(await authenticateWith(bearer, limited(limits))).toEqual({ ok: false, reason: 'wrong' })
})

test('the use of a valid key is noted, and of no other', async () => {
  const noted: unknown[] = []
  const noteUse = (use: unknown) => void noted.push(use)
  await authenticateWith(bearer, { noteUse })
  await authenticateWith(bearer, {
    noteUse,
    findConnectionKey: () => Promise.resolve({ ...found, expiresAtMs: 1 }),
  })
  await authenticateWith(bearer, { noteUse, findConnectionKey: () => Promise.resolve(undefined) })
  await authenticateWith({ 'x-api-key': 'first-secret-0123456789' }, { noteUse })
  expect(noted).toEqual([{ tenantId: 't1', id: 'key_1' }])
})

test('a key with a wrong checksum never reaches the store', async () => {
  const findConnectionKey = () => Promise.reject(new Error('asked'))
  const mistyped = `tsk_live_${'a'.repeat(38)}`
  expect(await authenticateWith({ authorization: `Bearer ${mistyped}` }, { findConnectionKey })).toEqual({
    ok: false,
    reason: 'wrong',
  })
})
