import { describe, expect, test } from 'vitest'
import { isLoopbackHost, networkOf, parseAddress } from './ip-address.ts'

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
    ['not an address', 'unknown'],
    [undefined, 'unknown'],
    ['', 'unknown'],
  ]
  for (const [address, network] of cases) {
    test(`${address} is ${network}`, () => expect(networkOf(address)).toBe(network))
  }
})

test('an IPv6 address that ends in an IPv4 one is taken for it only where it is mapped', () => {
  expect(parseAddress('::ffff:8.8.8.8')?.toString()).toBe('8.8.8.8')
  expect(parseAddress('::8.8.8.8')?.toString()).toBe('::808:808')
})

test.each(['localhost', '127.0.0.1', '127.8.9.1', '[::1]', '[::ffff:127.0.0.1]'])(
  '%s is this machine',
  (host) => expect(isLoopbackHost(host)).toBe(true),
)

test.each(['', 'localhost.example', '127.0.0.1.example', '10.0.0.1', '[::2]', '[::127.0.0.1]', '0.0.0.0'])(
  '"%s" is not this machine',
  (host) => expect(isLoopbackHost(host)).toBe(false),
)
