// How every server of the preview listens, and whom it answers. The preview signs in the name of people, sends events and keeps
// secrets, while its owner has pages of strangers open in the same browser: it answers its own pages and programs of this machine.

import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tokenHeader } from './token.ts'

export type Refusal = { status: number; error: string }

/** What one server makes an exception of. */
export type Doors = {
  /**
   * Asked for where `isPrivate`, in the header `X-Preview-Token`. Pages find it in themselves, in a `<meta>`: another origin
   * cannot read a page. A cookie would not do. Cookies know no ports, so whatever else listens on this machine would be sent it,
   * and a page on another port counts as the same site, so `SameSite=Strict` would not keep its requests out.
   * https://www.rfc-editor.org/rfc/rfc6265#section-8.5
   */
  token?: string
  isPrivate?: (path: string) => boolean
  /** Documents of other origins may load these: `site` is what the browser says of them, `same-site` or `cross-site`. */
  isShared?: (path: string, site: string) => boolean
  /** The protocol spoken there sends forms. Who may ask is proven in another way. */
  takesForms?: (path: string) => boolean
}

/** New with every start. */
export const createToken = (): string => randomBytes(24).toString('base64url')

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** The path alone; what cannot be read leads nowhere. */
export const pathOf = ({ url = '/' }: IncomingMessage): string =>
  URL.parse(url, 'http://loopback')?.pathname ?? ''

/** A name that somebody else's DNS points here is not ours, and its pages are strangers. https://crypto.stanford.edu/dns/ */
export const isOwnHost = (host: string | undefined, port: number): boolean =>
  host === `127.0.0.1:${port}` || host === `localhost:${port}`

/** A person follows a link to a page, or is sent back to it after a sign-in. The page that led here reads nothing of it. */
const isLink = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'

/** JSON, which no form sends; or a form, where the protocol wants one. Without a body there is nothing to be taken wrongly. */
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
 * Why a request is not answered; nothing where it is. A browser says where a request comes from, in `Origin` and in
 * `Sec-Fetch-Site`, and no page can make it say otherwise. Programs say neither.
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
  /** 0, the default, takes a free one. */
  port?: number
  handle: (request: IncomingMessage, response: ServerResponse, port: number) => void
  /** Why a request is not to be handled. */
  refuse: (request: IncomingMessage, port: number) => Refusal | undefined
  headerBytesMax?: number
}

/** Listens on the loopback address, where no other machine comes. Rejects with Node's own error where the port is taken. */
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
