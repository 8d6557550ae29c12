// Whether the gateway itself listens on an address. Events are never posted there, whatever networks the settings allow.

import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'

const canonical = (address: string): string => ipaddr.process(address).toString()

/** `ports`: those of this process, known once it listens, and of other processes with the same settings on this machine. */
export const createIsOwn =
  (ports: () => readonly (number | undefined)[]) =>
  (address: string, atPort: number): boolean => {
    if (!ports().includes(atPort)) return false
    const parsed = ipaddr.process(address)
    if (['loopback', 'unspecified'].includes(parsed.range())) return true
    const own = Object.values(networkInterfaces()).flatMap((interfaces) => interfaces ?? [])
    return own.some((one) => canonical(one.address) === parsed.toString())
  }
