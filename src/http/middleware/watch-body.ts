// Notices how a streamed body ends: all of it was taken, the caller left, or it broke off.

type Bytes = Uint8Array<ArrayBuffer>

/** `sent`: the reader has taken the last byte; `aborted`: the caller left; `failed`: the body broke off. */
export type Outcome = 'sent' | 'aborted' | 'failed'

export type BodyEvents = {
  /** Aborted when the caller leaves, which may happen while nobody reads. */
  signal: AbortSignal
  onFirstByte: () => void
  /** Called once. */
  onEnd: (outcome: Outcome) => void
}

/** The same body, read only as fast as it is taken. */
export function watchBody(body: ReadableStream<Bytes>, { signal, onFirstByte, onEnd }: BodyEvents) {
  const reader = body.getReader()
  let isFirst = true
  let isOver = false
  const end = (outcome: Outcome) => {
    if (isOver) return
    isOver = true
    signal.removeEventListener('abort', leave)
    onEnd(outcome)
  }
  const leave = () => end('aborted')
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (isFirst && !done) onFirstByte()
          isFirst = false
          if (!done) return controller.enqueue(value)
          controller.close()
          end('sent')
        } catch (error) {
          end(signal.aborted ? 'aborted' : 'failed')
          throw error
        }
      },
      async cancel(reason) {
        leave()
        await reader.cancel(reason)
      },
    },
    // Without a buffer: what this stream has read, its reader has asked for.
    { highWaterMark: 0 },
  )
}
