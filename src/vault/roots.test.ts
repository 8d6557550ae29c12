// T39: a root opens with its own opener and key-encryption key, in its own row, and in no other way.

import { randomBytes } from 'node:crypto'
import { assert, asyncProperty, constantFrom, nat, property, string, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { Secret } from '#secret.ts'
import { toBytes, toText } from './base64url.ts'
import type { Binding } from './binding.ts'
import {
  connectionKeyOpener,
  createInvitationSecret,
  createRecoveryCode,
  invitationOpener,
  passkeyOpener,
  recoveryCodeOpener,
  type Opener,
} from './openers.ts'
import { createRoots, standingWrap, type RootPlace } from './roots.ts'
import { VaultError } from './vault-error.ts'
import { createVault } from './vault.ts'
import { nodeCipher } from '../../runtimes/node/cipher.ts'

const draw = (length: number) => new Uint8Array(randomBytes(length))
const kek = (id: string) => ({ id, key: new Secret(randomBytes(32).toString('base64')) })
const ring = [kek('k1')]
// The faster of two that give the same bytes (runtimes/node/cipher.test.ts).
const vault = createVault(ring, draw, nodeCipher)
const roots = createRoots(vault, draw, nodeCipher)
const place: RootPlace = { tenantId: 't1', purpose: 'keys', rootId: 'root_1' }
const binding: Binding = {
  tenantId: 't1',
  purpose: 'stripe-key',
  accountId: 'acct_1',
  mode: 'live',
  owner: 'sk_1',
}
const opener = connectionKeyOpener('key_1', 'tsk_live_example')
const text = ['rk', 'live', 'x'.repeat(99)].join('_')

async function setUp() {
  const { root, publicHalf } = await roots.create(place)
  const wrapped = await roots.wrap(root, opener)
  const sealed = await roots.seal(text, { place, publicHalf, binding })
  return { root, publicHalf, wrapped, sealed }
}

/** How many of these attempts open something. */
async function countOpened(attempts: Iterable<() => Promise<unknown>>): Promise<number> {
  let opened = 0
  for (const attempt of attempts)
    await attempt().then(
      () => (opened += 1),
      (error: unknown) => {
        if (!(error instanceof VaultError)) throw error
      },
    )
  return opened
}

const base64url = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
/** Texts that differ in one letter: by each of its bits anywhere, and by each other letter where a part ends and bits are unused. */
function* changesOf(sealed: string, from: number): Generator<string> {
  for (let at = from; at < sealed.length; at++) {
    const value = base64url.indexOf(sealed[at] ?? '')
    const isEnd = at === sealed.length - 1 || sealed[at + 1] === '.'
    for (const [other, letter] of base64url.entries()) {
      const isOneBit = Number.isInteger(Math.log2(value ^ other))
      if (other !== value && (isEnd || isOneBit)) yield sealed.slice(0, at) + letter + sealed.slice(at + 1)
    }
  }
}

test('with its opener a root opens, and what was sealed to it without an opener', async () => {
  const { wrapped, sealed } = await setUp()
  const root = await roots.unwrap(place, wrapped, opener)
  expect((await roots.open(root, sealed, binding)).reveal()).toBe(text)
  root.forget()
  expect([...root.privateHalf]).toEqual(Array.from({ length: 32 }, () => 0))
})

test('each opener has a wrap of its own, and a standing wrap needs none', async () => {
  const { root, sealed } = await setUp()
  const openers: (Opener | undefined)[] = [
    connectionKeyOpener('key_2', 'tsk_live_other'),
    recoveryCodeOpener(createRecoveryCode(draw).reveal()),
    passkeyOpener('cred', toText(draw(32))),
    invitationOpener('inv', createInvitationSecret(draw).reveal()),
  ]
  for (const one of [...openers.filter((each) => each !== undefined), standingWrap]) {
    const opened = await roots.unwrap(place, await roots.wrap(root, one), one)
    expect((await roots.open(opened, sealed, binding)).reveal()).toBe(text)
  }
  expect(openers).not.toContain(undefined)
})

test('no text that differs from a wrap or a sealed key in one letter opens', async () => {
  const { root, publicHalf, wrapped, sealed } = await setUp()
  const start = wrapped.indexOf('.', 3) + 1
  const attempts = [
    ...[...changesOf(wrapped, start)].map((changed) => () => roots.unwrap(place, changed, opener)),
    ...[...changesOf(sealed, start)].map((changed) => () => roots.open(root, changed, binding)),
    ...[...changesOf(publicHalf, start)].map(
      (changed) => () => roots.seal(text, { place, publicHalf: changed, binding }),
    ),
  ]
  expect(attempts.length).toBeGreaterThan(5000)
  expect(await countOpened(attempts)).toBe(0)
})

test('no bit of the inner layer can be flipped, even by who has the key-encryption key', async () => {
  const { root, wrapped, sealed } = await setUp()
  const wrapBinding = {
    tenantId: 't1',
    purpose: 'root:keys',
    accountId: '',
    mode: '',
    owner: JSON.stringify(['root_1', 'connection_key', 'key_1']),
  }
  const flipAll = async (outer: string, at: Binding) => {
    const inner = toBytes((await vault.open(outer, at)).reveal())
    return Promise.all(
      Array.from({ length: inner.length * 8 }, (_, bit) => {
        const changed = inner.with(bit >> 3, (inner[bit >> 3] ?? 0) ^ (1 << (bit & 7)))
        return vault.seal(toText(changed), at)
      }),
    )
  }
  const [wraps, boxes] = [await flipAll(wrapped, wrapBinding), await flipAll(sealed, binding)]
  expect([wraps.length, boxes.length]).toEqual([60 * 8, (32 + 12 + text.length + 16) * 8])
  const opened = await countOpened([
    ...wraps.map((changed) => () => roots.unwrap(place, changed, opener)),
    ...boxes.map((changed) => () => roots.open(root, changed, binding)),
  ])
  // X25519 ignores the highest bit of a public half; the key is derived from all of its bits.
  expect(opened).toBe(0)
})

test('nothing opens in another row, with another opener or another key-encryption key', async () => {
  const { root, publicHalf, wrapped, sealed } = await setUp()
  const places = [
    { ...place, tenantId: 't2' },
    { ...place, purpose: 'standing' as const },
    { ...place, rootId: 'root_2' },
  ]
  const openers: Opener[] = [
    { ...opener, id: 'key_2' },
    { ...opener, kind: 'recovery_code' },
    connectionKeyOpener('key_1', 'tsk_live_exampl3'),
  ]
  const bindings = (['tenantId', 'purpose', 'accountId', 'mode', 'owner'] as const).map((part) => ({
    ...binding,
    [part]: 'other',
  }))
  const others = [
    createRoots(createVault([kek('k1')], draw), draw),
    createRoots(createVault([kek('k2')], draw), draw),
  ]
  const standing = await roots.wrap(root, standingWrap)
  const { root: another } = await roots.create(place)
  const attempts = [
    ...places.map((each) => () => roots.unwrap(each, wrapped, opener)),
    ...places.map((each) => () => roots.unwrap(each, standing, standingWrap)),
    ...places.map((each) => () => roots.seal(text, { place: each, publicHalf, binding })),
    ...places.map((each) => () => roots.open({ ...root, place: each }, sealed, binding)),
    ...openers.map((each) => () => roots.unwrap(place, wrapped, each)),
    ...bindings.map((each) => () => roots.open(root, sealed, each)),
    ...others.map((each) => () => each.unwrap(place, wrapped, opener)),
    ...others.map((each) => () => each.unwrap(place, standing, standingWrap)),
    ...others.map((each) => () => each.open(root, sealed, binding)),
    () => roots.open(another, sealed, binding),
    () => roots.unwrap(place, wrapped, standingWrap),
    () => roots.unwrap(place, standing, opener),
  ]
  expect(await countOpened(attempts)).toBe(0)
})

test('a recovery code is 26 letters, and is read however a person writes it', () => {
  assert(
    property(uint8Array({ minLength: 26, maxLength: 26 }), nat(), (bytes, seed) => {
      const code = createRecoveryCode(() => bytes).reveal()
      expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{6}$/)
      const written = Array.from(code.toLowerCase())
        .map((letter, at) => {
          if (letter === '0') return 'oO0'[(seed + at) % 3]
          if (letter === '1') return 'iIlL1'[(seed + at) % 5]
          return letter === '-' ? [' ', '', '–', '-'][(seed + at) % 4] : letter
        })
        .join('')
      const opener = recoveryCodeOpener(` ${written}\n`)
      expect(opener?.secret.reveal()).toBe(code.replaceAll('-', ''))
    }),
  )
})

