import { expect, test } from 'vitest'
import { parseConfig } from '#config.ts'
import { authenticate } from './authenticate.ts'

const config = parseConfig({
  TILLSIDE_PROXY_SECRET: 'first-secret-0123456789,second-secret-0123456789',
})
const key = `tsk_${'a'.repeat(32)}`
const options = {
  config,
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
  expect(await authenticateWith({ authorization: `Bearer ${key}` })).toEqual({ ok: true, principal })
  expect(await authenticateWith({ authorization: `bearer ${key}` })).toEqual({ ok: true, principal })
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
