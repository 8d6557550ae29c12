// The services around a gateway in a torture run: a company that counts effects per event and idempotency key, and a Stripe without
// data.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

export type Company = {
  url: string
  /** The idempotency keys used for an event's effect; one, however often it is requested. */
  keysOf: (eventId: string) => ReadonlySet<string>
  /** Requests repeated under a known key, because the gateway could not know that they had been answered. */
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
