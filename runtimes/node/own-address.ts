// Whether an address is one that the gateway itself listens at: events are never posted there, whatever networks are named.

import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'

const canonical = (address: string): string => ipaddr.process(address).toString()

/** `ports`: of this process, known once it listens, and of others of the same settings on this machine. */
export const createIsOwn =
  (ports: () => readonly (number | undefined)[]) =>
  (address: string, atPort: number): boolean => {
    if (!ports().includes(atPort)) return false
    const parsed = ipaddr.process(address)
    if (['loopback', 'unspecified'].includes(parsed.range())) return true
    const own = Object.values(networkInterfaces()).flatMap((interfaces) => interfaces ?? [])
    return own.some((one) => canonical(one.address) === parsed.toString())
  }
