// Messages as newline-delimited JSON, each written as soon as it is known. When the reader goes away the work ends.
// https://github.com/ndjson/ndjson-spec

const encoder = new TextEncoder()

/**
 * A body of `messages`, the next one asked for when the one before was taken; `first` was taken from them already. `end` is
 * called when the reader goes away. They are asked for from here: on Workers a `pull` belongs to no request any more.
 */
export function toNdjson<T>(
  first: IteratorResult<T>,
  messages: AsyncGenerator<T>,
  end: () => void,
): ReadableStream<Uint8Array> {
  let taken: () => void = () => undefined
  const write = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    for (let next = first; !next.done; next = await messages.next()) {
      const room = Promise.withResolvers<void>()
      taken = room.resolve
      controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`))
      await room.promise
    }
    controller.close()
  }
  return new ReadableStream<Uint8Array>({
    start(controller) {
      write(controller).catch((error: unknown) => controller.error(error))
    },
    pull: () => taken(),
    async cancel() {
      // First the work, then the generator: a generator that waits for the work cannot return before it.
      end()
      await messages.return(undefined)
    },
  })
}
