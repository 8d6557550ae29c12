// Reads a stream of JSON lines. Lines and characters may be split anywhere.

/** Each line as a value; an unreadable line breaks the stream. */
export async function* readLines(body: ReadableStream<Uint8Array> | null): AsyncGenerator {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done = true, value } = (await reader?.read()) ?? {}
      rest += decoder.decode(value, { stream: !done })
      const lines = rest.split('\n')
      rest = done ? '' : (lines.pop() ?? '')
      for (const line of lines) if (line.trim()) yield JSON.parse(line) as unknown
      if (done) return
    }
  } finally {
    await reader?.cancel().catch(() => undefined)
  }
}
