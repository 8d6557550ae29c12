// The one place that turns an error into an answer: RFC 9457 problem details. Unknown errors show nothing of themselves.
// https://www.rfc-editor.org/rfc/rfc9457

import type { Context } from 'hono'
import type { Problem } from '#contract/api.ts'
import { GatewayError, errors, nameError, placeOf, type ErrorCode } from '#errors.ts'
import type { Env } from './gateway.ts'

/** Marks an answer as the gateway's own, not Stripe's. */
export const errorHeader = 'Tillside-Error'

/** The body of an answer to a failure. */
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

/** Anything thrown, as an entry of the catalogue. */
export function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  const name = error instanceof Error ? error.name : ''
  if (name === 'TimeoutError') return new GatewayError('stripe_timeout', { cause: error })
  return new GatewayError('internal', { cause: error })
}

/** What fails because its caller has gone says nothing about the gateway. */
const hasLeft = (c: Context<Env>, thrown: unknown) =>
  !(thrown instanceof GatewayError) && c.req.raw.signal.aborted

/** The answer to a failure; a failure of ours is logged here, once. */
export function respondProblem(c: Context<Env>, thrown: unknown, headers?: Record<string, string>): Response {
  const error = hasLeft(c, thrown) ? new GatewayError('request_aborted') : toGatewayError(thrown)
  if (error.status >= 500)
    c.var.log.error('request.failed', { code: error.code, ...causeOf(error), ...detailOf(error) })
  return new Response(JSON.stringify(problemBody(error.code, c.var.requestId, error.detail)), {
    status: error.status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      [errorHeader]: error.code,
      ...headers,
    },
  })
}

const detailOf = ({ detail }: GatewayError) => (detail === undefined ? {} : { detail })

/**
 * Class and place of the cause. Not its message: messages of drivers and clients quote addresses, keys and bodies. What we say
 * ourselves, such as that the disk is full, is said.
 */
export function causeOf(error: GatewayError): { cause?: string; causeAt?: string } {
  const { cause } = error
  if (!(cause instanceof Error)) return {}
  if (cause instanceof GatewayError) return { ...causeOf(cause), cause: nameError(cause) }
  const code = 'code' in cause && typeof cause.code === 'string' ? ` ${cause.code}` : ''
  return { ...placeOf(cause), cause: cause.name + code }
}
