// One id per request, made here: an incoming one is never trusted, or a caller could write into the log and forge a trail.

import type { Ports } from './ports.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** `req_` and 20 letters: 100 random bits. */
export function createRequestId(ports: Pick<Ports, 'randomBytes'>): string {
  let id = 'req_'
  for (const byte of ports.randomBytes(20)) id += letters[byte % 32]
  return id
}
