// Answers given without the application, because it is not to be bothered any more, or not at all. The connection ends with them.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '#config.ts'
import { errors, type ErrorCode } from '#errors.ts'
import { createRequestId } from '#http/middleware/request-id.ts'
import { errorHeader, problemBody } from '#http/problem.ts'
import type { Ports } from '#ports.ts'
import { laneHeaders } from '#stripe/forward-answer.ts'
import { answerRefusal } from './forward-refusal.ts'

export type Refuse = (req: IncomingMessage, res: ServerResponse, code: ErrorCode) => void

const allowedMethods = 'GET, HEAD, POST, PUT, DELETE, OPTIONS'

/** On the proxy lane in Stripe's shape, with its CORS headers; elsewhere as problem details. */
export function createRefuse(config: Config, ports: Ports): Refuse {
  const lane = [...laneHeaders(config), 'Connection', 'close']
  return (req, res, code) => {
    const requestId = createRequestId(ports)
    if (req.url?.startsWith('/stripe/')) {
      const refusal = { code, message: `${errors[code].title}.` }
      answerRefusal(req, res, { refusal, requestId, headers: lane })
      return
    }
    const problem = problemBody(code, requestId)
    res.writeHead(problem.status, {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      Connection: 'close',
      'Request-Id': requestId,
      [errorHeader]: code,
      ...(code === 'method_not_allowed' ? { Allow: allowedMethods } : { 'Retry-After': '1' }),
    })
    res.end(JSON.stringify(problem))
  }
}
