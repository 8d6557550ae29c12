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
const asked = (headers: Record<string, string>, more = {}) =>
  authenticate((name) => headers[name], { ...options, ...more })

test('the secret header is judged at once, without a promise', () => {
  for (const secret of ['first-secret-0123456789', 'second-secret-0123456789']) {
    expect(asked({ 'x-api-key': secret })).toEqual({
      ok: true,
      principal: { kind: 'secret_header', tenantId: 'self', name: 'secret header' },
    })
  }
  expect(asked({ 'x-api-key': 'first' })).toEqual({ ok: false, reason: 'wrong' })
  expect(asked({})).toEqual({ ok: false, reason: 'missing' })
})

test('a connection key gives the principal it was made for', async () => {
  const principal = { kind: 'connection_key', tenantId: 't1', keyId: 'key_1', name: 'Support' }
  expect(await asked({ authorization: `Bearer ${key}` })).toEqual({ ok: true, principal })
  expect(await asked({ authorization: `bearer ${key}` })).toEqual({ ok: true, principal })
})

test('x-user-id is heard only where it is asked for', async () => {
  expect(await asked({ 'x-user-id': key })).toEqual({ ok: false, reason: 'missing' })
  expect(await asked({ 'x-user-id': key }, { acceptUserId: true })).toMatchObject({ ok: true })
})

test('a text without the shape of a key never reaches the store', async () => {
  const findConnectionKey = () => Promise.reject(new Error('asked'))
  expect(await asked({ authorization: 'Bearer nonsense' }, { findConnectionKey })).toEqual({
    ok: false,
    reason: 'wrong',
  })
})
