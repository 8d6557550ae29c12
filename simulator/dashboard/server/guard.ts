// Who may ask. The server signs in the name of people, so it answers only the page it serves itself: bound to loopback,
// under its own name (a rebound DNS name fails), from its own origin (the sandbox says `null`), with the token of this start.

import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export type Refusal = { status: number; error: string }

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** The origin the page was opened under, or a refusal: only this machine's two names are known. */
export function ownOrigin(request: IncomingMessage, port: number): string | Refusal {
  const { host = '' } = request.headers
  if (host !== `localhost:${port}` && host !== `127.0.0.1:${port}`)
    return { status: 421, error: 'unknown host' }
  return `http://${host}`
}

/** A look at the page's start: not from another site, and not from the sandbox. */
export function refuseForeignSite(request: IncomingMessage): Refusal | undefined {
  const site = request.headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined
  return { status: 403, error: 'only from the page itself' }
}

/** A service: the page's own origin, its token, and JSON, which no form of another page can send. */
export function refuseService(
  request: IncomingMessage,
  { origin, token }: { origin: string; token: string },
): Refusal | undefined {
  if (request.method !== 'POST') return { status: 405, error: 'use POST' }
  if (request.headers.origin !== origin) return { status: 403, error: 'foreign origin' }
  const given = request.headers['x-preview-token']
  if (typeof given !== 'string' || !same(given, token)) return { status: 403, error: 'wrong token' }
  if (!request.headers['content-type']?.startsWith('application/json'))
    return { status: 415, error: 'send JSON' }
  return undefined
}

/** The body, or undefined when it is too long. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array)
    length += bytes.length
    // Read to its end all the same, or the connection is cut before the refusal is read.
    if (length <= bytesMax) chunks.push(bytes)
  }
  if (length > bytesMax) return undefined
  return Buffer.concat(chunks).toString('utf8')
}
