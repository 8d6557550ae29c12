// Node's HTTP server with its limits and a graceful shutdown: while it drains, every response is the last one of its connection; then
// stop accepting connections, let requests in flight finish, refuse new requests on connections that are kept alive, and after a
// timeout cut off the rest.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { isCanonicalTarget, unclearTarget } from '#canonical-target.ts'
import type { Refuse } from './refuse.ts'

const headerBytesMax = 16 * 1024
const headersTimeoutMs = 15_000
const requestTimeoutMs = 60_000
const keepAliveTimeoutMs = 65_000
const closeTimeoutMs = 10_000
/** These methods tunnel, or echo headers back. */
const refusedMethods = new Set(['TRACE', 'TRACK', 'CONNECT'])

export type HttpServer = {
  address: AddressInfo
  /** Ends kept-alive connections with their next response, and serves requests as before. */
  drain: () => void
  /** Resolves when the last request has finished, or when `timeoutMs` have passed and the rest was cut off. */
  close: (timeoutMs?: number) => Promise<void>
}

/** Whether requests for this Host header are answered; `port` is the listener's. */
export type IsOwnHost = (host: string | undefined, port: number) => boolean

type Handle = (req: IncomingMessage, res: ServerResponse) => void

export type ListenOptions = {
  host: string
  port: number
  refuse: Refuse
  /** The proxy lane, which checks its own requests. Returns false, leaving the request untouched, if it is not the lane's. */
  handleFirst?: (req: IncomingMessage, res: ServerResponse) => boolean
  isOwnHost?: IsOwnHost
}

/** Listens, or rejects with Node's own error (`EADDRINUSE`, …). */
export async function listen(handle: Handle, options: ListenOptions): Promise<HttpServer> {
  const { host, port, refuse, handleFirst, isOwnHost } = options
  const open = createOpenResponses()
  let draining = false
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
      open.keep(res)
      if (draining) res.shouldKeepAlive = false
      if (isOwnHost?.(req.headers.host, address.port) === false)
        return refuse(res, 'forbidden', 'The Host header names another host.')
      if (handleFirst?.(req, res)) return
      if (closing) refuse(res, 'shutting_down')
      else if (refusedMethods.has(req.method ?? '')) refuse(res, 'method_not_allowed')
      else if (!isCanonicalTarget(req.url ?? '')) refuse(res, 'bad_request', unclearTarget)
      else if (hasTwoHosts(req.rawHeaders)) refuse(res, 'bad_request', 'The Host header came twice.')
      else handle(req, res)
    },
  )
  server.on('connect', (_req, socket) =>
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n'),
  )
  await listening(server, host, port)
  const address = server.address() as AddressInfo
  const drain = () => {
    draining = true
    // A response that has not started yet tells its connection that it is the last.
    open.each((res) => (res.shouldKeepAlive = false))
  }
  return {
    address,
    drain,
    async close(timeoutMs = closeTimeoutMs) {
      closing = true
      drain()
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

/** Node keeps the first Host header and drops the others; a proxy in front of us may use the last. RFC 9112, 3.2. */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts > 1
}

/**
 * Keeps the open responses in an array with a free list. Not in a Set: each time V8 grows or shrinks a Set's table, the old table
 * points to the new one, and once an old table has reached the old space, dead tables keep all later responses alive until a
 * full collection. Measured: a fifth of the time in garbage collection, and tens of megabytes resident.
 */
function createOpenResponses() {
  const places: (ServerResponse | undefined)[] = []
  const free: number[] = []
  return {
    keep(res: ServerResponse) {
      const place = free.pop() ?? places.length
      places[place] = res
      res.once('close', () => {
        places[place] = undefined
        free.push(place)
      })
    },
    each(visit: (res: ServerResponse) => void) {
      for (const res of places) if (res) visit(res)
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
