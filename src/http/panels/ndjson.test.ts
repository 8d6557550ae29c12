// The stream of messages: each is sent when it is known, and a reader who disconnects ends the work.

import { expect, test } from 'vitest'
import { toNdjson } from './ndjson.ts'

async function* count(upTo: number, onEnd: () => void): AsyncGenerator<number> {
  try {
    for (let i = 1; i <= upTo; i++) yield i
  } finally {
    onEnd()
  }
}

test('writes each message as one line, in order, and closes the body at the end', async () => {
  const messages = count(3, () => undefined)
  const body = toNdjson(await messages.next(), messages, () => undefined)
  expect(await new Response(body).text()).toBe('1\n2\n3\n')
})

test('writes an empty body if there are no messages', async () => {
  const messages = count(0, () => undefined)
  const body = toNdjson(await messages.next(), messages, () => undefined)
  expect(await new Response(body).text()).toBe('')
})

test('ends first the work and then the generator when the reader disconnects', async () => {
  const ended: string[] = []
  const messages = count(1000, () => ended.push('generator'))
  const reader = toNdjson(await messages.next(), messages, () => ended.push('work')).getReader()
  await reader.read()
  await reader.cancel()
  expect(ended).toEqual(['work', 'generator'])
})
