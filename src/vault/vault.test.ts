// T39: what is sealed opens in its own place alone.

import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { anyCharacter } from '#contract/fixtures/any-character.ts'
import { Secret } from '#secret.ts'
import type { Binding } from './binding.ts'
import { createVault } from './vault.ts'

const kek = (id: string) => ({ id, key: new Secret(randomBytes(32).toString('base64')) })
const draw = (length: number) => new Uint8Array(randomBytes(length))
const binding: Binding = {
  tenantId: 't1',
  purpose: 'sign-in:crm',
  accountId: 'acct_1',
  mode: 'live',
  owner: 'usr_1',
}
const first = kek('k1')
const vault = createVault([first], draw)

test('a sealed text opens to the same text, and does not show in its sealed form', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: anyCharacter, maxLength: 2000 }), async (text) => {
      const sealed = await vault.seal(text, binding)
      expect((await vault.open(sealed, binding)).reveal()).toBe(text)
      if (text.length > 6) expect(sealed).not.toContain(text)
    }),
    { numRuns: 40 },
  )
})

test('the same text is sealed differently each time', async () => {
  expect(await vault.seal('x', binding)).not.toBe(await vault.seal('x', binding))
})

test.each(['tenantId', 'purpose', 'accountId', 'mode', 'owner'] as const)(
  'a sealed secret moved to another %s does not open',
  async (part) => {
    const sealed = await vault.seal('token', binding)
    await expect(vault.open(sealed, { ...binding, [part]: 'other' })).rejects.toMatchObject({
      fault: 'not_authentic',
    })
  },
)

test('a change of any character is noticed', async () => {
  const sealed = await vault.seal('token', binding)
  for (let at = sealed.indexOf('.', 3) + 1; at < sealed.length; at += 7) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
    await expect(vault.open(changed, binding)).rejects.toMatchObject({ name: 'VaultError' })
  }
})

test.each(['', 'v1', 'v2.k1.a.b.c.d', 'v1.k1.a.b.c', 'v1.k1.a.b.c.d.e', 'v1.k1.!.b.c.d'])(
  '"%s" is refused',
  async (sealed) => {
    await expect(vault.open(sealed, binding)).rejects.toMatchObject({
      fault: expect.stringMatching(/malformed|not_authentic/) as unknown,
    })
  },
)

test('a new key seals, the old one still opens until it is taken away', async () => {
  const sealed = await vault.seal('token', binding)
  const second = kek('k2')
  const rotated = createVault([second, first], draw)
  expect((await rotated.open(sealed, binding)).reveal()).toBe('token')
  expect(rotated.isOld(sealed)).toBe(true)
  expect(rotated.isOld(await rotated.seal('token', binding))).toBe(false)
  await expect(createVault([second], draw).open(sealed, binding)).rejects.toMatchObject({
    fault: 'unknown_key',
  })
})

test('without a key nothing is sealed, and the error names the setting', async () => {
  await expect(createVault([], draw).seal('token', binding)).rejects.toThrow('TILLSIDE_KEKS')
})

test('each part that is not base64url is malformed, and says so', async () => {
  const sealed = await vault.seal('token', binding)
  const parts = sealed.split('.')
  for (const part of [2, 3, 4, 5])
    for (const wrong of [
      '!',
      `!${parts[part]}`,
      `${parts[part]}!`,
      `${parts[part]}=`,
      'AAAAA',
      `${parts[part]} `,
    ]) {
      const changed = parts.with(part, wrong).join('.')
      await expect(vault.open(changed, binding)).rejects.toMatchObject({
        fault: 'malformed',
        message: 'a sealed secret does not open: malformed',
      })
    }
})

test('the keys cannot be read out of the process again', async () => {
  const importKey = vi.spyOn(crypto.subtle, 'importKey')
  await vault.open(await createVault([first], draw).seal('token', binding), binding)
  expect(importKey.mock.calls.length).toBeGreaterThan(1)
  expect(importKey.mock.calls.map(([, , , isExtractable]) => isExtractable)).not.toContain(true)
  importKey.mockRestore()
})

test('a vault without keys takes every secret for old, and opens none', async () => {
  const empty = createVault([], draw)
  const sealed = await vault.seal('token', binding)
  expect(empty.isOld(sealed)).toBe(true)
  await expect(empty.open(sealed, binding)).rejects.toMatchObject({ fault: 'unknown_key' })
})
