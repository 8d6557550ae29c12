import { expect, test } from 'vitest'
import { createBatcher } from './batcher.ts'
import type { Invocation } from './ports.ts'

type Call = { items: readonly number[]; end: PromiseWithResolvers<undefined> }

/** A batcher that doubles numbers, each batch when the test lets it. */
function openDoubling(options: { itemsMax?: number; isItemsFault?: () => boolean } = {}) {
  const calls: Call[] = []
  const double = createBatcher<number, number>({
    ports: {},
    itemsMax: 10,
    async run(items) {
      const call = { items, end: Promise.withResolvers<undefined>() }
      calls.push(call)
      await call.end.promise
      return items.map((item) => 2 * item)
    },
    ...options,
  })
  const turn = () => new Promise((resolve) => setTimeout(resolve))
  return { calls, double, turn, batches: () => calls.map(({ items }) => items) }
}

test('what is asked for in one turn, and while a batch is under way, goes together', async () => {
  const { calls, double, turn, batches } = openDoubling()
  const first = [double(1), double(2)]
  await turn()
  const second = [double(3), double(4), double(5)]
  await turn()
  expect(batches()).toEqual([[1, 2]])
  calls[0]?.end.resolve(undefined)
  expect(await Promise.all(first)).toEqual([2, 4])
  await turn()
  calls[1]?.end.resolve(undefined)
  expect(await Promise.all(second)).toEqual([6, 8, 10])
  expect(batches()).toEqual([
    [1, 2],
    [3, 4, 5],
  ])
  const alone = double(6)
  await turn()
  calls[2]?.end.resolve(undefined)
  expect(await alone).toBe(12)
})

test('a batch has at most its number of items', async () => {
  const { calls, double, turn, batches } = openDoubling({ itemsMax: 2 })
  const all = Promise.all([1, 2, 3].map(double))
  await turn()
  calls[0]?.end.resolve(undefined)
  await turn()
  calls[1]?.end.resolve(undefined)
  expect(await all).toEqual([2, 4, 6])
  expect(batches()).toEqual([[1, 2], [3]])
})

test('a batch that fails rejects its items alone', async () => {
  const { calls, double, turn } = openDoubling()
  const failing = Promise.allSettled([double(1), double(2)])
  await turn()
  const next = double(3)
  calls[0]?.end.reject(new Error('the database is away'))
  expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await turn()
  calls[1]?.end.resolve(undefined)
  expect(await next).toBe(6)
})

test('when an item may be to blame, each is served alone, and only that one is rejected', async () => {
  const double = createBatcher<number, number>({
    ports: {},
    itemsMax: 10,
    async run(items) {
      if (items.includes(2)) throw new Error('two is not allowed')
      return items.map((item) => 2 * item)
    },
    isItemsFault: () => true,
  })
  const settled = await Promise.allSettled([1, 2, 3].map(double))
  expect(settled).toMatchObject([{ value: 2 }, { status: 'rejected' }, { value: 6 }])
})

test('requests of two invocations are never in one batch', async () => {
  const invocation = (): Invocation => ({ waitUntil: () => undefined })
  const [one, other] = [invocation(), invocation()]
  let current = one
  const batches: (readonly string[])[] = []
  const serve = createBatcher<string, string>({
    ports: { invocation: () => current },
    itemsMax: 10,
    async run(items) {
      batches.push(items)
      return items
    },
  })
  const all = [serve('one'), serve('one again')]
  current = other
  all.push(serve('other'))
  expect(await Promise.all(all)).toEqual(['one', 'one again', 'other'])
  expect(batches).toEqual([['one', 'one again'], ['other']])
})
