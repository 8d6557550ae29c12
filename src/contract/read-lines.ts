// Reads a stream of JSON lines. The stream may split lines and characters anywhere.

/** Yields each line as a value; throws a SyntaxError at a line that is not JSON. */
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
