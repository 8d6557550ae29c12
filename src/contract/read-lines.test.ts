import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readLines } from './read-lines.ts'

function bodyOf(bytes: Uint8Array, cuts: number[]): ReadableStream<Uint8Array> {
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return new ReadableStream({
    start(controller) {
      for (const [index, edge] of edges.entries())
        controller.enqueue(bytes.slice(edges[index - 1] ?? 0, edge))
      controller.close()
    },
  })
}

test('yields whole lines, wherever the stream is split', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme' })),
      fc.array(fc.nat()),
      fc.boolean(),
      async (texts, cuts, ended) => {
        const whole = texts.map((text) => JSON.stringify({ text })).join('\n') + (ended ? '\n' : '')
        const read: unknown[] = []
        for await (const value of readLines(bodyOf(new TextEncoder().encode(whole), cuts))) read.push(value)
        expect(read).toEqual(texts.map((text) => ({ text })))
      },
    ),
  )
})
