// Creates ids that sort in the order in which a process made them, so that rows of one millisecond are worked on in order.

import { toHex } from '#hex.ts'
import type { Ports } from '#ports.ts'

type IdPorts = Pick<Ports, 'now' | 'randomBytes'>
type Last = { atMs: number; count: number }

const lasts = new WeakMap<IdPorts, Last>()
const countMax = 0xffff

/**
 * The prefix, `_` and 24 hex digits: 12 for the time in milliseconds, 4 that count the ids of that millisecond, and 8 random ones
 * that keep processes apart. Each id is greater than the one before, even if the clock is set back.
 */
export function createOrderedId(ports: IdPorts, prefix: string): string {
  const last = lasts.get(ports) ?? { atMs: 0, count: -1 }
  const nowMs = ports.now()
  let next: Last = { atMs: last.atMs, count: last.count + 1 }
  if (nowMs > last.atMs) next = { atMs: nowMs, count: 0 }
  else if (next.count > countMax) next = { atMs: last.atMs + 1, count: 0 }
  lasts.set(ports, next)
  const [time, count] = [next.atMs.toString(16).padStart(12, '0'), next.count.toString(16).padStart(4, '0')]
  return `${prefix}_${time}${count}${toHex(ports.randomBytes(4))}`
}
