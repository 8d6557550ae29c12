// Writes messages as newline-delimited JSON, each as soon as it is known. The work ends when the reader disconnects.
// https://github.com/ndjson/ndjson-spec

const encoder = new TextEncoder()

/**
 * Returns a body of `messages`, each requested once the reader has taken the one before; `first` was already taken from them.
 * `end` is called when the reader disconnects. Messages are requested from `start` and not from `pull`, which on Workers runs outside
 * of the request.
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
      // Ends the work before the generator: a generator that is waiting for the work cannot return earlier.
      end()
      await messages.return(undefined)
    },
  })
}
