// Reads the body of a request or a response whole, with a limit on its length.

/**
 * The bytes of a body, or `undefined` once there are more than `bytesMax`. The rest is then left unread. `onArrived` hears how
 * many bytes there are so far, and throws to stop.
 */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  bytesMax: number,
  onArrived?: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = []
  let length = 0
  const reader = body?.getReader()
  try {
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      length += part.value.byteLength
      if (length > bytesMax) return undefined
      onArrived?.(length)
      parts.push(part.value)
    }
  } finally {
    reader?.releaseLock()
  }
  return join(parts, length)
}

/** The same for a response. Counted after decompression, so that a compressed bomb ends here; what is too long is cancelled. */
export async function readResponse(
  response: Response,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = await readBounded(response.body, bytesMax)
  if (!bytes) await response.body?.cancel()
  return bytes
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}
