import { array, assert, property, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { retryDelayMs } from './retry-schedule.ts'

const hourMs = 3_600_000
const bytes = uint8Array({ minLength: 4, maxLength: 4 })

const scheduleOf = (jitters: readonly Uint8Array[]): number[] =>
  jitters.map((jitter, at) => {
    const delay = retryDelayMs(at + 1, { randomBytes: () => jitter })
    return delay === 'never' ? Infinity : delay
  })

test('whatever the jitter, each wait is longer than the one before and all of them take 72 to 76 hours', () => {
  assert(
    property(array(bytes, { minLength: 9, maxLength: 9 }), (jitters) => {
      const delays = scheduleOf(jitters)
      const totalMs = delays.reduce((sum, delay) => sum + delay, 0)
      expect(delays).toEqual(delays.toSorted((a, b) => a - b))
      expect(totalMs).toBeGreaterThanOrEqual(72 * hourMs)
      expect(totalMs).toBeLessThanOrEqual(76 * hourMs)
    }),
    { numRuns: 1000 },
  )
})

test('without jitter the waits are those of the specification', () => {
  expect(scheduleOf(Array.from({ length: 9 }, () => new Uint8Array(4)))).toEqual(
    [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs),
  )
})

test('after the tenth attempt there is none', () => {
  expect(retryDelayMs(10, { randomBytes: () => new Uint8Array(4) })).toBe('never')
  expect(retryDelayMs(57, { randomBytes: () => new Uint8Array(4) })).toBe('never')
})
