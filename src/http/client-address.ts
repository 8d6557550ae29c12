// The address of a caller. `X-Forwarded-For` counts only where the connection comes from a proxy that the settings trust, and only as
// far as trusted proxies have written it: everything to the left of that is the caller's own invention.

import ipaddr from 'ipaddr.js'
import type { Context } from 'hono'
import type { Config } from '#config.ts'
import { parseAddress } from '#ip-address.ts'
import type { Env } from './gateway.ts'

export function clientAddressOf(
  c: Context<Env>,
  { trustedProxies }: Pick<Config, 'trustedProxies'>,
): string | undefined {
  const isTrusted = (address: string) => {
    const parsed = parseAddress(address)
    return parsed !== undefined && trustedProxies.some((network) => isWithin(parsed, network))
  }
  let address = c.env?.remoteAddress
  const hops = (c.req.header('X-Forwarded-For') ?? '').split(',').map((hop) => hop.trim())
  while (address !== undefined && isTrusted(address)) {
    const before = hops.pop()
    // A proxy that wrote no address has not said who called it: then it is the last one that is known.
    if (before === undefined || parseAddress(before) === undefined) break
    address = before
  }
  const parsed = parseAddress(address ?? '')
  return parsed?.toString()
}

function isWithin(address: ReturnType<typeof ipaddr.parse>, network: string): boolean {
  const [base, bits] = ipaddr.parseCIDR(network)
  return address.kind() === base.kind() && address.match(base, bits)
}
