// Sends messages as they become known, or as one array to a caller that asks for JSON.

import type { Context } from 'hono'
import type { Env } from '../gateway.ts'
import { toNdjson } from './ndjson.ts'

/** `end` stops the work when the reader disconnects. */
export async function respondMessages<M>(
  c: Context<Env>,
  messages: AsyncGenerator<M>,
  end: () => void,
): Promise<Response> {
  // Waits for the first message: a failure before it gets a status, a failure after it becomes a message.
  const first = await messages.next()
  const accept = c.req.header('Accept') ?? ''
  if (accept.includes('application/json') && !accept.includes('ndjson')) {
    return c.json([...(first.done ? [] : [first.value]), ...(await collect(messages))])
  }
  c.set('isStreaming', true)
  return c.body(toNdjson(first, messages, end), 200, {
    'Content-Type': 'application/x-ndjson',
    // Otherwise nginx would hold the stream back until its buffer is full.
    'X-Accel-Buffering': 'no',
  })
}

export async function collect<M>(messages: AsyncGenerator<M>): Promise<M[]> {
  const all: M[] = []
  for await (const message of messages) all.push(message)
  return all
}
