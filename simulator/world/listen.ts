// The world's server: the built page, missive.js for the iframe, the log as a stream, and the switch for faults.
// Its facts contain the secrets of this start, so only its own page gets them.

import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createEventStream } from './event-stream.ts'
import type { EventStream } from './event-stream.ts'
import { controlSchema } from './facts.ts'
import type { DashboardObject } from './dashboard/objects.ts'
import type { Facts, Fault } from './facts.ts'
import type { LogLine } from './log-line.ts'
import type { Post } from '../missive/post.ts'
import { type BuiltFile, readBuiltFiles } from '../../dashboard/loopback/built-files.ts'
import { listenOnLoopback, pathOf, refuseForeign, type Doors } from '../../dashboard/loopback/listen.ts'
import { withToken } from '../../dashboard/loopback/token.ts'
import { passOn } from './pass-on.ts'

const bodyBytesMax = 10_000
const builtFolder = new URL('../../dist/simulator/', import.meta.url).pathname

export type WorldOptions = {
  /** 0 picks a free port. */
  port: number
  /** Token of this start, with which the page authenticates. */
  token: string
  gatewayUrl: string
  sidebarUrl: string
  /** The address of the operator's page; known once the gateway listens. */
  consoleUrl: () => string
  /** The initial content of each teammate's store. */
  settings: Record<string, unknown>
  /** The settings that an older iframe would have left there. */
  olderSettings?: Record<string, unknown>
  /** Switches a fault on, and all others off. */
  control: (fault: Fault) => void | Promise<void>
  /** Calls the listener with each log line; returns a stop function. */
  subscribe?: (listener: (line: LogLine) => void) => () => void
  /** The same with each post into a conversation. */
  subscribePosts?: (listener: (post: Post) => void) => () => void
  /** The Dashboard's server part, under `/dashboard/`; resolves with false if it does not handle the path. */
  dashboard?: RequestHandler
  /** What the Dashboard half shows about a customer. */
  readDashboard?: (query: { address: string; livemode: boolean }) => { objects: DashboardObject[] }
  /** Sources allowed for the extension's images. */
  imageSources?: readonly string[]
  /** Folder of the built page. */
  folder?: string
}
type RequestHandler = (request: IncomingMessage, response: ServerResponse, port: number) => Promise<boolean>
export type World = { url: string; port: number; close: () => Promise<void> }

type Context = {
  options: WorldOptions
  files: ReadonlyMap<string, BuiltFile>
  facts: Omit<Facts, 'consoleUrl'>
  stream: EventStream
}

function policy({ sidebarUrl, imageSources = [] }: WorldOptions): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ["img-src 'self' data: blob:", ...imageSources].join(' '),
    "connect-src 'self'",
    // The sidebar on the gateway's origin, and the extension's sandbox on ours.
    `frame-src 'self' ${new URL(sidebarUrl).origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function sendFile(response: ServerResponse, path: string, file: BuiltFile, { options }: Context): void {
  const isPage = file.type.startsWith('text/html')
  response.writeHead(200, {
    'Content-Type': file.type,
    'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    // The iframe on the gateway's origin loads this file. For this header, browsers never treat two IP hosts as one site.
    ...(path === missiveScript ? { 'Cross-Origin-Resource-Policy': 'cross-origin' } : {}),
    ...(isPage ? { 'Content-Security-Policy': policy(options) } : {}),
  })
  response.end(isPage ? withToken(file.body.toString('utf8'), options.token) : file.body)
}

const sendJson = (response: ServerResponse, status: number, value: unknown) => {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(value))
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array)
    length += bytes.length
    if (length > bodyBytesMax) return undefined
    chunks.push(bytes)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

/** Paths that are passed on to the gateway, so that one port is enough for `tillside trigger`. */
const ofGateway = /^\/webhooks\/stripe\//

const missiveScript = '/missive.js'
const isPrivate = (path: string) => ['/control', '/events', '/world.json', '/dashboard.json'].includes(path)
/** The gateway is the same host on another port, which browsers call the same site. */
const isShared = (path: string, site: string) => path === missiveScript && site === 'same-site'

/** The Dashboard's part checks its requests itself. */
const isDashboards = (path: string, { dashboard }: WorldOptions) =>
  dashboard !== undefined && path.startsWith('/dashboard/')

async function control(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const parsed = controlSchema.safeParse(await readJson(request))
  if (!parsed.success) return sendJson(response, 400, { error: 'unknown fault' })
  await context.options.control(parsed.data.fault)
  context.facts = { ...context.facts, fault: parsed.data.fault }
  return sendJson(response, 200, parsed.data)
}

type Exchange = { request: IncomingMessage; response: ServerResponse; port: number }

async function answer({ request, response, port }: Exchange, context: Context): Promise<void> {
  const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://world')
  if (ofGateway.test(path)) {
    const { host, port: gatewayPort } = new URL(context.options.gatewayUrl)
    return passOn(request, response, { host, port: Number(gatewayPort) })
  }
  if (isDashboards(path, context.options) && (await context.options.dashboard?.(request, response, port)))
    return
  if (request.method === 'POST' && path === '/control') return control(request, response, context)
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return sendJson(response, 405, { error: 'not here' })
  if (path === '/events') return context.stream.join(response)
  if (path === '/world.json')
    return sendJson(response, 200, { ...context.facts, consoleUrl: context.options.consoleUrl() })
  if (path === '/dashboard.json') {
    const query = {
      address: searchParams.get('address') ?? '',
      livemode: searchParams.get('mode') !== 'test',
    }
    return sendJson(response, 200, context.options.readDashboard?.(query) ?? { objects: [] })
  }
  // The redirect target after a sign-in elsewhere, as on dashboard.stripe.com.
  const file = context.files.get(path === '/' || /^(\/test)?\/apps-oauth\//.test(path) ? '/index.html' : path)
  return file ? sendFile(response, path, file, context) : sendJson(response, 404, { error: 'not found' })
}

/** Starts the world's server. Rejects if the port is taken or the page is not built. */
export async function listenWorld(options: WorldOptions): Promise<World> {
  const { gatewayUrl, sidebarUrl, settings, olderSettings = {} } = options
  const facts = {
    startId: randomUUID(),
    fault: 'none' as const,
    gatewayUrl,
    sidebarUrl,
    settings,
    olderSettings,
  }
  const context: Context = {
    options,
    files: readBuiltFiles(options.folder ?? builtFolder, ['/index.html', '/missive.js']),
    facts,
    stream: createEventStream(),
  }
  const doors: Doors = { token: options.token, isPrivate, isShared }
  const { url, port, close } = await listenOnLoopback({
    port: options.port,
    refuse: (request, ownPort) =>
      isDashboards(pathOf(request), options) ? undefined : refuseForeign(request, ownPort, doors),
    handle(request, response, ownPort) {
      answer({ request, response, port: ownPort }, context).catch(() => response.destroy())
    },
  })
  const stops = [options.subscribe?.(context.stream.publish), options.subscribePosts?.(context.stream.post)]
  return {
    url: `${url}/`,
    port,
    async close() {
      for (const stop of stops) stop?.()
      context.stream.close()
      await close()
    },
  }
}
