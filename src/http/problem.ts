// The one place that turns an error into a response: RFC 9457 problem details. Unknown errors reveal nothing.
// https://www.rfc-editor.org/rfc/rfc9457

import type { Context } from 'hono'
import type { Problem } from '#contract/api.ts'
import { GatewayError, errors, nameError, placeOf, type ErrorCode } from '#errors.ts'
import type { Log } from '#log.ts'
import type { Env } from './gateway.ts'

/** Marks a response as the gateway's own, not Stripe's. */
export const errorHeader = 'Tillside-Error'

/** The body of an error response. */
export function problemBody(code: ErrorCode, requestId: string, detail?: string): Problem {
  const { status, title } = errors[code]
  return {
    type: `urn:tillside:error:${code}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    code,
    request_id: requestId,
  }
}

/** Maps anything thrown to an entry of the error table. */
export function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  const name = error instanceof Error ? error.name : ''
  if (name === 'TimeoutError') return new GatewayError('stripe_timeout', { cause: error })
  return new GatewayError('internal', { cause: error })
}

/** Whether a failure only means that the caller has disconnected. */
const hasLeft = (c: Context<Env>, thrown: unknown) =>
  !(thrown instanceof GatewayError) && c.req.raw.signal.aborted

/** The response to a failure. */
export function respondProblem(c: Context<Env>, thrown: unknown, headers?: Record<string, string>): Response {
  const error = hasLeft(c, thrown) ? new GatewayError('request_aborted') : toGatewayError(thrown)
  const problem = drawProblem(error, c.var)
  return new Response(problem.body, {
    status: problem.status,
    headers: { ...problem.headers, ...headers },
  })
}

/** The parts of an error response, for any transport. A failure of ours is logged here, once. */
export function drawProblem(
  error: GatewayError,
  { requestId, log }: { requestId: string; log: Log },
): { status: number; headers: Record<string, string>; body: string } {
  const { code, status, detail } = error
  if (status >= 500) log.error('request.failed', { code, ...causeOf(error), ...detailOf(error) })
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      [errorHeader]: code,
    },
    body: JSON.stringify(problemBody(code, requestId, detail)),
  }
}

const detailOf = ({ detail }: GatewayError) => (detail === undefined ? {} : { detail })

/**
 * Returns class and place of the cause, but not its message: messages of drivers and clients quote addresses, keys and bodies. Only
 * the gateway's own details, such as a full disk, are logged.
 */
export function causeOf(error: GatewayError): { cause?: string; causeAt?: string } {
  const { cause } = error
  if (!(cause instanceof Error)) return {}
  if (cause instanceof GatewayError) return { ...causeOf(cause), cause: nameError(cause) }
  const code = 'code' in cause && typeof cause.code === 'string' ? ` ${cause.code}` : ''
  return { ...placeOf(cause), cause: cause.name + code }
}
