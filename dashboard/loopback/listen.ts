// How every server of the preview listens, and which requests it accepts. The preview signs on behalf of people, sends events
// and keeps secrets, while untrusted pages are open in the same browser. So it accepts only its own pages and local programs.

import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tokenHeader } from './token.ts'

export type Refusal = { status: number; error: string }

/** The exceptions of one server. */
export type Doors = {
  /**
   * Required for paths that are private, in the header `X-Preview-Token`. A page reads it from a `<meta>` of its own document,
   * which another origin cannot read. A cookie would not do: cookies ignore ports, so every other server on this machine would
   * get it, and a page on another port counts as the same site, so `SameSite=Strict` would not keep its requests out.
   * https://www.rfc-editor.org/rfc/rfc6265#section-8.5
   */
  token?: string
  isPrivate?: (path: string) => boolean
  /** Paths that documents of other origins may load. `site` is the `Sec-Fetch-Site` of the browser. */
  isShared?: (path: string, site: string) => boolean
  /** Paths whose protocol sends forms. Their callers are authenticated in another way. */
  takesForms?: (path: string) => boolean
}

/** New with every start. */
export const createToken = (): string => randomBytes(24).toString('base64url')

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** The path alone; empty for a target that cannot be parsed. */
export const pathOf = ({ url = '/' }: IncomingMessage): string =>
  URL.parse(url, 'http://loopback')?.pathname ?? ''

/** Rejects foreign names that DNS resolves to this machine (DNS rebinding). https://crypto.stanford.edu/dns/ */
export const isOwnHost = (host: string | undefined, port: number): boolean =>
  host === `127.0.0.1:${port}` || host === `localhost:${port}`

/** A person follows a link to a page, or returns to it after a sign-in. The page they come from cannot read the response. */
const isLink = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'

/** JSON, which no HTML form can send; or a form, where the protocol uses them; or no body. */
function isReadable({ headers }: IncomingMessage, takesForms: boolean): boolean {
  const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(';')
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (type === '') return !hasBody
  return (
    type.trim() === 'application/json' || (takesForms && type.trim() === 'application/x-www-form-urlencoded')
  )
}

const isReading = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD'

/**
 * Why a request is refused, or undefined if it is accepted. A browser states where a request comes from in `Origin` and
 * `Sec-Fetch-Site`, which no page can change. Programs send neither.
 * https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function refuseForeign(
  request: IncomingMessage,
  port: number,
  doors: Doors = {},
): Refusal | undefined {
  const { host, origin, 'sec-fetch-site': site = 'none' } = request.headers
  const path = pathOf(request)
  if (!isOwnHost(host, port)) return { status: 421, error: 'unknown host' }
  if (request.method === 'OPTIONS') return { status: 405, error: 'no other origin may ask' }
  const isShared = isReading(request) && doors.isShared?.(path, site) === true
  const isOwnSite = site === 'same-origin' || site === 'none' || isLink(request)
  const isOwnOrigin = origin === undefined || origin === `http://${host}`
  if (!isShared && !(isOwnSite && isOwnOrigin)) return { status: 403, error: 'only from the page itself' }
  if (doors.token !== undefined && doors.isPrivate?.(path)) {
    const given = request.headers[tokenHeader.toLowerCase()]
    if (typeof given !== 'string' || !same(given, doors.token)) return { status: 403, error: 'wrong token' }
  }
  if (!isReading(request) && !isReadable(request, doors.takesForms?.(path) === true))
    return { status: 415, error: 'send JSON' }
  return undefined
}

export function sendRefusal(response: ServerResponse, { status, error }: Refusal): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify({ error }))
}

export type Loopback = { url: string; port: number; close: () => Promise<void> }

export type LoopbackOptions = {
  /** 0, the default, picks a free port. */
  port?: number
  handle: (request: IncomingMessage, response: ServerResponse, port: number) => void
  /** Why a request must not be handled, or undefined. */
  refuse: (request: IncomingMessage, port: number) => Refusal | undefined
  headerBytesMax?: number
}

/** Listens on the loopback address, which no other machine can reach. Rejects with Node's error if the port is taken. */
export async function listenOnLoopback(options: LoopbackOptions): Promise<Loopback> {
  const { handle, refuse, headerBytesMax = 16_384 } = options
  const server = createServer({ maxHeaderSize: headerBytesMax }, (request, response) => {
    const refusal = refuse(request, port)
    if (refusal) sendRefusal(response, refusal)
    else handle(request, response, port)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
