// Refuses requests before they reach the application, and closes the connection.

import type { ServerResponse } from 'node:http'
import type { ErrorCode } from '#errors.ts'
import { createRequestId } from '#request-id.ts'
import { errorHeader, problemBody } from '#http/problem.ts'
import type { Ports } from '#ports.ts'

/** `detail` says what was wrong with this request. */
export type Refuse = (res: ServerResponse, code: ErrorCode, detail?: string) => void

const allowedMethods = 'GET, HEAD, POST, PUT, DELETE, OPTIONS'

export function createRefuse(ports: Ports): Refuse {
  return (res, code, detail) => {
    const requestId = createRequestId(ports)
    ports.log.info('request.refused', { requestId, code })
    const problem = problemBody(code, requestId, detail)
    res.writeHead(problem.status, {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      Connection: 'close',
      'Request-Id': requestId,
      [errorHeader]: code,
      ...(code === 'method_not_allowed' ? { Allow: allowedMethods } : {}),
      ...(code === 'shutting_down' ? { 'Retry-After': '1' } : {}),
    })
    res.end(JSON.stringify(problem))
  }
}
