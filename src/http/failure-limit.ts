// Counts failed authentications by network, so that guessing is slow and cannot fill the log or load the database. A caller with a
// valid proof is never refused: behind a reverse proxy all callers share one address, and one colleague with an old secret must not
// lock out the others.

import { LRUCache } from 'lru-cache'
import { networkOf } from '#ip-address.ts'

/** Failures allowed from one network in one window before it has to wait. */
const failuresMax = 30
const windowMs = 60_000
const networksMax = 10_000

export interface FailureLimit {
  /** Records a failure. Returns the seconds to wait if there were too many, else `undefined`. */
  fail(address: string | undefined): number | undefined
}

/** Memory is bounded: the networks seen longest ago are forgotten first. */
export function createFailureLimit(now: () => number): FailureLimit {
  const windows = new LRUCache<string, { failures: number; endsAtMs: number }>({ max: networksMax })
  return {
    fail(address) {
      const network = networkOf(address)
      const atMs = now()
      const open = windows.get(network)
      const window = open && open.endsAtMs > atMs ? open : { failures: 0, endsAtMs: atMs + windowMs }
      window.failures += 1
      windows.set(network, window)
      return window.failures > failuresMax ? Math.ceil((window.endsAtMs - atMs) / 1000) : undefined
    },
  }
}
