// The values of arguments and options: what is accepted, and what ends the call with a sentence.

import { InvalidArgumentError } from 'commander'
import { expect, test } from 'vitest'
import { moment, port } from './arguments.ts'

test.each([
  ['2026-11-21', '2026-11-21T00:00:00.000Z'],
  ['2026-11-21T08:00', '2026-11-21T08:00:00.000Z'],
  ['2026-11-21T08:00:00.5Z', '2026-11-21T08:00:00.500Z'],
  ['2026-11-21T01:00:00+02:00', '2026-11-20T23:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
])('the moment %s is %s', (text, iso) => {
  expect(new Date(moment(text)).toISOString()).toBe(iso)
})

test.each([
  '2026-02-31',
  '2026-02-29',
  '2026-13-01',
  '2026-04-31T08:00:00Z',
  '2026-01-01T25:00:00Z',
  'yesterday',
  '',
])('rejects the moment "%s"', (text) => {
  expect(() => moment(text)).toThrow(InvalidArgumentError)
})

test('accepts any port number, with 0 for a free one', () => {
  expect(['0', '4747', '65535'].map(port)).toEqual([0, 4747, 65_535])
})

test.each(['', ' ', '-1', '65536', '80.5', 'http'])('rejects the port "%s"', (text) => {
  expect(() => port(text)).toThrow(InvalidArgumentError)
})
