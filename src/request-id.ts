// One id per request, made here: an incoming one is never trusted, or a caller could write into the log and forge a trail.

import type { Ports } from './ports.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** `req_` and 20 letters: 100 random bits. */
export function createRequestId(ports: Pick<Ports, 'randomBytes'>): string {
  return `req_${[...ports.randomBytes(20)].map((byte) => letters[byte % 32]).join('')}`
}
