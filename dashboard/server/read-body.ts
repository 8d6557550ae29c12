// Reads a request's body, up to a length.

import type { IncomingMessage } from 'node:http'

/** The body, or undefined when it is too long. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array)
    length += bytes.length
    // Reads a long body to its end too; otherwise the connection would be cut before the client reads the refusal.
    if (length <= bytesMax) chunks.push(bytes)
  }
  if (length > bytesMax) return undefined
  return Buffer.concat(chunks).toString('utf8')
}
