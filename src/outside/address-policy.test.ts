import { expect, test } from 'vitest'
import { createAddressPolicy } from './address-policy.ts'

test.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
  'the public address %s is allowed',
  (address) => expect(createAddressPolicy([])(address)).toBe(true),
)

test.each([
  ['10.1.2.3', '10.0.0.0/8'],
  ['127.0.0.1', '127.0.0.1/32'],
  ['::ffff:127.0.0.1', '127.0.0.1/32'],
  ['::1', '::1/128'],
  ['fd12:3456::1', 'fd12:3456::/32'],
])(
  'the private address %s is allowed inside the named network %s, and not without it',
  (address, network) => {
    expect(createAddressPolicy([])(address)).toBe(false)
    expect(createAddressPolicy(['192.168.0.0/24', network])(address)).toBe(true)
    expect(createAddressPolicy(['192.168.0.0/24'])(address)).toBe(false)
  },
)

test('an address that leads to another one is allowed only where both are', () => {
  expect(createAddressPolicy(['64:ff9b::/96'])('64:ff9b::10.0.0.1')).toBe(false)
  expect(createAddressPolicy(['64:ff9b::/96', '10.0.0.0/8'])('64:ff9b::10.0.0.1')).toBe(true)
  expect(createAddressPolicy(['2002::/16'])('2002:7f00:1::')).toBe(false)
})

test.each(['', 'localhost', 'example.com', '1.2.3.4.5', '10.0.0.1/8', '%', '::g'])(
  '"%s", which is no address, is refused',
  (text) => expect(createAddressPolicy(['0.0.0.0/0', '::/0'])(text)).toBe(false),
)
