// The gateway's ports on Node: the network through a keep-alive pool, the clock, randomness, waiting.

import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Agent, fetch, type RequestInit as UndiciInit } from 'undici'
import type { Log } from '#log.ts'
import type { Ports } from '#ports.ts'
import { nodeCipher } from './cipher.ts'
import { nodeHasher } from './hasher.ts'
import { catchStrays } from './stray-failures.ts'

const pooledBytesMax = 64
let pool = Buffer.alloc(0)

/** One system call serves hundreds of ids. Bytes that were given out are cleared from the pool, and longer ones are drawn alone. */
function drawRandomBytes(length: number): Uint8Array<ArrayBuffer> {
  if (length > pooledBytesMax) return new Uint8Array(randomBytes(length))
  if (pool.length < length) pool = randomBytes(8192)
  const drawn = new Uint8Array(pool.subarray(0, length))
  pool.fill(0, 0, length)
  pool = pool.subarray(length)
  return drawn
}

export type NodePorts = { ports: Ports; close: () => Promise<void> }

/** Redirects are never followed, whatever the caller says: they would carry keys and ids to another host. */
export function createNodePorts(log: Log): NodePorts {
  const agent = new Agent({
    connections: 64,
    keepAliveTimeout: 30_000,
    connect: { timeout: 5000 },
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
  })
  const ports: Ports = {
    // undici has its own types for the same web standards, hence the casts.
    fetch: async (input, init) => {
      const address = input instanceof Request ? input.url : input
      const given = input instanceof Request ? initOf(input, init) : init
      const options = { ...given, redirect: 'manual', dispatcher: agent } as UndiciInit
      return (await fetch(address, options)) as unknown as Response
    },
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      await wait(ms, undefined, signal ? { signal } : {})
    },
    randomBytes: drawRandomBytes,
    hasher: nodeHasher,
    cipher: nodeCipher,
    catchStrays,
    log,
  }
  return { ports, close: () => agent.destroy() }
}

const initOf = (request: Request, init?: RequestInit): RequestInit => ({
  method: request.method,
  headers: request.headers,
  signal: request.signal,
  ...(request.body ? { body: request.body, duplex: 'half' } : {}),
  ...init,
})
