// The proxy lane in front of a recording upstream, in two forms: the Node hot path and the portable route. Uses real servers.

import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http'
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { onTestFinished } from 'vitest'
import type { AuthenticateOptions } from '#auth/authenticate.ts'
import { parseConfig } from '#config.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import type { Env } from '#http/gateway.ts'
import { requestId } from '#http/middleware/request-id.ts'
import { requestLog } from '#http/middleware/request-log.ts'
import { serveProxy } from '#http/proxy/routes.ts'
import type { DecideDeps } from '#proxy/decide.ts'
import { createLane } from '#proxy/lane.ts'
import type { ForwardLimits } from '#proxy/limits.ts'
import type { Ports } from '#ports.ts'
import { createNodeForwarder } from '../../runtimes/node/proxy/forward.ts'

export const secret = 'a-secret-of-the-lane-0123456789'
export const stripeKey = 'rk_test_51abcdefghijklmnop'

export type Recorded = { method: string; url: string; headers: IncomingHttpHeaders; body: string }

/** Listens on a free port until the test ends. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

/** An upstream that records each request and answers `{"object":"list"}`, or uses `answer`. */
export async function openUpstream(
  answer?: RequestListener,
): Promise<{ url: string; seen: Recorded[]; server: Server }> {
  const seen: Recorded[] = []
  const server = createServer((req, res) => {
    const recorded: Recorded = {
      method: req.method ?? '',
      url: req.url ?? '',
      headers: req.headers,
      body: '',
    }
    req.setEncoding('latin1')
    req.on('data', (text: string) => (recorded.body += text))
    req.on('end', () => seen.push(recorded))
    if (answer) return answer(req, res)
    req.on('end', () => {
      res.writeHead(200, { 'Content-Type': 'application/json', 'Request-Id': 'req_stripe0001' })
      res.end('{"object":"list"}')
    })
  })
  return { url: await listen(server), seen, server }
}

export type LaneOptions = {
  upstream: string
  env?: Record<string, string>
  limits?: Partial<ForwardLimits>
  findConnectionKey?: AuthenticateOptions['findConnectionKey']
  findPolicy?: DecideDeps['findPolicy']
}

export type OpenLane = {
  url: string
  logged: string[]
  metrics: () => string
  /** Refuses new requests; on Node it also waits for requests in progress. */
  close: () => Promise<void>
}

export function laneConfig(options: LaneOptions) {
  return parseConfig({
    STRIPE_API_KEY: stripeKey,
    STRIPE_API_BASE: options.upstream,
    TILLSIDE_PROXY_SECRET: secret,
    ...options.env,
  })
}

const sleep = (ms: number, signal?: AbortSignal) =>
  setTimeout(ms, undefined, { ref: false, ...(signal ? { signal } : {}) })

/** The parts that both transports share. */
function openParts(options: LaneOptions) {
  const logged: string[] = []
  const metrics = createMetrics()
  const config = laneConfig(options)
  const ports: Ports = {
    now: () => performance.timeOrigin + performance.now(),
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    fetch: (input, init) => fetch(input, init),
    sleep,
    log: createLog({ level: 'debug', now: () => 0, write: (line) => void logged.push(line) }),
  }
  const lane = createLane({
    ...ports,
    config,
    findConnectionKey: options.findConnectionKey ?? (() => Promise.resolve(undefined)),
    metrics,
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.findPolicy ? { findPolicy: options.findPolicy } : {}),
  })
  return { config, ports, lane, logged, registry: metrics, metrics: () => metrics.print() }
}

/** The Node hot path alone, for behaviour that only it has. `connect` serves a connection that the test holds. */
export async function openNodeLane(
  options: LaneOptions,
): Promise<OpenLane & { connect: (connection: Duplex) => void }> {
  const { config, ports, lane, logged, metrics } = openParts(options)
  const forwarder = createNodeForwarder({ config, ports, lane })
  const server = createServer((req, res) => {
    if (!forwarder.handle(req, res)) res.writeHead(404).end('not the lane')
  })
  const url = await listen(server)
  const close = () => {
    lane.close()
    return forwarder.close()
  }
  onTestFinished(close)
  const connectTo = (connection: Duplex) => void server.emit('connection', connection)
  return { url, logged, metrics, close, connect: connectTo }
}

export async function openPortableLane(options: LaneOptions): Promise<OpenLane> {
  const { ports, lane, logged, registry, metrics } = openParts(options)
  const app = new Hono<Env>().use(requestId(ports), requestLog({ ports, metrics: registry }))
  app.route('/', serveProxy({ ports, lane }))
  const url = await listen(createServer((req, res) => void getRequestListener(app.fetch)(req, res)))
  const close = () => {
    lane.close()
    return Promise.resolve()
  }
  return { url, logged, metrics, close }
}

/** Both ways to run the lane; they must behave the same. */
export const lanes: readonly { name: string; open: (options: LaneOptions) => Promise<OpenLane> }[] = [
  { name: 'node', open: openNodeLane },
  { name: 'portable', open: openPortableLane },
]

export const withSecret = (headers: Record<string, string> = {}) => ({ 'X-API-KEY': secret, ...headers })

/** Sends raw bytes and returns everything received until the other side closes or is silent for `untilMs`. */
export function sendRaw(url: string, bytes: string, untilMs = 3000): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'))
    let received = ''
    socket.setEncoding('latin1')
    socket.setTimeout(untilMs, () => socket.destroy())
    socket.on('data', (text: string) => (received += text))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(received))
  })
}
