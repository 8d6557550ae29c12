// An HTTP relay in front of the gateway. It logs the requests and can go offline, without the gateway losing what it has in
// memory. It streams bytes unchanged.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { isOwnHost, listenOnLoopback } from '../../dashboard/loopback/listen.ts'
import { eventNote } from './event-note.ts'
import type { LogLine } from './log-line.ts'
import { passOn } from './pass-on.ts'
import { subjectNote } from './subject-note.ts'

/** An event may contain a long invoice. */
const notedBytesMax = 200_000

export type Relay = {
  port: number
  url: string
  /** Going offline cuts open connections, and new ones at their first request. */
  setOnline: (isOnline: boolean) => void
  close: () => Promise<void>
}
export type RelayOptions = {
  port: number
  targetPort: () => number
  onLine: (line: LogLine) => void
  /** How long each request is delayed. */
  holdMs?: (() => number) | undefined
}

let counter = 0
const nextId = () => `gateway-${(counter += 1)}`

/** Collects the start of a body for the note in the log. */
function collect(request: IncomingMessage): () => string {
  const chunks: Buffer[] = []
  let length = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= notedBytesMax) chunks.push(chunk)
  })
  return () => (length <= notedBytesMax ? Buffer.concat(chunks).toString('utf8') : '')
}

/** Callers other than the sidebar, by path. */
const callers: readonly (readonly [string, string])[] = [
  ['/stripe-app/', 'app → gateway'],
  ['/webhooks/stripe/', 'Stripe → gateway'],
]

function relay(incoming: IncomingMessage, outgoing: ServerResponse, options: RelayOptions): void {
  const { method = 'GET', url: path = '/' } = incoming
  const atMs = Date.now()
  const startedMs = performance.now()
  const bodyText = collect(incoming)
  const [, who] = callers.find(([prefix]) => path.startsWith(prefix)) ?? []
  const line: LogLine = {
    id: nextId(),
    kind: 'gateway',
    atMs,
    verb: method,
    what: path,
    ...(who === undefined ? {} : { who }),
  }
  options.onLine(line)
  let status = 0
  let requestId = ''
  passOn(incoming, outgoing, {
    port: options.targetPort(),
    onAnswer(answer) {
      status = answer.statusCode ?? 0
      requestId = String(answer.headers['request-id'] ?? '')
    },
  })
  outgoing.on('close', () => {
    const tookMs = performance.now() - startedMs
    const note = path.startsWith('/webhooks/') ? eventNote(bodyText()) : subjectNote(bodyText())
    options.onLine({
      ...line,
      status: outgoing.writableFinished ? status : 0,
      tookMs,
      ...(requestId ? { requestId } : {}),
      ...(note ? { note } : {}),
    })
  })
}

/** Logs a request while offline, and cuts its connection. */
function refuse(incoming: IncomingMessage, { onLine }: RelayOptions): void {
  const { method = 'GET', url: what = '/' } = incoming
  onLine({ id: nextId(), kind: 'gateway', atMs: Date.now(), verb: method, what, status: 0, note: 'offline' })
  incoming.socket.destroy()
}

/** Listens on loopback and passes each request to `targetPort()`. */
export async function listenRelay(options: RelayOptions): Promise<Relay> {
  const sockets = new Set<Socket>()
  let isOnline = true
  const { url, port, close } = await listenOnLoopback({
    port: options.port,
    // The gateway itself decides which callers it accepts; only the host name is checked here.
    refuse: ({ headers }, ownPort) =>
      isOwnHost(headers.host, ownPort) ? undefined : { status: 421, error: 'unknown host' },
    handle(incoming, outgoing) {
      const { socket } = incoming
      if (!sockets.has(socket)) {
        sockets.add(socket)
        socket.on('close', () => sockets.delete(socket))
      }
      if (isOnline && options.holdMs) setTimeout(() => relay(incoming, outgoing, options), options.holdMs())
      else if (isOnline) relay(incoming, outgoing, options)
      else refuse(incoming, options)
    },
  })
  const cutAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port,
    url,
    setOnline: (wanted) => {
      isOnline = wanted
      if (!wanted) cutAll()
    },
    close,
  }
}
