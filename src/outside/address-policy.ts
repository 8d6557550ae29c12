// Decides whether the gateway may post to an IP address: to public addresses and to private networks that the operator has named, never
// to where machines of a cloud get their credentials. It judges addresses and not names. Whoever connects resolves the name, and then
// connects to the address that was judged.

import ipaddr from 'ipaddr.js'
import { parseAddress, type IpAddress } from '#ip-address.ts'

type Network = ReturnType<typeof ipaddr.parseCIDR>

export type AddressPolicy = (address: string) => boolean

/** https://www.iana.org/assignments/iana-ipv4-special-registry and multicast. */
const specialV4 = parseAll([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
])

/** The range of public IPv6 hosts. Loopback, link-local, unique local, NAT64, multicast and so on lie outside of it. */
const publicV6 = parseAll(['2000::/3'])

/** Special networks within that range: https://www.iana.org/assignments/iana-ipv6-special-registry */
const specialV6 = parseAll(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/** Metadata services of clouds, which give secrets to any caller on the machine. Link-local addresses have no other use here. */
const metadata = parseAll([
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::/32',
  'fd00:42::42/128',
  'fd20:ce::254/128',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
])

/** IPv6 networks whose addresses end in an IPv4 address. Packets to them may come out at that address. */
const endingInV4 = parseAll(['::/96', '::ffff:0:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48'])
const sixToFour = parseAll(['2002::/16'])

function parseAll(networks: readonly string[]): Network[] {
  return networks.map((network) => ipaddr.parseCIDR(network))
}

const isIn = (address: IpAddress, networks: readonly Network[]): boolean =>
  networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))

/** `networks` are checked CIDRs, as in `10.20.0.0/16`. */
export function createAddressPolicy(networks: readonly string[]): AddressPolicy {
  const named = parseAll(networks)
  const isPublic = (address: IpAddress) =>
    address.kind() === 'ipv4'
      ? !isIn(address, specialV4)
      : isIn(address, publicV6) && !isIn(address, specialV6)
  return (text) => {
    const address = parseAddress(text)
    if (!address) return false
    return formsOf(address).every((form) => !isIn(form, metadata) && (isPublic(form) || isIn(form, named)))
  }
}

/** The address, and the one inside of it: both have to be allowed. */
function formsOf(address: IpAddress): IpAddress[] {
  const embedded = address.kind() === 'ipv6' ? embeddedIn(address) : undefined
  return embedded ? [address, embedded] : [address]
}

function embeddedIn(address: IpAddress): IpAddress | undefined {
  // `::` and `::1` are no IPv4 addresses: https://www.rfc-editor.org/rfc/rfc4291#section-2.5.2
  if (['unspecified', 'loopback'].includes(address.range())) return undefined
  const bytes = address.toByteArray()
  if (isIn(address, endingInV4)) return ipaddr.fromByteArray(bytes.slice(12))
  return isIn(address, sixToFour) ? ipaddr.fromByteArray(bytes.slice(2, 6)) : undefined
}
