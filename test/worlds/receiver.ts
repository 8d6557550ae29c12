// An in-house service that receives events: a real server on this machine that answers as the test configures it.

import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Received = { path: string; headers: IncomingHttpHeaders; body: string; atMs: number }

export type Receiver = {
  url: string
  port: number
  seen: Received[]
  /** Sets the answer from now on; 204 by default. */
  answer: (respond: (response: ServerResponse, received: Received) => void) => void
  /** Resolves once it has received this many requests. */
  until: (count: number) => Promise<void>
}

/** Answers with this status and nothing else. */
export const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(code, headers).end()
  }

/** Accepts the request and never answers. */
export const hang = (): void => undefined

/** Opens the service; it is closed at the end of the test. */
export async function openReceiver(host = '127.0.0.1', port = 0): Promise<Receiver> {
  const seen: Received[] = []
  const waiting = new Set<{ count: number; resolve: () => void }>()
  let respond: (response: ServerResponse, received: Received) => void = status(204)
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Uint8Array[] = []
    for await (const part of request as AsyncIterable<Uint8Array>) parts.push(part)
    const received = {
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(parts).toString('utf8'),
      atMs: performance.now(),
    }
    seen.push(received)
    for (const one of waiting) if (seen.length >= one.count) one.resolve()
    respond(response, received)
  }

  const server = createServer((request, response) => {
    // In some tests the sender disconnects midway.
    receive(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  const at = (server.address() as AddressInfo).port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${at}/hooks`,
    port: at,
    seen,
    answer: (next) => void (respond = next),
    until: (count) =>
      new Promise((resolve) => {
        if (seen.length >= count) resolve()
        else waiting.add({ count, resolve })
      }),
  }
}
