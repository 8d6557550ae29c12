import { expect, test } from 'vitest'
import { nextCodeMs } from './codes.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const nowMs = 100 * hourMs

test('the first code may be asked for at once', () => {
  expect(nextCodeMs([], nowMs)).toBeLessThanOrEqual(nowMs)
  expect(nextCodeMs([nowMs - 2 * hourMs], nowMs)).toBeLessThanOrEqual(nowMs)
})

test('each further code of an hour waits twice as long', () => {
  const sent: number[] = []
  const waits = []
  for (let i = 0; i < 4; i++) {
    const atMs = Math.max(nowMs, nextCodeMs(sent, nowMs))
    sent.push(atMs)
    waits.push(nextCodeMs(sent, atMs) - atMs)
  }
  expect(waits).toEqual([30_000, 60_000, 120_000, 240_000])
})

test('five in an hour and twenty in a day are all', () => {
  const five = [50, 40, 30, 20, 10].map((minutes) => nowMs - minutes * minuteMs)
  expect(nextCodeMs(five, nowMs)).toBe(nowMs + 10 * minuteMs)
  const twenty = Array.from({ length: 20 }, (_, i) => nowMs - (22 - i) * hourMs)
  expect(nextCodeMs(twenty, nowMs)).toBe(nowMs + 2 * hourMs)
})
