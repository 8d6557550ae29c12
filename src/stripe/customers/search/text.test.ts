import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyCharacter } from '#contract/fixtures/any-character.ts'
import { linearMax, timesLonger } from '../../../../test/growth.ts'
import { isSearchable } from '../../api/query.ts'
import { parseSearchText } from './text.ts'

test.each([
  ['amy@rocketrides.io', { kind: 'address', address: 'amy@rocketrides.io' }],
  [' cus_Ab12 ', { kind: 'customer', id: 'cus_Ab12' }],
  ['gcus_1Pgc6tB7', { kind: 'guest_customer', id: 'gcus_1Pgc6tB7' }],
  ['acct_1Abc', { kind: 'customer', id: 'acct_1Abc' }],
  ['in_1Abc', { kind: 'object', id: 'in_1Abc', resource: 'invoices' }],
  ['cs_test_a1B2', { kind: 'object', id: 'cs_test_a1B2', resource: 'checkout/sessions' }],
  ['py_1Abc', { kind: 'object', id: 'py_1Abc', resource: 'charges' }],
  ['4242', { kind: 'last4', digits: '4242' }],
  ['1234-5678', { kind: 'receipt_number', number: '1234-5678' }],
  ['ABC1DEF-0042', { kind: 'invoice_number', number: 'ABC1DEF-0042' }],
  ['+49 30 1234567', { kind: 'phone', spellings: ['+49 30 1234567', '+49301234567'] }],
  ['metadata order=123', { kind: 'metadata', key: 'order', value: '123' }],
  ['order id = A 1', { kind: 'metadata', key: 'order id', value: 'A 1' }],
  ['Anna-Lena', { kind: 'text', text: 'Anna-Lena', literal: 'Anna-Lena' }],
  ["O'Brien", { kind: 'text', text: "O'Brien", literal: "O'Brien" }],
  ['zz_unknown1', { kind: 'text', text: 'zz_unknown1', literal: 'zz_unknown1' }],
  ['constructor_abc', { kind: 'text', text: 'constructor_abc', literal: 'constructor_abc' }],
  ['Bob "the" Builder', { kind: 'text', text: 'Bob "the" Builder', literal: 'Builder' }],
  ['ab', { kind: 'nothing' }],
  ['"""', { kind: 'nothing' }],
  ['', { kind: 'nothing' }],
])('%j is taken apart', (typed, expected) => {
  expect(parseSearchText(typed)).toEqual(expected)
})

test('whatever is typed, nothing fails and the literal can enter a query', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 600 }), (typed) => {
      const parsed = parseSearchText(typed)
      if (parsed.kind === 'text') expect(isSearchable(parsed.literal)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('100 kB of anything takes no more than in proportion to its length', async () => {
  const pieces = ['a', '1', '-', ' ', '=', 'a-', 'metadata ', '"', '\\', '+1 ', '@', 'cus_']
  const parseAll = (length: number) => {
    const texts = pieces.map((piece) => piece.repeat(length / piece.length))
    return () => texts.map(parseSearchText)
  }
  expect(await timesLonger(parseAll(12_500), parseAll(100_000))).toBeLessThan(linearMax)
})
