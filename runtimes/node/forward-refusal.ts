// The lane's own answers on Node: refusals in Stripe's shape.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { drawRefusal } from '#stripe/forward-answer.ts'
import type { Refusal } from '#stripe/forward.ts'

/** Writes the refusal and returns its status. A body still on its way is not waited for: the connection is closed. */
export function answerRefusal(
  req: IncomingMessage,
  res: ServerResponse,
  answer: { refusal: Refusal; requestId: string; headers: readonly string[] },
): number {
  const { status, body } = drawRefusal(answer.refusal)
  if (res.headersSent || res.destroyed) {
    res.destroy()
    return status
  }
  const headers = [
    ...answer.headers,
    'Content-Type',
    'application/json',
    'Content-Length',
    String(Buffer.byteLength(body)),
    'Request-Id',
    answer.requestId,
    'Tillside-Error',
    answer.refusal.code,
  ]
  if (
    !req.complete &&
    (req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length']) > 0)
  ) {
    headers.push('Connection', 'close')
  }
  res.writeHead(status, headers).end(body)
  return status
}
