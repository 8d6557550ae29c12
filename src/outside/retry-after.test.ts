import { expect, test } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const nowMs = Date.UTC(2026, 10, 21, 12, 0, 0)

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Sat, 21 Nov 2026 12:05:00 GMT', 300_000],
  ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ['999999999', 86_400_000],
  ['Sat, 21 Nov 2099 12:00:00 GMT', 86_400_000],
  ['soon', 0],
  ['', 0],
  [undefined, 0],
])('%s asks for %d ms', (value, ms) => expect(parseRetryAfter(value, nowMs)).toBe(ms))
