// Merging streams of messages: nothing waits for the slower stream, and nothing is left running.

import { expect, test } from 'vitest'
import { merge } from './merge.ts'

async function* stream<T>(...values: (T | Promise<T>)[]): AsyncGenerator<T> {
  for (const value of values) yield await value
}

test('a slow stream does not hold back the other, and each keeps its order', async () => {
  const slow = Promise.withResolvers<string>()
  const all: string[] = []
  for await (const value of merge(stream(slow.promise, 'slow 2'), stream('a', 'b', 'c'))) {
    all.push(value)
    if (value === 'c') slow.resolve('slow 1')
  }
  expect(all).toEqual(['a', 'b', 'c', 'slow 1', 'slow 2'])
})

test('ends all streams when one fails or the reader stops', async () => {
  let ended = 0
  async function* endless(): AsyncGenerator<number> {
    try {
      for (;;) yield await Promise.resolve(1)
    } finally {
      ended += 1
    }
  }
  const failing = merge(endless(), stream(Promise.reject<number>(new Error('broken'))))
  const drain = async () => {
    for await (const value of failing) expect(value).toBe(1)
  }
  await expect(drain()).rejects.toThrow('broken')
  for await (const value of merge(endless(), endless())) if (value === 1) break
  // merge does not await their return: the streams end a few microtasks later.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  expect(ended).toBe(3)
})
