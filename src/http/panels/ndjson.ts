// Messages as newline-delimited JSON, each written as soon as it is known. When the reader goes away the work ends.
// https://github.com/ndjson/ndjson-spec

const encoder = new TextEncoder()

/** A body that pulls `messages`; `first` was taken from them already. `end` is called when the reader goes away. */
export function toNdjson<T>(
  first: IteratorResult<T>,
  messages: AsyncGenerator<T>,
  end: () => void,
): ReadableStream<Uint8Array> {
  const line = (value: T) => encoder.encode(`${JSON.stringify(value)}\n`)
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (first.done) controller.close()
      else controller.enqueue(line(first.value))
    },
    async pull(controller) {
      const next = await messages.next()
      if (next.done) controller.close()
      else controller.enqueue(line(next.value))
    },
    async cancel() {
      // First the work, then the generator: a generator that waits for the work cannot return before it.
      end()
      await messages.return(undefined)
    },
  })
}
