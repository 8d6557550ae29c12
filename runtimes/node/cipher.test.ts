// The vault's cryptography by node:crypto and by WebCrypto gives the same bytes, and both refuse the same.

import { randomBytes } from 'node:crypto'
import { assert, asyncProperty, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { webCipher } from '#vault/web-cipher.ts'
import { nodeCipher } from './cipher.ts'

const fromHex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const toHex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex')
const draw = (length: number) => new Uint8Array(randomBytes(length))
const anyBytes = (maxLength: number) => uint8Array({ maxLength }).map((bytes) => Uint8Array.from(bytes))
const both = [
  ['node', nodeCipher],
  ['web', webCipher],
] as const
const basePoint = fromHex(`09${'00'.repeat(31)}`)

test('what one seals the other opens, and what either gives is the same', async () => {
  const key = draw(32)
  await assert(
    asyncProperty(anyBytes(300), anyBytes(100), async (bytes, additionalData) => {
      const iv = draw(12)
      const sealed = nodeCipher.encrypt(key, { iv, bytes, additionalData })
      expect(toHex(await webCipher.encrypt(key, { iv, bytes, additionalData }))).toBe(toHex(sealed))
      for (const [, cipher] of both)
        expect(toHex(await cipher.decrypt(key, { iv, bytes: sealed, additionalData }))).toBe(toHex(bytes))
      const derived = nodeCipher.derive(bytes, additionalData)
      expect(toHex(await webCipher.derive(bytes, additionalData))).toBe(toHex(derived))
      const [own, other] = [draw(32), draw(32)]
      const publicHalf = nodeCipher.agree(other, basePoint)
      expect(toHex(await webCipher.agree(other, basePoint))).toBe(toHex(publicHalf))
      const shared = nodeCipher.agree(own, publicHalf ?? draw(32))
      expect(toHex(await webCipher.agree(own, publicHalf ?? draw(32)))).toBe(toHex(shared))
    }),
    { numRuns: 50 },
  )
})

test.each(both)('%s gives what the standards say', async (_, cipher) => {
  // RFC 7748, 6.1: https://www.rfc-editor.org/rfc/rfc7748#section-6.1
  const alice = fromHex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a')
  expect(toHex(await cipher.agree(alice, basePoint))).toBe(
    '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
  )
  expect(toHex(await cipher.derive(fromHex('0b'.repeat(22)), fromHex('')))).toBe(
    // RFC 5869, A.3, the first 32 bytes: https://www.rfc-editor.org/rfc/rfc5869#appendix-A.3
    '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
  )
})

test.each(both)('%s refuses what was changed, too short, or of another key', async (_, cipher) => {
  const [key, iv, bytes, additionalData] = [draw(32), draw(12), draw(40), draw(9)]
  const sealed = await cipher.encrypt(key, { iv, bytes, additionalData })
  const open = (changes: object, with_ = key) =>
    cipher.decrypt(with_, { iv, bytes: sealed, additionalData, ...changes })
  expect(toHex(await open({}))).toBe(toHex(bytes))
  for (let at = 0; at < sealed.length; at++)
    expect(await open({ bytes: sealed.with(at, (sealed[at] ?? 0) ^ 1) })).toBeUndefined()
  for (const short of [0, 1, 15, 16, 55])
    expect(await open({ bytes: sealed.slice(0, short) })).toBeUndefined()
  expect(await open({ iv: draw(12) })).toBeUndefined()
  expect(await open({ iv: new Uint8Array(0) })).toBeUndefined()
  expect(await open({ additionalData: draw(9) })).toBeUndefined()
  expect(await open({}, draw(32))).toBeUndefined()
})

test.each(both)('%s refuses a public half that gives everybody the same', async (_, cipher) => {
  for (const small of ['00'.repeat(32), `01${'00'.repeat(31)}`])
    expect(await cipher.agree(draw(32), fromHex(small))).toBeUndefined()
})
