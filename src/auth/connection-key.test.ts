import { assert, constantFrom, nat, property, uint8Array } from 'fast-check'
import { crc32 as zlibCrc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { createConnectionKey, hashConnectionKey, isConnectionKey } from './connection-key.ts'

test('a new key has the shape that is accepted, whatever the randomness', () => {
  assert(
    property(uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      let draws = 0
      // After the first draw the bytes count up, so that bytes that are skipped are replaced.
      const randomBytes = () => (draws++ === 0 ? bytes : Uint8Array.from({ length: 32 }, (_, i) => i + draws))
      for (const mode of ['live', 'test'] as const) {
        const key = createConnectionKey(randomBytes, mode)
        expect(key).toMatch(new RegExp(`^tsk_${mode}_[A-Za-z0-9]{38}$`))
        expect(isConnectionKey(key)).toBe(true)
        draws = 0
      }
    }),
  )
})

test('bytes that would make some letters more likely are skipped', () => {
  const draws = [new Uint8Array(32).fill(255), new Uint8Array(32).fill(61)]
  expect(createConnectionKey(() => draws.shift() ?? new Uint8Array(32), 'live')).toMatch(
    new RegExp(`^tsk_live_${'9'.repeat(32)}`),
  )
})

const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
const anyKey = uint8Array({ minLength: 32, maxLength: 32, max: 247 }).map((bytes) =>
  createConnectionKey(() => bytes, 'test'),
)

test('a key with one other character, or two that changed places, is none', () => {
  assert(
    property(anyKey, nat(46), constantFrom(...alphabet, '_', '-'), (key, at, letter) => {
      const changed = key.slice(0, at) + letter + key.slice(at + 1)
      expect(isConnectionKey(changed)).toBe(changed === key)
      const [first = '', second = ''] = [key[at], key[at + 1]]
      const swapped = key.slice(0, at) + second + first + key.slice(at + 2)
      expect(isConnectionKey(swapped)).toBe(swapped === key)
    }),
    { numRuns: 2000 },
  )
})

test('the checksum is the CRC-32 of what stands before it, as others compute it', () => {
  assert(
    property(anyKey, (key) => {
      const value = Array.from(key.slice(-6)).reduce((sum, letter) => sum * 62 + alphabet.indexOf(letter), 0)
      expect(value).toBe(zlibCrc32(key.slice(0, -6)))
    }),
  )
})

test('a key of an older release, without mode and checksum, is still one', () => {
  expect(isConnectionKey(`tsk_${'a'.repeat(32)}`)).toBe(true)
})

test.each([
  '',
  `tsk_live_${'a'.repeat(38)}`,
  `tsk_prod_${'a'.repeat(38)}`,
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
