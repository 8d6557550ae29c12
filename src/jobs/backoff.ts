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
  return Math.floor(fractionOf(ports) * ceiling)
}

const firstLossMs = 60_000

/**
 * How long work waits after its worker was lost. The first time not at all, because a restart is not its fault; then 30 to 60 s,
 * then twice that, and so on. Work that was lost together comes back apart, so that only the work that crashes processes is lost again.
 */
export function lossDelayMs(losses: number, ports: Pick<Ports, 'randomBytes'>): number {
  if (losses < 2) return 0
  return Math.floor(firstLossMs * 2 ** (losses - 2) * (0.5 + fractionOf(ports) / 2))
}

const fractionOf = (ports: Pick<Ports, 'randomBytes'>): number =>
  new DataView(Uint8Array.from(ports.randomBytes(4)).buffer).getUint32(0) / 2 ** 32
