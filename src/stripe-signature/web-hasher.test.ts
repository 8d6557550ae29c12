// Each secret is imported once, and as many are remembered as anybody has.

import { afterEach, expect, test, vi } from 'vitest'
import { createWebHasher } from './web-hasher.ts'

const importKey = vi.spyOn(crypto.subtle, 'importKey')
afterEach(() => importKey.mockClear())

test('gives the digests of the standards', async () => {
  const hasher = createWebHasher()
  // RFC 4231, test case 2: https://www.rfc-editor.org/rfc/rfc4231#section-4.3
  expect(await hasher.hmacSha256('Jefe', 'what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
  // FIPS 180-2, appendix B.1.
  expect(await hasher.sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('imports a secret once, as a key that nobody can read out', async () => {
  const hasher = createWebHasher()
  for (const text of ['a', 'b', 'c']) await hasher.hmacSha256('secret', text)
  expect(importKey).toHaveBeenCalledTimes(1)
  expect(importKey.mock.calls[0]?.slice(2)).toEqual([{ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']])
})

test('remembers a hundred secrets, and forgets the oldest one first', async () => {
  const hasher = createWebHasher()
  const secrets = Array.from({ length: 101 }, (_, index) => `secret ${index}`)
  for (const secret of secrets.slice(0, 100)) await hasher.hmacSha256(secret, 'x')
  importKey.mockClear()
  await hasher.hmacSha256('secret 0', 'x')
  expect(importKey).not.toHaveBeenCalled()
  await hasher.hmacSha256('secret 100', 'x')
  for (const secret of secrets.slice(1)) await hasher.hmacSha256(secret, 'x')
  expect(importKey).toHaveBeenCalledTimes(1)
  await hasher.hmacSha256('secret 0', 'x')
  expect(importKey).toHaveBeenCalledTimes(2)
})
