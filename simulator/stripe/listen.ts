// The simulator behind a socket: what a gateway in another process, or the official SDK, talks to.

import { createServer, type Server } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { cutConnections } from './faults.ts'
import type { StripeSimulator } from './simulator.ts'

export type Listening = { url: string; port: number; close(): Promise<void> }

const closed = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })

/** Listens on the loopback address; port 0, the default, takes a free one. */
export async function listenStripe(
  simulator: StripeSimulator,
  options: { port?: number } = {},
): Promise<Listening> {
  const listener = getRequestListener(
    async (request, env) => {
      const response = await simulator.handle(request)
      if (!cutConnections.has(response)) return response
      ;(env as HttpBindings).incoming.socket.resetAndDestroy()
      return RESPONSE_ALREADY_SENT
    },
    { overrideGlobalObjects: false },
  )
  const server = createServer(
    { maxHeaderSize: 65_536 },
    (incoming, outgoing) => void listener(incoming, outgoing),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, port, close: () => closed(server) }
}
