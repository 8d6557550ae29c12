// T46: failures are counted by network, however an address is written, in bounded memory.

import { expect, test } from 'vitest'
import { createFailureLimit } from './failure-limit.ts'

function openLimit() {
  const clock = { ms: 0 }
  return { clock, limit: createFailureLimit(() => clock.ms) }
}

test('after thirty failures in a minute, the next caller is told how long to wait', () => {
  const { clock, limit } = openLimit()
  for (let i = 0; i < 30; i++) expect(limit.fail('203.0.113.7')).toBeUndefined()
  clock.ms = 20_000
  expect(limit.fail('203.0.113.7')).toBe(40)
  clock.ms = 60_001
  expect(limit.fail('203.0.113.7')).toBeUndefined()
})

test('a new address in the same /64 shares the count, and another network does not', () => {
  const { limit } = openLimit()
  for (let i = 0; i < 30; i++) limit.fail(`2001:db8:1:2::${i.toString(16)}`)
  expect(limit.fail('2001:db8:1:2:ffff::1')).toBe(60)
  expect(limit.fail('2001:db8:1:3::1')).toBeUndefined()
  expect(limit.fail('203.0.113.8')).toBeUndefined()
})
