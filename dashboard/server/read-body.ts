// A request's body, up to a length.

import type { IncomingMessage } from 'node:http'

/** The body, or undefined when it is too long. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array)
    length += bytes.length
    // Read to its end all the same, or the connection is cut before the refusal is read.
    if (length <= bytesMax) chunks.push(bytes)
  }
  if (length > bytesMax) return undefined
  return Buffer.concat(chunks).toString('utf8')
}
