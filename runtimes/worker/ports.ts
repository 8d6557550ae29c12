// The gateway's ports on Workers: the network, the clock, randomness, waiting, the log.

import type { Config } from '#config.ts'
import { createLog } from '#log.ts'
import type { Ports } from '#ports.ts'
import { currentInvocation } from './invocation.ts'

/** Redirects are never followed, whatever the caller says: they would carry keys and ids to another host. */
export function createWorkerPorts({ logLevel }: Pick<Config, 'logLevel'>): Ports {
  const now = () => Date.now()
  return {
    // Cloudflare must not cache a response for another caller either.
    fetch: (input, init) => fetch(input, { ...init, redirect: 'manual', cache: 'no-store' }),
    now,
    sleep,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    invocation: currentInvocation,
    // oxlint-disable-next-line no-console -- here the console is where log lines go
    log: createLog({ level: logLevel, now, write: (line) => console.log(line) }),
  }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const leave = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave)
      resolve()
    }, ms)
    signal?.addEventListener('abort', leave, { once: true })
  })
}
