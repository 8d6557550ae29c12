import { expect, test } from 'vitest'
import { acceptsCoding } from './accepts-coding.ts'

test.each([
  [undefined, false],
  ['', false],
  ['gzip', true],
  ['gzip, deflate, br, zstd', true],
  ['GZIP', true],
  ['br', false],
  ['gzip;q=0', false],
  ['gzip; q=0.000', false],
  ['gzip;q=0, *;q=1', false],
  ['*', true],
  ['*;q=0', false],
  ['identity;q=1, *;q=0', false],
  ['deflate, gzip;q=0.5', true],
  ['gzip;Q=0', false],
  ['gzip;q=none', false],
  ['not-gzip', false],
])('%j accepts gzip: %s', (header, accepted) => expect(acceptsCoding(header, 'gzip')).toBe(accepted))
