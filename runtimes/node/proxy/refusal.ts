// Sends the lane's refusals on Node.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RefusalResponse } from '#proxy/refusal.ts'

/** Sends the refusal, or breaks off a response that has started. If the request's body is still arriving, the connection is closed. */
export function sendRefusal(req: IncomingMessage, res: ServerResponse, refusal: RefusalResponse): void {
  if (res.headersSent || res.destroyed) {
    res.destroy()
    return
  }
  const headers = [...refusal.headers, 'Content-Length', String(Buffer.byteLength(refusal.body))]
  if (
    !req.complete &&
    (req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length']) > 0)
  ) {
    headers.push('Connection', 'close')
  }
  res.writeHead(refusal.status, headers).end(refusal.body)
}
