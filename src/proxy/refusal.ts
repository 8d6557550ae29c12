// Refusals of the proxy lane: what they say, and how they are drawn in Stripe's shape, so that Stripe's own clients throw what
// their callers expect.

import type { AuthenticationFault } from '#auth/authenticate.ts'
import type { Limit } from '#auth/scope.ts'
import { errors, type ErrorCode } from '#errors.ts'
import type { TargetFault } from './target.ts'

/** An expected "no", in words for the developer of the calling page. */
export type Refusal = { code: ErrorCode; message: string }

/** Longest request body that is passed on. */
export const bodyBytesMax = 1024 * 1024

export const bodyTooLong: Refusal = {
  code: 'body_too_large',
  message: `The body is longer than ${bodyBytesMax} bytes.`,
}
export const bodyTooSlow: Refusal = {
  code: 'request_timeout',
  message: 'The body did not arrive in time.',
}
export const stripeTimeout: Refusal = { code: 'stripe_timeout', message: 'Stripe did not answer in time.' }
export const stripeUnreachable: Refusal = {
  code: 'stripe_unreachable',
  message: 'Stripe could not be reached.',
}
export const stripeErrorUnreadable: Refusal = {
  code: 'stripe_answer_invalid',
  message: 'Stripe answered with an error that cannot be read.',
}
export const tooManyRequests: Refusal = {
  code: 'too_many_requests',
  message: 'Too many requests are on their way.',
}

const faults: Record<TargetFault, Refusal> = {
  path: {
    code: 'bad_request',
    message: 'The path may hold only letters, digits, _ and - between single slashes, unencoded.',
  },
  path_too_long: { code: 'bad_request', message: 'The path is too long.' },
  query: { code: 'bad_request', message: 'The query holds characters that must be percent-encoded.' },
  query_too_long: { code: 'bad_request', message: 'The query is longer than 8192 characters.' },
  method_override: { code: 'method_not_allowed', message: 'The method cannot be overridden by a parameter.' },
  too_many_parameters: { code: 'bad_request', message: 'There are more than 256 parameters.' },
  parameter_name: { code: 'bad_request', message: 'A parameter name is too long or nested too deep.' },
}

/** The refusal for a fault of a target or of a form body. */
export const refusalOfFault = (fault: TargetFault): Refusal => faults[fault]

/** A missing and a wrong secret get the same refusal, so that nobody learns what was wrong. */
export function refusalOfAuthentication(fault: AuthenticationFault, tooMany: boolean): Refusal {
  if (fault === 'repeated') {
    return { code: 'bad_request', message: 'A header that proves who asks was sent twice.' }
  }
  const code = tooMany ? 'too_many_requests' : 'unauthenticated'
  return { code, message: errors[code].title }
}

/** The refusal for a connection key that is limited to something else. */
export const refusalOfLimit = (limit: Limit): Refusal => ({
  code: 'forbidden',
  message: `This connection key is not for this ${limit}.`,
})

/** `headers` is flat: name, value, name, value. */
export type RefusalResponse = { status: number; headers: readonly string[]; body: string }

/** The response for a refusal, in the shape of Stripe's errors. `headers` come first. */
export function drawRefusal(
  { code, message }: Refusal,
  requestId: string,
  headers: readonly string[],
): RefusalResponse {
  const { status } = errors[code]
  const type = status >= 500 ? 'api_error' : 'invalid_request_error'
  const ours = ['Content-Type', 'application/json', 'Request-Id', requestId, 'Tillside-Error', code]
  return { status, headers: [...headers, ...ours], body: JSON.stringify({ error: { code, message, type } }) }
}
