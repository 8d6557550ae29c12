// Reads IP addresses in every spelling.

import ipaddr from 'ipaddr.js'

export type IpAddress = ReturnType<typeof ipaddr.parse>

/**
 * The address that a text stands for, `undefined` where it is none. A mapped one (`::ffff:192.0.2.1`) is its IPv4 address. The
 * library would take `::8.8.8.8` for the mapped `::ffff:8.8.8.8`, which is another address; a URL's parser does not.
 */
export function parseAddress(text: string): IpAddress | undefined {
  if (!text.includes(':')) return ipaddr.isValid(text) ? ipaddr.parse(text) : undefined
  const inUrl = `http://[${text}]`
  return URL.canParse(inUrl) ? ipaddr.process(new URL(inUrl).hostname.slice(1, -1)) : undefined
}

const withoutBrackets = (host: string) => host.replace(/^\[|\]$/g, '')

/**
 * The network of a caller's address: an IPv4 address itself, however it is written; of IPv6 the /64, because one household or
 * server holds a whole /64 and could present a new address each time.
 */
export function networkOf(address = ''): string {
  const parsed = parseAddress(withoutBrackets(address).replace(/%[^]*$/, ''))
  if (!parsed) return 'unknown'
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString()
  const start = parsed.parts.slice(0, 4).map((part) => part.toString(16))
  return `${start.join(':')}::/64`
}

/** Whether a URL's host name is this machine's own. */
export const isLoopbackHost = (hostname: string): boolean =>
  hostname === 'localhost' || parseAddress(withoutBrackets(hostname))?.range() === 'loopback'
