// How long a failed job waits: exponential with full jitter, so that what failed together does not come back together.
// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/

import type { Ports } from '#ports.ts'

const firstMs = 1000
const longestDefaultMs = 30 * 60_000

/** A random wait between 0 and 1 s after the first attempt, 2 s after the second, … at most 30 min, or `longestMs`. */
export function backoffMs(
  attempt: number,
  ports: Pick<Ports, 'randomBytes'>,
  longestMs = longestDefaultMs,
): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 30))
  const fraction = new DataView(Uint8Array.from(ports.randomBytes(4)).buffer).getUint32(0) / 2 ** 32
  return Math.floor(fraction * ceiling)
}
