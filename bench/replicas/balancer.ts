// A round-robin proxy in front of several gateways, as small as one can be. It sends requests to those whose `/ready` answers 200,
// which it asks five times a second, over connections that it keeps alive. It reads each request before it passes it on, as nginx
// does by default, and tries the next gateway only if a connection was refused, so before a byte was sent. Every other failure of a
// connection is answered with 502.

import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'

export type Balancer = {
  url: string
  /** Resolves once it sends requests to this gateway again. */
  hasReady: (url: string) => Promise<void>
  /** Requests that were sent to another gateway because a connection was refused. */
  retries: () => number
  close: () => Promise<void>
}

type Backend = { url: URL; agent: Agent; isReady: boolean }

const healthEveryMs = 200
const healthTimeoutMs = 2000
const keepAliveMs = 600_000

const isRefused = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'

function pass(backend: Backend, incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { connection: _connection, ...headers } = incoming.headers
    const options = { agent: backend.agent, method: incoming.method ?? 'GET', headers }
    request(new URL(incoming.url ?? '/', backend.url), options, resolve)
      .once('error', reject)
      .end(body)
  })
}

async function isReady({ url }: Backend): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(healthTimeoutMs)
    const answer = await fetch(new URL('/ready', url), { signal, headers: { Connection: 'close' } })
    await answer.body?.cancel()
    return answer.ok
  } catch {
    return false
  }
}

export async function openBalancer(urls: readonly string[]): Promise<Balancer> {
  const backends = urls.map((url): Backend => ({
    url: new URL(url),
    agent: new Agent({ keepAlive: true }),
    isReady: true,
  }))
  const over = new AbortController()
  let [turn, retries] = [0, 0]

  /** The gateways in the order in which this request tries them. */
  function inTurn(): Backend[] {
    const first = turn++ % backends.length
    const all = [...backends.slice(first), ...backends.slice(0, first)]
    const ready = all.filter((backend) => backend.isReady)
    return ready.length > 0 ? ready : all
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming)
    for (const backend of inTurn()) {
      try {
        const response = await pass(backend, incoming, body)
        const { connection: _connection, ...headers } = response.headers
        outgoing.writeHead(response.statusCode ?? 502, headers)
        response.once('error', () => outgoing.destroy())
        response.pipe(outgoing)
        return
      } catch (error) {
        if (!isRefused(error)) break
        backend.isReady = false
        retries += 1
      }
    }
    outgoing.writeHead(502).end()
  }

  async function watch(backend: Backend): Promise<void> {
    while (!over.signal.aborted) {
      backend.isReady = await isReady(backend)
      await wait(healthEveryMs, undefined, { signal: over.signal }).catch(() => undefined)
    }
    backend.agent.destroy()
  }

  // A connection that it closed while a client sends a request would count as a failure of the gateways.
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const watching = backends.map(watch)
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    async hasReady(url) {
      const { href } = new URL(url)
      while (backends.some((one) => one.url.href === href && !one.isReady)) await wait(healthEveryMs / 4)
    },
    retries: () => retries,
    async close() {
      over.abort()
      await Promise.all(watching)
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}
