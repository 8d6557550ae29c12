import { assert, property, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { createConnectionKey, hashConnectionKey, isConnectionKey } from './connection-key.ts'

test('a new key has the shape that is accepted, whatever the randomness', () => {
  assert(
    property(uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      let draws = 0
      // After the first draw the bytes count up, so that bytes that are skipped are replaced.
      const randomBytes = () => (draws++ === 0 ? bytes : Uint8Array.from({ length: 32 }, (_, i) => i + draws))
      expect(isConnectionKey(createConnectionKey(randomBytes))).toBe(true)
    }),
  )
})

test('bytes that would make some letters more likely are skipped', () => {
  const draws = [new Uint8Array(32).fill(255), new Uint8Array(32).fill(61)]
  expect(createConnectionKey(() => draws.shift() ?? new Uint8Array(32))).toBe(`tsk_${'9'.repeat(32)}`)
})

test.each([
  '',
  'tsk_',
  `tsk_${'a'.repeat(31)}`,
  `tsk_${'a'.repeat(33)}`,
  `TSK_${'a'.repeat(32)}`,
  `tsk_${'ä'.repeat(32)}`,
  ` tsk_${'a'.repeat(32)}`,
  `tsk_${'a'.repeat(32)}\n`,
])('%j is no connection key', (text) => expect(isConnectionKey(text)).toBe(false))

test('the hash is the SHA-256 of the whole text in hex', async () => {
  expect(await hashConnectionKey('abc')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})
