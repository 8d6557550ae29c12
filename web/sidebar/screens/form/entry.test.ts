import { expect, test } from 'vitest'
import type { FormField } from '#contract/form.ts'
import german from '#words/de/sidebar.json' with { type: 'json' }
import words from '#words/en/sidebar.json' with { type: 'json' }
import { entriesOf, entryOf, readEntry, readForm } from './entry.ts'

const english = { words, locale: 'en-GB' }
const amount: FormField = {
  kind: 'money',
  name: 'amount',
  label: 'Refund',
  currency: 'eur',
  min: 1,
  max: 12300,
  required: true,
}
const count: FormField = { kind: 'number', name: 'count', label: 'Members', min: 1, max: 500, step: 1 }
const day: FormField = { kind: 'date', name: 'day', label: 'Until', min: '2026-11-21' }

test.each([
  [amount, '', 'Required'],
  [amount, 'much', 'Not an amount. Write it like 123.00'],
  [amount, '123.01', 'At most €123.00'],
  [amount, '0', 'At least €0.01'],
  [{ ...amount, min: undefined }, '-5', 'At least €0.00'],
  [count, 'ten', 'Not a number'],
  [count, '2.5', 'Whole numbers only'],
  [count, '0', 'At least 1'],
  [count, '1,000', 'At most 500'],
  [day, '2026-11-20', 'At least 2026-11-21'],
  [day, 'tomorrow', 'Not a date'],
  [{ kind: 'text', name: 't', label: 'T', lengthMax: 3 }, 'four', 'Too long: at most 3 characters'],
  [{ kind: 'text', name: 't', label: 'T', required: true }, '  ', 'Required'],
  [{ kind: 'checkbox', name: 'c', label: 'C', value: false, required: true }, false, 'Required'],
  [{ kind: 'checklist', name: 'l', label: 'L', value: [], options: [], required: true }, [], 'Required'],
] as [FormField, string, string][])('%o rejects %o and says why', (field, entry, fault) => {
  expect(readEntry(field, entry, english)).toEqual({ fault })
})

test('an error is written in the viewer’s language and format', () => {
  const language = { words: german, locale: 'de-DE' }
  expect(readEntry(amount, '200', language)).toEqual({ fault: 'Höchstens 123,00\u00a0€' })
  expect(readEntry(amount, '123,00', language)).toEqual({ value: 12300 })
})

test('an empty optional field is sent as null', () => {
  expect(readEntry(count, ' ', english)).toEqual({ value: null })
  expect(
    readEntry({ kind: 'select', name: 's', label: 'S', options: [{ value: 'a', label: 'A' }] }, '', english),
  ).toEqual({
    value: null,
  })
})

test('a form starts with the values from the gateway, in the viewer’s format', () => {
  expect(entryOf({ ...amount, value: 123456 }, 'de-DE')).toBe('1234,56')
  expect(entryOf({ ...count, value: 12000 }, 'en-GB')).toBe('12,000')
  expect(entryOf(day, 'en-GB')).toBe('')
})

test('a draft entry is used only if it is still valid for its field', () => {
  const select: FormField = {
    kind: 'select',
    name: 's',
    label: 'S',
    value: 'a',
    options: [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B', locked: 'sold out' },
    ],
  }
  const flag: FormField = { kind: 'switch', name: 'f', label: 'F', value: true, locked: 'not yours' }
  const fields = [select, flag, { ...count, value: 3 }]
  expect(entriesOf(fields, { s: 'gone', f: false, count: '7' }, 'en-GB')).toEqual({
    s: 'a',
    f: true,
    count: '7',
  })
  expect(entriesOf(fields, { s: 'b', count: true }, 'en-GB')).toEqual({ s: 'a', f: true, count: '3' })
})

test('finds all errors of a form together', () => {
  const { input, faults } = readForm([amount, count, day], { amount: 'x', count: '5', day: 'x' }, english)
  expect(Object.keys(faults)).toEqual(['amount', 'day'])
  expect(input).toEqual({ count: 5 })
})
