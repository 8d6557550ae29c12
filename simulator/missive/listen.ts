// The simulated REST API behind a socket of this machine.

import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { RestApi } from './rest-api.ts'

export type RestLine = { method: string; path: string; status: number; atMs: number; tookMs: number }

/** `url` is what `TILLSIDE_MISSIVE_API` is set to. */
export async function listenMissive(
  { handle }: Pick<RestApi, 'handle'>,
  onLine: (line: RestLine) => void = () => undefined,
): Promise<{ url: string; close: () => Promise<void> }> {
  const listener = getRequestListener(
    async (request) => {
      const [atMs, startedMs] = [Date.now(), performance.now()]
      const response = await handle(request)
      const { method, url } = request
      const tookMs = performance.now() - startedMs
      onLine({ method, path: new URL(url).pathname, status: response.status, atMs, tookMs })
      return response
    },
    { overrideGlobalObjects: false },
  )
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', done)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
