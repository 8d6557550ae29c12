// The outside of a tortured gateway: a company that counts what is done for each event by idempotency key, and a Stripe that has
// nothing to tell.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

export type Company = {
  url: string
  /** Of each event, the keys that its effect came with: one, however often it was asked for. */
  keysOf: (eventId: string) => ReadonlySet<string>
  /** Requests that came again under a key that was known: the gateway could not know that they had been answered. */
  repeats: () => number
  close: () => Promise<void>
}

const effectSchema = z.object({ event: z.string() })
const none: ReadonlySet<string> = new Set()

export async function openCompany(): Promise<Company> {
  const keys = new Map<string, Set<string>>()
  let repeats = 0

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    outgoing.setHeader('Content-Type', 'application/json')
    if (incoming.url !== '/effects')
      return void outgoing.end(JSON.stringify({ object: 'list', data: [], has_more: false, url: '/' }))
    const { event } = effectSchema.parse(JSON.parse(await text(incoming)))
    const key = z.string().parse(incoming.headers['idempotency-key'])
    const known = keys.get(event) ?? new Set()
    if (known.has(key)) repeats += 1
    keys.set(event, known.add(key))
    outgoing.end('{}')
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    keysOf: (eventId) => keys.get(eventId) ?? none,
    repeats: () => repeats,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
