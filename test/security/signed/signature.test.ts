// T3, T5, T6, T7, T12: a signature is valid if and only if Stripe recently made it for this text with one of our secrets.

import { createHmac } from 'node:crypto'
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  integer,
  nat,
  oneof,
  shuffledSubarray,
  string,
} from 'fast-check'
import { Stripe } from 'stripe'
import { describe, expect, test } from 'vitest'
import { anyCharacter } from '#contract/fixtures/any-character.ts'
import { verifySignature } from '#stripe-signature/signature.ts'
import { createWebHasher } from '#stripe-signature/web-hasher.ts'
import { Secret } from '#secret.ts'
import { nodeHasher } from '../../../runtimes/node/hasher.ts'
import { secrets, signText, startMs } from '../../worlds/stripe-app.ts'

const stripe = new Stripe('sk_test_unused')
const text = '{"user_id":"usr_1","account_id":"acct_1"}'
const nowSeconds = startMs / 1000
const hashers = [
  ['WebCrypto', createWebHasher()],
  ['Node', nodeHasher],
] as const

const hmac = (signedAt: number | string, payload = text, secret = secrets.current) =>
  createHmac('sha256', secret).update(`${signedAt}.${payload}`).digest('hex')
const headerAt = (signedAt: number | string) => `t=${signedAt},v1=${hmac(signedAt)}`

