// A relay between the gateway and another service. It can kill a process exactly before a request is forwarded, while its answer is
// held back, or afterwards.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { request as ask } from 'undici'
import type { Kill } from './plan.ts'

export type Passing = { method: string; path: string; body: string }

export type RelayOptions = {
  /** The address to forward requests to. */
  to: () => string
  /** Returns the planned kill for a request. */
  watch: (passing: Passing) => Kill | undefined
  /** Kills the victim; resolves when it is dead. */
  strike: (kill: Kill) => Promise<void>
  /** The process behind the relay, whose death breaks the connection. */
  behind?: Kill['victim']
}

export type Relay = { url: string; close: () => Promise<void> }

const hopByHop = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'])

async function readAll(incoming: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part)
  return Buffer.concat(parts)
}

const headersOf = (headers: IncomingMessage['headers']) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      hopByHop.has(name) || value === undefined ? [] : [[name, value] as const],
    ),
  )

type Answer = { status: number; headers: IncomingMessage['headers']; body: Buffer }

async function forward(
  base: string,
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  const answer = await ask(new URL(url, base), {
    method: method as 'GET',
    headers: headersOf(headers),
    ...(body.length > 0 ? { body } : {}),
  })
  return { status: answer.statusCode, headers: answer.headers, body: await readAll(answer.body) }
}

async function pass(
  options: RelayOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { to, watch, strike, behind } = options
  const body = await readAll(incoming)
  const kill = watch({
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    body: body.toString('utf8'),
  })
  const isCut = kill?.victim === 'gateway' || kill?.victim === behind
  if (kill?.moment === 'before') {
    await strike(kill)
    // The sender or the receiver is dead, so nothing arrives.
    if (isCut) return void outgoing.destroy()
  }
  const answer = await forward(to(), incoming, body)
  if (kill?.moment === 'done') {
    await strike(kill)
    if (isCut) return void outgoing.destroy()
  }
  if (outgoing.destroyed) return
  outgoing.writeHead(answer.status, headersOf(answer.headers)).end(answer.body)
  if (kill?.moment === 'after') setTimeout(() => void strike(kill), kill.delayMs)
}

/** Listens on the loopback address. If the target is unreachable, the caller sees a broken connection. */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const server = createServer((incoming, outgoing) => {
    pass(options, incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
