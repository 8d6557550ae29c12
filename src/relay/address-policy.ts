// May an event be sent to this IP address? Public addresses, and the private networks that the operator has named; never where
// machines of a cloud get their credentials. Knows addresses alone: names are resolved by whoever connects, who then connects
// to the very address that was judged.

import ipaddr from 'ipaddr.js'

type Address = ReturnType<typeof ipaddr.parse>
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

/** All that IPv6 gives to hosts of the Internet. Loopback, link-local, unique local, NAT64, multicast, … lie outside. */
const publicV6 = parseAll(['2000::/3'])

/** What is special inside of it: https://www.iana.org/assignments/iana-ipv6-special-registry */
const specialV6 = parseAll(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/** Services of clouds that tell any caller on the machine its secrets. Link-local addresses have no other use here. */
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

/** IPv6 forms that end in an IPv4 address, which is where packets to them may come out. */
const endingInV4 = parseAll(['::/96', '::ffff:0:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48'])
const sixToFour = parseAll(['2002::/16'])

function parseAll(networks: readonly string[]): Network[] {
  return networks.map((network) => ipaddr.parseCIDR(network))
}

const isIn = (address: Address, networks: readonly Network[]): boolean =>
  networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))

/** `networks` are checked CIDRs, as in `10.20.0.0/16`. */
export function createAddressPolicy(networks: readonly string[]): AddressPolicy {
  const named = parseAll(networks)
  const isPublic = (address: Address) =>
    address.kind() === 'ipv4'
      ? !isIn(address, specialV4)
      : isIn(address, publicV6) && !isIn(address, specialV6)
  return (text) => {
    const address = parse(text)
    if (!address) return false
    return formsOf(address).every((form) => !isIn(form, metadata) && (isPublic(form) || isIn(form, named)))
  }
}

/** The library takes `::8.8.8.8` for the mapped `::ffff:8.8.8.8`, which is another address; a URL's parser does not. */
function parse(text: string): Address | undefined {
  if (!text.includes(':')) return ipaddr.isValid(text) ? ipaddr.parse(text) : undefined
  const inUrl = `http://[${text}]`
  return URL.canParse(inUrl) ? ipaddr.parse(new URL(inUrl).hostname.slice(1, -1)) : undefined
}

/** The address, and the one inside of it: both have to be allowed. A mapped one is its IPv4 address and nothing else. */
function formsOf(address: Address): Address[] {
  const canonical = ipaddr.process(address.toString())
  const embedded = canonical.kind() === 'ipv6' ? embeddedIn(canonical) : undefined
  return embedded ? [canonical, embedded] : [canonical]
}

function embeddedIn(address: Address): Address | undefined {
  // `::` and `::1` are no IPv4 addresses: https://www.rfc-editor.org/rfc/rfc4291#section-2.5.2
  if (['unspecified', 'loopback'].includes(address.range())) return undefined
  const bytes = address.toByteArray()
  if (isIn(address, endingInV4)) return ipaddr.fromByteArray(bytes.slice(12))
  return isIn(address, sixToFour) ? ipaddr.fromByteArray(bytes.slice(2, 6)) : undefined
}
