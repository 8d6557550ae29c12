// Two rows of messages as one: nothing waits for the slower row, nothing is left running.

import { expect, test } from 'vitest'
import { merge } from './merge.ts'

async function* row<T>(...values: (T | Promise<T>)[]): AsyncGenerator<T> {
  for (const value of values) yield await value
}

test('a slow row holds back nothing of the other, and each keeps its order', async () => {
  const slow = Promise.withResolvers<string>()
  const all: string[] = []
  for await (const value of merge(row(slow.promise, 'slow 2'), row('a', 'b', 'c'))) {
    all.push(value)
    if (value === 'c') slow.resolve('slow 1')
  }
  expect(all).toEqual(['a', 'b', 'c', 'slow 1', 'slow 2'])
})

test('a failure ends it, and so does a reader who has enough', async () => {
  let ended = 0
  async function* endless(): AsyncGenerator<number> {
    try {
      for (;;) yield await Promise.resolve(1)
    } finally {
      ended += 1
    }
  }
  const failing = merge(endless(), row(Promise.reject<number>(new Error('broken'))))
  const drain = async () => {
    for await (const value of failing) expect(value).toBe(1)
  }
  await expect(drain()).rejects.toThrow('broken')
  for await (const value of merge(endless(), endless())) if (value === 1) break
  // Returning is not awaited by merge: the rows end a few turns later.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  expect(ended).toBe(3)
})
