// The world's own server: the built page, missive.js for the iframe, the log as a stream, and the switch for faults.
// Only for this machine: bound to loopback, and a foreign Host is refused, so no web page elsewhere can reach it by a rebound name.

import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBuiltPage } from './built-page.ts'
import type { ServedFile } from './built-page.ts'
import { createEventStream } from './event-stream.ts'
import type { EventStream } from './event-stream.ts'
import { controlSchema } from './facts.ts'
import type { DashboardObject } from './dashboard-data.ts'
import type { Facts, Fault } from './facts.ts'
import type { LogLine } from './log-line.ts'
import type { Post } from '../missive/post.ts'
import { passOn } from './pass-on.ts'

const bodyBytesMax = 10_000
const builtFolder = new URL('../../dist/simulator/', import.meta.url).pathname

export type WorldOptions = {
  /** 0 picks a free one. */
  port: number
  gatewayUrl: string
  sidebarUrl: string
  /** What each teammate's store holds at the start. */
  settings: Record<string, unknown>
  /** What an older iframe would have left there. */
  olderSettings?: Record<string, unknown>
  /** Switches a fault on, and every other one off. */
  control: (fault: Fault) => void | Promise<void>
  /** Calls the listener with each log line; returns how to stop. */
  subscribe?: (listener: (line: LogLine) => void) => () => void
  /** The same with each post into a conversation. */
  subscribePosts?: (listener: (post: Post) => void) => () => void
  /** The Dashboard's own server part, under `/dashboard/`; false: the path is not its own. */
  dashboard?: (request: IncomingMessage, response: ServerResponse, port: number) => Promise<boolean>
  /** What the page of the Dashboard shows about a customer. */
  readDashboard?: (asked: { address: string; livemode: boolean }) => { objects: DashboardObject[] }
  /** Where images that the extension shows may come from. */
  imageSources?: readonly string[]
  /** Folder of the built page. */
  folder?: string
}
export type World = { url: string; port: number; close: () => Promise<void> }

type Context = {
  options: WorldOptions
  files: ReadonlyMap<string, ServedFile>
  facts: Facts
  stream: EventStream
  port: number
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

function sendFile(response: ServerResponse, path: string, file: ServedFile, context: Context): void {
  response.writeHead(200, {
    'Content-Type': file.type,
    'Cache-Control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    // The iframe on the gateway's origin loads this one.
    ...(path === '/missive.js' ? { 'Cross-Origin-Resource-Policy': 'cross-origin' } : {}),
    ...(file.type.startsWith('text/html') ? { 'Content-Security-Policy': policy(context.options) } : {}),
  })
  response.end(file.body)
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

/** What belongs to the gateway though it was asked here: so that one port is enough for `tillside trigger` and an operator. */
const ofGateway = /^\/(?:webhooks\/stripe|console|api\/console|icon\.svg)(?:\/|$)/

/** Only the page itself may switch faults: a JSON body and our own origin, which a form elsewhere cannot send. */
async function control(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const { origin, host } = request.headers
  const isOwn = origin === undefined || origin === `http://${host}`
  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false
  if (!isOwn || !isJson) return sendJson(response, 403, { error: 'only from the page itself' })
  const parsed = controlSchema.safeParse(await readJson(request))
  if (!parsed.success) return sendJson(response, 400, { error: 'unknown fault' })
  await context.options.control(parsed.data.fault)
  context.facts = { ...context.facts, fault: parsed.data.fault }
  return sendJson(response, 200, parsed.data)
}

async function answer(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const hosts = [`127.0.0.1:${context.port}`, `localhost:${context.port}`]
  if (!hosts.includes(request.headers.host ?? '')) return sendJson(response, 421, { error: 'unknown host' })
  const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://world')
  if (ofGateway.test(path))
    return passOn(request, response, { port: Number(new URL(context.options.gatewayUrl).port) })
  if (path.startsWith('/dashboard/') && (await context.options.dashboard?.(request, response, context.port)))
    return
  if (request.method === 'POST' && path === '/control') return control(request, response, context)
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return sendJson(response, 405, { error: 'not here' })
  if (path === '/events') return context.stream.join(response)
  if (path === '/world.json') return sendJson(response, 200, context.facts)
  if (path === '/dashboard.json') {
    const asked = {
      address: searchParams.get('address') ?? '',
      livemode: searchParams.get('mode') !== 'test',
    }
    return sendJson(response, 200, context.options.readDashboard?.(asked) ?? { objects: [] })
  }
  // The way back from a sign-in elsewhere, as dashboard.stripe.com has it.
  const file = context.files.get(/^(\/test)?\/apps-oauth\//.test(path) ? '/' : path)
  return file ? sendFile(response, path, file, context) : sendJson(response, 404, { error: 'not found' })
}

/** Starts the world's server. Rejects when the port is taken or the page is not built. */
export async function listenWorld(options: WorldOptions): Promise<World> {
  const { gatewayUrl, sidebarUrl, settings, olderSettings = {} } = options
  const facts: Facts = {
    startId: randomUUID(),
    fault: 'none',
    gatewayUrl,
    sidebarUrl,
    settings,
    olderSettings,
  }
  const context: Context = {
    options,
    files: readBuiltPage(options.folder ?? builtFolder),
    facts,
    stream: createEventStream(facts.startId),
    port: options.port,
  }
  const server = createServer((request, response) => {
    answer(request, response, context).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const address = server.address()
  context.port = typeof address === 'object' && address ? address.port : options.port
  const stops = [options.subscribe?.(context.stream.publish), options.subscribePosts?.(context.stream.post)]
  return {
    url: `http://127.0.0.1:${context.port}/`,
    port: context.port,
    close: () =>
      new Promise((resolve) => {
        for (const stop of stops) stop?.()
        context.stream.close()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
