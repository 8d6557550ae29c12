// Merges streams of messages into one, each message as soon as it is known.

/** Ends when all streams have ended. When one fails, the others are abandoned. */
export async function* merge<T>(...streams: AsyncGenerator<T>[]): AsyncGenerator<T> {
  const step = (stream: AsyncGenerator<T>) => stream.next().then((next) => ({ stream, next }))
  const open = new Map(streams.map((stream) => [stream, step(stream)]))
  try {
    while (open.size > 0) {
      const { stream, next } = await Promise.race(open.values())
      if (next.done) {
        open.delete(stream)
      } else {
        open.set(stream, step(stream))
        yield next.value
      }
    }
  } finally {
    for (const [stream, waiting] of open) {
      waiting.catch(() => undefined)
      // Not awaited: a generator that is waiting for its work returns only after it.
      stream.return(undefined).catch(() => undefined)
    }
  }
}