describe.each(hashers)('by %s', (_, hasher) => {
  const verify = (
    header: string | undefined,
    more: { text?: string; known?: string[]; nowMs?: number } = {},
  ) =>
    verifySignature({
      prefix: 'absec_',
      header,
      text: more.text ?? text,
      secrets: (more.known ?? [secrets.current]).map((one) => new Secret(one)),
      nowMs: more.nowMs ?? startMs,
      hasher,
    })
  const reasonOf = async (...asked: Parameters<typeof verify>) => {
    const verdict = await verify(...asked)
    return verdict.ok ? 'ok' : verdict.reason
  }

  test.each([
    ['T5: a year old', nowSeconds - 365 * 86_400, 'too_old'],
    ['301 s old', nowSeconds - 301, 'too_old'],
    ['300 s old', nowSeconds - 300, 'ok'],
    ['T6: 60 s ahead', nowSeconds + 60, 'ok'],
    ['T6: 61 s ahead', nowSeconds + 61, 'in_future'],
    ['T6: a year ahead', nowSeconds + 365 * 86_400, 'in_future'],
    ['T6: from the year 30000', 999_999_999_999, 'in_future'],
    ['from the epoch', 0, 'too_old'],
  ])('a signature %s is judged by the clock', async (_name, signedAt, expected) => {
    expect(await reasonOf(headerAt(signedAt))).toBe(expected)
  })

  test.each([
    'NaN',
    '-1',
    '+1',
    '1e30',
    '',
    ' ',
    '0x10',
    '1.5',
    `${nowSeconds} `,
    '9'.repeat(13),
    'Infinity',
    '१२३',
  ])('T6: the time "%s" is refused', async (signedAt) => {
    expect(await reasonOf(`t=${signedAt},v1=${hmac(signedAt)}`)).toBe('header_malformed')
  })

  test('T6: two timestamps are refused, in one header and in two joined headers', async () => {
    const good = headerAt(nowSeconds)
    expect(await reasonOf(`t=${nowSeconds},${good}`)).toBe('header_malformed')
    expect(await reasonOf(`${good}, ${good}`)).not.toBe('ok')
    expect(await reasonOf(`${good},${good}`)).toBe('header_malformed')
  })

  test.each([
    [undefined, 'header_missing'],
    ['', 'header_missing'],
    ['v1,', 'header_malformed'],
    ['v1=', 'header_malformed'],
    [`v1=${hmac(nowSeconds)}`, 'header_malformed'],
    [`t=${nowSeconds}`, 'header_malformed'],
    [`t=${nowSeconds},v1=`, 'header_malformed'],
    [`t=${nowSeconds},v1`, 'header_malformed'],
    [`t=${nowSeconds},v0=${hmac(nowSeconds)}`, 'header_malformed'],
    [`t=${nowSeconds},V1=${hmac(nowSeconds)}`, 'header_malformed'],
    [`t=${nowSeconds},v1=${hmac(nowSeconds).slice(0, -1)}`, 'mismatch'],
    [`t=${nowSeconds},v1=${hmac(nowSeconds)}0`, 'mismatch'],
    [`t=${nowSeconds},v1=${hmac(nowSeconds).toUpperCase()}`, 'mismatch'],
    [`t=${nowSeconds},v1=${'0'.repeat(64)}`, 'mismatch'],
  ])('T3: the header %s is refused without throwing', async (header, expected) => {
    expect(await reasonOf(header)).toBe(expected)
  })

  test('T7: ten thousand signatures or a header of a megabyte are refused unread', async () => {
    const many = (count: number) => `t=${nowSeconds}${`,v1=${hmac(nowSeconds)}`.repeat(count)}`
    const small = `t=${nowSeconds}${',v1=0'.repeat(25)},v1=${hmac(nowSeconds)}`
    // It has too many signatures as well: the length is judged first, and nothing of it is read.
    expect(await reasonOf(many(10_000))).toBe('header_too_long')
    expect(await reasonOf('x'.repeat(1_000_000))).toBe('header_too_long')
    expect(await reasonOf(small)).toBe('too_many_signatures')
  })

  test('T2: without a secret or with an empty one, nothing is accepted', async () => {
    const forged = `t=${nowSeconds},v1=${hmac(nowSeconds, text, '')}`
    expect(await reasonOf(forged, { known: [] })).toBe('no_secret')
    expect(await reasonOf(forged, { known: [''] })).toBe('no_secret')
    expect(await reasonOf(forged, { known: ['', secrets.current] })).toBe('mismatch')
    expect(
      await reasonOf(`t=${nowSeconds},v1=${hmac(nowSeconds, text, 'absec_')}`, { known: ['absec_'] }),
    ).toBe('no_secret')
    expect(
      await reasonOf(`t=${nowSeconds},v1=${hmac(nowSeconds, text, 'whsec_1')}`, { known: ['whsec_1'] }),
    ).toBe('no_secret')
  })

  test('with two active secrets, a signature with either is accepted, in either position', async () => {
    const both = `t=${nowSeconds},v1=${hmac(nowSeconds, text, secrets.current)},v1=${hmac(nowSeconds, text, secrets.former)}`
    expect(await reasonOf(both, { known: [secrets.former] })).toBe('ok')
    expect(await reasonOf(both, { known: [secrets.current] })).toBe('ok')
    expect(await reasonOf(headerAt(nowSeconds), { known: [secrets.former, secrets.current] })).toBe('ok')
    expect(await reasonOf(both, { known: [secrets.strange] })).toBe('mismatch')
  })

  test('accepts what Stripe’s library signs, and refuses it with any byte changed', async () => {
    await assert(
      asyncProperty(
        string({ unit: anyCharacter }).filter((one) => one.isWellFormed()),
        integer({ min: -400, max: 150 }),
        nat(),
        async (payload, shift, at) => {
          const header = signText(payload, { atMs: startMs + shift * 1000 })
          const inWindow = shift >= -300 && shift <= 60
          expect((await verify(header, { text: payload })).ok).toBe(inWindow)
          const changed =
            payload.slice(0, at % (payload.length + 1)) + '\u0001' + payload.slice(at % (payload.length + 1))
          expect((await verify(header, { text: changed })).ok).toBe(false)
          expect((await verify(header, { text: payload, known: [secrets.strange] })).ok).toBe(false)
        },
      ),
    )
  })

  test('agrees with Stripe’s library on what to accept and refuse', async () => {
    const piece = oneof(
      constantFrom(
        `t=${nowSeconds}`,
        `t=${nowSeconds}`,
        `v1=${hmac(nowSeconds)}`,
        `t=${nowSeconds - 299}`,
        `t=${nowSeconds - 301}`,
        `t=${nowSeconds + 61}`,
        `v1=${hmac(nowSeconds)}`,
        `v1=${hmac(nowSeconds - 299)}`,
        `v0=${hmac(nowSeconds)}`,
        'v1=',
        't=',
        '=',
        '',
      ),
      string({ maxLength: 3 }),
    )
    let accepted = 0
    const header = oneof(
      array(piece, { maxLength: 5, size: 'max' }),
      shuffledSubarray([
        `t=${nowSeconds}`,
        `v1=${hmac(nowSeconds)}`,
        `v1=${'0'.repeat(64)}`,
        `v0=${hmac(nowSeconds)}`,
      ]),
    )
    await assert(
      asyncProperty(
        header.map((pieces) => pieces.join(',')),
        async (header) => {
          const ours = (await verify(header)).ok
          const theirs = accepts(header)
          if (ours) accepted += 1
          if (ours) expect(theirs).toBe(true)
          if (!theirs) expect(ours).toBe(false)
        },
      ),
      { numRuns: 2000 },
    )
    expect(accepted).toBeGreaterThan(10)
  })
})

function accepts(header: string): boolean {
  try {
    return (
      stripe.webhooks.signature?.verifyHeader(text, header, secrets.current, 300, undefined, startMs) === true
    )
  } catch {
    return false
  }
}

test('both hashers give the same digests', async () => {
  await assert(
    asyncProperty(string({ unit: anyCharacter }), string({ minLength: 1 }), async (payload, secret) => {
      const [web, node] = [hashers[0][1], hashers[1][1]]
      expect(await web.hmacSha256(secret, payload)).toBe(node.hmacSha256(secret, payload))
      expect(await web.sha256(payload)).toBe(node.sha256(payload))
    }),
  )
})
