// Node's HTTP server with its limits, and an ordered end: stop accepting, let requests in flight finish, refuse new ones
// on connections that are kept alive, and after a while end what is left.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Refuse } from './refuse.ts'

const headerBytesMax = 16 * 1024
const headersTimeoutMs = 15_000
const requestTimeoutMs = 60_000
const keepAliveTimeoutMs = 65_000
const closeTimeoutMs = 10_000
/** They would tunnel, or echo headers back. */
const refusedMethods = new Set(['TRACE', 'TRACK', 'CONNECT'])

export type HttpServer = {
  address: AddressInfo
  /** Resolves when the last request has finished, or when `timeoutMs` have passed and the rest was cut off. */
  close: (timeoutMs?: number) => Promise<void>
}

type Handle = (req: IncomingMessage, res: ServerResponse) => void

/** Listens, or rejects with Node's own error (`EADDRINUSE`, …). */
export async function listen(
  handle: Handle,
  options: { host: string; port: number; refuse: Refuse },
): Promise<HttpServer> {
  const { host, port, refuse } = options
  const open = new Set<ServerResponse>()
  let closing = false
  const server = createServer(
    {
      maxHeaderSize: headerBytesMax,
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: 5000,
    },
    (req, res) => {
      open.add(res)
      res.once('close', () => open.delete(res))
      if (closing) refuse(req, res, 'shutting_down')
      else if (refusedMethods.has(req.method ?? '')) refuse(req, res, 'method_not_allowed')
      else handle(req, res)
    },
  )
  server.on('connect', (_req, socket) =>
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n'),
  )
  await listening(server, host, port)
  return {
    address: server.address() as AddressInfo,
    async close(timeoutMs = closeTimeoutMs) {
      closing = true
      // A connection whose answer has not begun yet learns that this one is the last.
      for (const res of open) res.shouldKeepAlive = false
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const limit = new AbortController()
      const late = wait(timeoutMs, undefined, { signal: limit.signal }).then(
        () => server.closeAllConnections(),
        () => undefined,
      )
      await Promise.race([closed, late])
      limit.abort()
      await closed
    },
  }
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
