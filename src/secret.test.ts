// A secret does not print itself, whatever asks; and is compared without telling how much of it was right.

import { inspect } from 'node:util'
import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { Secret, equalsInConstantTime } from './secret.ts'

test('a secret shows [secret] however it is printed, and its text only by reveal', () => {
  const secret = new Secret('rk_live_hunter2')
  const printed = [
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: { secret } }, { depth: 9, showHidden: true }),
    Object.entries(secret).join(),
  ]
  for (const text of printed) expect(text).not.toContain('hunter2')
  expect(inspect(secret)).toBe('[secret]')
  expect(secret.reveal()).toBe('rk_live_hunter2')
})

test('two texts are equal exactly when they are the same text', () => {
  assert(
    property(string({ minLength: 1 }), string(), (a, b) => {
      expect(equalsInConstantTime(a, a)).toBe(true)
      expect(equalsInConstantTime(b, a)).toBe(a === b)
    }),
  )
})

test('a prefix, an extension and a repetition are not equal', () => {
  expect(equalsInConstantTime('abc', 'abcd')).toBe(false)
  expect(equalsInConstantTime('abcd', 'abc')).toBe(false)
  expect(equalsInConstantTime('abab', 'ab')).toBe(false)
})

test('nothing equals an empty secret, not even the empty text', () => {
  expect(equalsInConstantTime('', '')).toBe(false)
  expect(equalsInConstantTime('a', '')).toBe(false)
})
