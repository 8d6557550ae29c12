// T46: failed proofs are counted by network, however an address is written, in bounded memory.

import { describe, expect, test } from 'vitest'
import { createFailureLimit, networkOf } from './failure-limit.ts'

describe('an address stands for its network', () => {
  const cases: [address: string | undefined, network: string][] = [
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['not:an:address', 'unknown'],
    [undefined, 'unknown'],
    ['', 'unknown'],
  ]
  for (const [address, network] of cases) {
    test(`${address} is ${network}`, () => expect(networkOf(address)).toBe(network))
  }
})

function openLimit() {
  const clock = { ms: 0 }
  return { clock, limit: createFailureLimit(() => clock.ms) }
}

test('thirty failures a minute are answered plainly, the next is told how long to wait', () => {
  const { clock, limit } = openLimit()
  for (let i = 0; i < 30; i++) expect(limit.fail('203.0.113.7')).toBeUndefined()
  clock.ms = 20_000
  expect(limit.fail('203.0.113.7')).toBe(40)
  clock.ms = 60_001
  expect(limit.fail('203.0.113.7')).toBeUndefined()
})

test('a new address out of the same /64 does not begin anew; another network does', () => {
  const { limit } = openLimit()
  for (let i = 0; i < 30; i++) limit.fail(`2001:db8:1:2::${i.toString(16)}`)
  expect(limit.fail('2001:db8:1:2:ffff::1')).toBe(60)
  expect(limit.fail('2001:db8:1:3::1')).toBeUndefined()
  expect(limit.fail('203.0.113.8')).toBeUndefined()
})
