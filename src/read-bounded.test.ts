import { expect, test } from 'vitest'
import { readBounded, readResponse } from './read-bounded.ts'

const streamOf = (pieces: readonly string[], onCancel: () => void = () => undefined) => {
  const left = pieces.map((piece) => new TextEncoder().encode(piece))
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const next = left.shift()
      if (next) controller.enqueue(next)
      else controller.close()
    },
    cancel: onCancel,
  })
}
const textOf = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes)

test('a body comes whole, up to its limit', async () => {
  expect(textOf(await readBounded(streamOf(['ab', 'c']), 3))).toBe('abc')
  expect(textOf(await readBounded(streamOf([]), 3))).toBe('')
  expect(textOf(await readBounded(null, 3))).toBe('')
})

test('a body that is one byte too long is not returned, and the rest is left unread', async () => {
  const body = streamOf(['ab', 'cd', 'ef'])
  expect(await readBounded(body, 3)).toBeUndefined()
  expect(body.locked).toBe(false)
  const { value } = await body.getReader().read()
  expect(textOf(value)).toBe('ef')
})

test('what has arrived so far is told piece by piece, and whoever is told can stop it', async () => {
  const arrived: number[] = []
  await readBounded(streamOf(['ab', 'c']), 3, (bytes) => void arrived.push(bytes))
  expect(arrived).toEqual([2, 3])
  const stop = () => {
    throw new Error('no room')
  }
  await expect(readBounded(streamOf(['ab']), 3, stop)).rejects.toThrow('no room')
})

test('a response that is too long is cancelled', async () => {
  let cancelled = 0
  const response = (pieces: string[]) => new Response(streamOf(pieces, () => void (cancelled += 1)))
  expect(textOf(await readResponse(response(['ab', 'c']), 3))).toBe('abc')
  expect(cancelled).toBe(0)
  expect(await readResponse(response(['ab', 'cd', 'ef']), 3)).toBeUndefined()
  expect(cancelled).toBe(1)
})
