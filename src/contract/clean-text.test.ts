import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyCharacter } from './fixtures/any-character.ts'
import { cleanText, safeHref } from './clean-text.ts'

test('removes direction overrides, zero-width marks and control characters, and keeps joined emoji', () => {
  expect(cleanText('a\u202Eb\u0000c\u200B\u2066d')).toBe('abcd')
  expect(cleanText('👩‍👧 ok')).toBe('👩‍👧 ok')
})

test('cleaned text contains nothing that changes the direction of other text', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      expect(cleanText(text)).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0000-\u001f]/)
    }),
  )
})

test.each([
  'javascript:alert(1)',
  'http://x.example/',
  '//x.example',
  'https://',
  'https://a@b.example/',
  ' https://x.example/',
  'https:\\\\x',
  'data:text/html,x',
])('rejects %s as a link', (href) => {
  expect(safeHref(href)).toBeUndefined()
})

test('accepts an https address as a link', () => {
  expect(safeHref('https://dashboard.stripe.com/acct_1/customers/cus_1?a=b#c')).toBeDefined()
})
