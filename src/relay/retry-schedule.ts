// When a delivery is tried again: the schedule that Standard Webhooks recommends. A delivery is given up after three days.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

import type { Ports } from '#ports.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** The waits after the first attempt, the second and so on: 75 h 35 min together. The first attempt is made at once. */
const delaysMs = [
  5000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
]

/** Waits are up to 4 % shorter, so that deliveries that failed together do not come back together; in total 72 to 76 hours remain. */
const earlierMost = 0.04

/** How long to wait after the attempt of this number; `never` after the tenth. */
export function retryDelayMs(attempt: number, ports: Pick<Ports, 'randomBytes'>): number | 'never' {
  const delayMs = delaysMs[attempt - 1]
  if (delayMs === undefined) return 'never'
  const fraction = new DataView(Uint8Array.from(ports.randomBytes(4)).buffer).getUint32(0) / 2 ** 32
  return Math.round(delayMs * (1 - earlierMost * fraction))
}
