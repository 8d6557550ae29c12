// Counts failed proofs by network, so that guessing is slow and cannot fill the log or load the database.
// Somebody who proves who they are is never refused: behind a reverse proxy all callers share one address,
// and one colleague with an old secret must not lock out the others.

import { LRUCache } from 'lru-cache'

/** Failed proofs from one network until it is told to wait, in one window. */
const failuresMax = 30
const windowMs = 60_000
const networksMax = 10_000

export interface FailureLimit {
  /** Notes a failed proof; the number of seconds to wait when there were too many, else undefined. */
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

/**
 * The network an address stands for: an IPv4 address itself, however it is written; of IPv6 the /64, because one
 * household or server holds a whole /64 and could present a new address each time.
 */
export function networkOf(address: string | undefined): string {
  if (!address) return 'unknown'
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  if (!bare.includes(':')) return bare
  const url = `http://[${bare}]/`
  if (!URL.canParse(url)) return 'unknown'
  const groups = expand(new URL(url).hostname.slice(1, -1))
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (isMapped) {
    const [high = 0, low = 0] = groups.slice(6)
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

/** Eight groups of a canonical IPv6 text. */
function expand(text: string): number[] {
  const [head = '', tail] = text.split('::')
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)))
  const [start, end] = [parse(head), parse(tail ?? '')]
  return [...start, ...Array.from({ length: 8 - start.length - end.length }, () => 0), ...end]
}
