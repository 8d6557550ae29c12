// Sends messages as they become known, or as one array to a caller that asks for JSON.

import type { Context } from 'hono'
import type { Env } from '../gateway.ts'
import { toNdjson } from './ndjson.ts'

/** `end` stops the work below when the reader has gone. */
export async function respondMessages<M>(
  c: Context<Env>,
  messages: AsyncGenerator<M>,
  end: () => void,
): Promise<Response> {
  // The first message is awaited here: a failure before it is a problem with a status, after it a message.
  const first = await messages.next()
  const accept = c.req.header('Accept') ?? ''
  if (accept.includes('application/json') && !accept.includes('ndjson')) {
    return c.json([...(first.done ? [] : [first.value]), ...(await collect(messages))])
  }
  return c.body(toNdjson(first, messages, end), 200, {
    'Content-Type': 'application/x-ndjson',
    // nginx would hold the stream back until its buffer is full.
    'X-Accel-Buffering': 'no',
  })
}

export async function collect<M>(messages: AsyncGenerator<M>): Promise<M[]> {
  const all: M[] = []
  for await (const message of messages) all.push(message)
  return all
}
