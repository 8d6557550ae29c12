// The stream of messages: each leaves when it is known, and a reader who goes away ends the work.

import { expect, test } from 'vitest'
import { toNdjson } from './ndjson.ts'

async function* count(upTo: number, onEnd: () => void): AsyncGenerator<number> {
  try {
    for (let i = 1; i <= upTo; i++) yield i
  } finally {
    onEnd()
  }
}

test('each message is one line, in order, and the end closes the body', async () => {
  const messages = count(3, () => undefined)
  const body = toNdjson(await messages.next(), messages, () => undefined)
  expect(await new Response(body).text()).toBe('1\n2\n3\n')
})

test('no message at all is an empty body', async () => {
  const messages = count(0, () => undefined)
  const body = toNdjson(await messages.next(), messages, () => undefined)
  expect(await new Response(body).text()).toBe('')
})

test('a reader who goes away ends the work first, then the generator', async () => {
  const ended: string[] = []
  const messages = count(1000, () => ended.push('generator'))
  const reader = toNdjson(await messages.next(), messages, () => ended.push('work')).getReader()
  await reader.read()
  await reader.cancel()
  expect(ended).toEqual(['work', 'generator'])
})
