// The lane's own answers on Node: refusals in Stripe's shape.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AuthenticationFault } from '#auth/authenticate.ts'
import { errors } from '#errors.ts'
import { drawRefusal } from '#stripe/forward-answer.ts'
import type { Refusal } from '#stripe/forward.ts'

/** A missing and a wrong secret answer alike. */
export function refusalOfAuthentication(reason: AuthenticationFault, tooMany: boolean): Refusal {
  if (reason === 'repeated') return { code: 'bad_request', message: 'A header that proves who asks was sent twice.' }
  if (tooMany) return { code: 'too_many_requests', message: errors.too_many_requests.title }
  return { code: 'unauthenticated', message: errors.unauthenticated.title }
} // prettier-ignore

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
  if (!req.complete && (req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length']) > 0)) {
    headers.push('Connection', 'close')
  }
  res.writeHead(status, headers).end(body)
  return status
} // prettier-ignore
