import { expect, test } from 'vitest'
import { capitalize, classNames, formatContact, formatTimestamp } from './format.ts'

const viewer = { nowMs: Date.UTC(2026, 10, 21, 14, 0), locale: 'en-GB', timeZone: 'UTC' }
const seconds = (...date: [number, number, number, number?, number?]) => Date.UTC(...date) / 1000

test('shows a time for today, a date without year for this year, and with year for others', () => {
  expect(formatTimestamp(seconds(2026, 10, 21, 9, 5), {}, viewer).formatted).toBe('09:05')
  expect(formatTimestamp(seconds(2026, 10, 8), {}, viewer).formatted).toBe('8 Nov')
  expect(formatTimestamp(seconds(2025, 10, 8), {}, viewer).formatted).toBe('8 Nov 2025')
  expect(formatTimestamp(seconds(2026, 10, 8, 7, 30), { time: true }, viewer).formatted).toBe('8 Nov, 07:30')
})

test('shows the address of a contact without a name', () => {
  expect(formatContact({ address: 'a@b.example', name: 'Ada Byron King' })).toEqual({
    letters: 'AB',
    formatted: 'Ada Byron King <a@b.example>',
  })
  expect(formatContact({ address: 'a@b.example' })).toEqual({ letters: 'A', formatted: 'a@b.example' })
  expect(formatContact({})).toEqual({ letters: '', formatted: '' })
})

test('joins class names, leaving out false ones', () => {
  expect(classNames('a', { b: true, c: 0 }, undefined, 'd')).toBe('a b d')
  expect(capitalize('past due')).toBe('Past due')
})
