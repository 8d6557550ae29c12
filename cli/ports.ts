// Clock and randomness for commands that do not need the gateway's ports.

import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'

export const ports = {
  now: (): number => Date.now(),
  sleep: (ms: number, signal?: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal }),
  randomBytes: (length: number): Uint8Array => new Uint8Array(randomBytes(length)),
}