test.each(['', 'U'.repeat(26), '0'.repeat(25), '0'.repeat(27), `${'0'.repeat(25)}!`, `${'0'.repeat(25)}ß`])(
  '%j is no recovery code',
  (typed) => expect(recoveryCodeOpener(typed)).toBeUndefined(),
)

test('a passkey and an invitation give exactly 32 bytes', () => {
  for (const length of [0, 16, 31, 33, 64]) {
    expect(passkeyOpener('cred', toText(draw(length)))).toBeUndefined()
    expect(invitationOpener('inv', toText(draw(length)))).toBeUndefined()
  }
  expect(passkeyOpener('cred', `${toText(draw(32))}=`)).toBeUndefined()
})

test('of all texts only the one that the bytes encode to is read', async () => {
  await assert(
    asyncProperty(
      uint8Array({ minLength: 1, maxLength: 40 }),
      string({ unit: constantFrom(...base64url), minLength: 1, maxLength: 40 }),
      async (bytes, any) => {
        const written = toText(bytes)
        expect([...toBytes(written)]).toEqual([...bytes])
        const changed = [...changesOf(written, written.length - 1)]
        for (const other of [...changed, any]) {
          try {
            expect(toText(toBytes(other))).toBe(other)
          } catch (error) {
            expect(error).toMatchObject({ name: 'VaultError', fault: 'malformed' })
          }
        }
      },
    ),
  )
})
