import { expect, test } from 'vitest'
import english from '#words/en/sidebar.json' with { type: 'json' }
import german from '#words/de/sidebar.json' with { type: 'json' }
import { formatAge, formatDate } from './format-date.ts'

const clock = { words: english, locale: 'en-GB', timeZone: 'UTC', nowMs: Date.parse('2026-11-20T14:20:20Z') }
const spaced = (text: string) => text.replaceAll('\u00a0', ' ')

test.each([
  ['2026-11-20T14:20:10Z', 'relative', 'just now'],
  ['2026-11-20T14:18:00Z', 'relative', '2 min ago'],
  ['2026-11-20T06:00:00Z', 'relative', '8 h ago'],
  ['2026-11-20T16:20:20Z', 'relative', 'in 2 h'],
  ['2026-11-17T23:59:00Z', 'relative', '3 days ago'],
  ['2026-11-27T00:00:00Z', 'relative', 'in 7 days'],
  ['2026-11-28T00:00:00Z', 'relative', '28 Nov'],
  ['2026-11-03T00:00:00Z', 'date', '3 Nov'],
  ['2025-11-03T00:00:00Z', 'date', '3 Nov 2025'],
  ['2023-03-14T00:00:00Z', 'month', 'Mar 2023'],
  ['2026-11-20T12:08:00Z', 'clock', '12:08'],
  ['nonsense', 'date', 'nonsense'],
] as const)('formats %s as %s: %s', (at, style, text) => {
  expect(spaced(formatDate(at, style, clock))).toBe(text)
})

test('days are in the time zone of the viewer, not in UTC', () => {
  const tokyo = { ...clock, timeZone: 'Asia/Tokyo' }
  expect(spaced(formatDate('2026-11-02T23:00:00Z', 'date', tokyo))).toBe('3 Nov')
})

test('a date contains no breaking space', () => {
  expect(formatDate('2025-11-03T00:00:00Z', 'date', clock)).not.toContain(' ')
})

test('uses the words of another language', () => {
  expect(
    spaced(formatDate('2026-11-20T06:00:00Z', 'relative', { ...clock, words: german, locale: 'de-DE' })),
  ).toBe('vor 8 Std.')
})

test('a clock that runs ahead does not give a negative age', () => {
  expect(formatAge('2026-11-20T14:21:00Z', clock)).toBe('just now')
})
