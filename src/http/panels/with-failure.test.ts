import { expect, test } from 'vitest'
import { createLog } from '#log.ts'
import { withFailure } from './with-failure.ts'

/** One message is sent; then the work continues until it is aborted, and fails with the reason. */
async function open() {
  const lines: string[] = []
  const ending = new AbortController()
  const { signal } = ending
  async function* work() {
    yield { type: 'panel' }
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }
  const log = createLog({ level: 'debug', now: () => 0, write: (line) => void lines.push(line) })
  const messages = withFailure(work(), { signal, log, requestId: 'req_1' })
  await messages.next()
  return { messages, ending, lines }
}

test('logs nothing when the reader disconnects while panels load', async () => {
  const { messages, ending, lines } = await open()
  const next = messages.next()
  ending.abort()
  expect([await next, lines]).toEqual([{ done: true, value: undefined }, []])
})

test('sends a message and logs when the deadline passes half way', async () => {
  const { messages, ending, lines } = await open()
  const next = messages.next()
  ending.abort(new DOMException('late', 'TimeoutError'))
  expect((await next).value).toMatchObject({ type: 'error', requestId: 'req_1' })
  expect(lines.join('')).toContain('answer.broken_off')
})
