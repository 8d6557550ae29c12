// Gathers single requests into batches: what is asked for while a batch is under way goes into the next one. Under load one statement
// and one commit serve many callers, and a lone caller waits for nobody.

import { perInvocation } from './per-invocation.ts'
import type { Ports } from './ports.ts'

export type BatcherOptions<Item, Result> = {
  ports: Pick<Ports, 'invocation'>
  /** Serves a batch. Returns one result for each item, in their order. */
  run: (items: readonly Item[]) => Promise<readonly Result[]>
  itemsMax: number
  /** Whether one of the items may be to blame for a failure. Each is then served alone, so that it fails no other. */
  isItemsFault?: (error: unknown) => boolean
}

type Pending<Item, Result> = {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/** Returns a function that serves one item. It rejects with the error of its batch. */
export function createBatcher<Item, Result>(
  options: BatcherOptions<Item, Result>,
): (item: Item) => Promise<Result> {
  const batcherOf = perInvocation(options.ports.invocation, () => openBatcher(options))
  return (item) => batcherOf()(item)
}

function openBatcher<Item, Result>({
  run,
  itemsMax,
  isItemsFault = () => false,
}: BatcherOptions<Item, Result>): (item: Item) => Promise<Result> {
  const queue: Pending<Item, Result>[] = []
  let isServing = false

  async function serve(batch: readonly Pending<Item, Result>[]): Promise<void> {
    try {
      const results = await run(batch.map(({ item }) => item))
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
    } catch (error) {
      if (batch.length > 1 && isItemsFault(error)) for (const one of batch) await serve([one])
      else for (const { reject } of batch) reject(error)
    }
  }

  async function serveAll(): Promise<void> {
    isServing = true
    // What is asked for in the same turn belongs together.
    await Promise.resolve()
    while (queue.length > 0) await serve(queue.splice(0, itemsMax))
    isServing = false
  }

  return (item) =>
    new Promise<Result>((resolve, reject) => {
      queue.push({ item, resolve, reject })
      if (!isServing) void serveAll()
    })
}
