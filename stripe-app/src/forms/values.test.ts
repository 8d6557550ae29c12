// Parsing amounts as people write them, and detecting changes.

import { expect, test } from 'vitest'
import { changedFields, initialValues, parseAmount, textOf, valueOf } from './values.ts'

test.each([
  ['12', 'eur', 1200],
  ['12.5', 'eur', 1250],
  ['12,50', 'eur', 1250],
  ['1,234.50', 'eur', 123450],
  ['1.234,50', 'eur', 123450],
  ['1 234,50', 'eur', 123450],
  ["1'234.50", 'chf', 123450],
  ['1.234', 'eur', 123400],
  ['-3.10', 'usd', -310],
  ['\u22123.10', 'usd', -310],
  ['5,000', 'jpy', 5000],
  ['5000', 'jpy', 5000],
  ['1.234', 'kwd', 1234],
  ['1.2', 'kwd', 1200],
  ['0.07', 'usd', 7],
])('reads "%s" %s as %i', (text, currency, minor) => {
  expect(parseAmount(text, currency)).toBe(minor)
})

test.each([
  ['', 'eur'],
  ['abc', 'eur'],
  ['1.2.3', 'eur'],
  ['12.345,6', 'jpy'],
  ['12.5', 'jpy'],
  ['1,2345', 'eur'],
  ['1e5', 'eur'],
  ['99999999999999999999', 'eur'],
  ['12,34,50', 'eur'],
  ['.5', 'eur'],
])('rejects "%s" as an amount in %s', (text, currency) => {
  expect(parseAmount(text, currency)).toBeUndefined()
})

const amount = { kind: 'money', name: 'amount', label: 'Amount', currency: 'eur', value: 123450 } as const

test('writes an amount in a form that it can read back', () => {
  expect(textOf(amount, 123450)).toBe('1234.50')
  expect(valueOf(amount, '1234.50')).toBe(123450)
})

test('sends unreadable text unchanged, so that the gateway reports the error', () => {
  expect(valueOf(amount, 'a lot')).toBe('a lot')
  expect(valueOf(amount, ' ')).toBeNull()
  expect(valueOf({ kind: 'number', name: 'n', label: 'N' }, '1,5')).toBe(1.5)
})

test('a field set back to its initial value is not a change', () => {
  const fields = [amount, { kind: 'switch', name: 'on', label: 'On', value: false } as const]
  const begun = initialValues(fields, {})
  expect(changedFields(fields, begun)).toEqual([])
  expect(changedFields(fields, { ...begun, on: true })).toEqual(['on'])
  expect(changedFields(fields, { ...begun, on: false, amount: 5 })).toEqual(['amount'])
})
