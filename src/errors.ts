// The one table of failures. The code union, the HTTP answer, the reference page and the tests come from it.
// An expected "no" is not in here: it is a value with a reason.

export const errors = {
  bad_request: { status: 400, title: 'The request is not understood', retryable: false },
  unauthenticated: {
    status: 401,
    title: 'The secret or connection key is missing or wrong',
    retryable: false,
  },
  signature_refused: {
    status: 401,
    title: 'The signature is missing, too old, or not by a known signing secret',
    retryable: false,
  },
  event_refused: {
    status: 400,
    title:
      'This is not an event of Stripe, or its signature is missing, too old, or not by a known signing secret',
    retryable: false,
  },
  code_refused: {
    status: 400,
    title: 'The code is wrong, was used, or has expired',
    retryable: false,
  },
  passkey_refused: { status: 400, title: 'The passkey was not accepted', retryable: false },
  signed_out: { status: 401, title: 'Nobody is signed in', retryable: false },
  sign_in_again: { status: 403, title: 'This needs a sign-in of the last ten minutes', retryable: false },
  sign_up_closed: { status: 403, title: 'New companies cannot be created at present', retryable: false },
  plan_suspended: {
    status: 402,
    title: 'The plan of this company is suspended; somebody who may manage billing can turn it on again',
    retryable: false,
  },
  forbidden: { status: 403, title: 'This is not allowed here', retryable: false },
  not_allowed_by_proxy: {
    status: 403,
    title: 'The gateway does not pass this request on to Stripe',
    retryable: false,
  },
  role_missing: { status: 403, title: 'This needs a role that the caller does not have', retryable: false },
  not_installed: {
    status: 403,
    title: 'The app is not installed in this account and mode',
    retryable: false,
  },
  not_found: { status: 404, title: 'Nothing is here', retryable: false },
  method_not_allowed: { status: 405, title: 'This method is not allowed here', retryable: false },
  request_timeout: { status: 408, title: 'The request did not arrive in time', retryable: true },
  nonce_used: { status: 409, title: 'This signed request was used before', retryable: false },
  not_now: { status: 409, title: 'This cannot be done as things are now', retryable: false },
  key_conflict: { status: 409, title: 'This idempotency key was used with other input', retryable: false },
  body_too_large: { status: 413, title: 'The request body is too large', retryable: false },
  too_many_requests: { status: 429, title: 'Too many requests', retryable: true },
  request_aborted: { status: 499, title: 'The caller left before the answer', retryable: true },
  event_secret_missing: {
    status: 500,
    title: 'No signing secret of Stripe is configured for this address',
    retryable: true,
  },
  internal: { status: 500, title: 'The gateway failed', retryable: true },
  source_failed: { status: 502, title: 'An in-house service did not give what was asked', retryable: true },
  sign_in_failed: { status: 502, title: 'The other service did not complete the sign-in', retryable: true },
  stripe_unreachable: { status: 502, title: 'Stripe did not answer', retryable: true },
  stripe_redirected: {
    status: 502,
    title: 'Stripe answered with a redirect, which is never followed',
    retryable: false,
  },
  stripe_answer_invalid: {
    status: 502,
    title: 'Stripe answered with something that is not JSON',
    retryable: true,
  },
  stripe_timeout: { status: 504, title: 'Stripe did not answer in time', retryable: true },
  mail_unavailable: { status: 503, title: 'The mail could not be sent', retryable: true },
  database_unavailable: { status: 503, title: 'The database does not answer', retryable: true },
  database_outdated: { status: 503, title: 'The database lacks migrations', retryable: true },
  pages_missing: { status: 503, title: 'The pages are not built', retryable: false },
  stripe_key_unusable: {
    status: 503,
    title: 'There is no Stripe key, or Stripe refuses every key',
    retryable: false,
  },
  shutting_down: { status: 503, title: 'The gateway is shutting down', retryable: true },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean }>

export type ErrorCode = keyof typeof errors

/** A failure. `detail` may be shown to the caller; `cause` goes to the log and nowhere else. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  readonly detail: string | undefined

  constructor(code: ErrorCode, options: { detail?: string; cause?: unknown } = {}) {
    super(options.detail ?? errors[code].title, { cause: options.cause })
    this.code = code
    this.detail = options.detail
  }

  get status(): number {
    return errors[this.code].status
  }
}

/**
 * What a log says of an error: its class, or the sentence where it is ours. Not the messages of others: drivers and clients quote
 * addresses, keys and bodies in theirs.
 */
export function nameError(error: unknown): string {
  if (error instanceof GatewayError) return error.message
  return error instanceof Error ? error.name : typeof error
}

/** What a log says of where an error was thrown: its class and the first lines of its stack. Not its message: see `nameError`. */
export function placeOf(error: unknown): { cause: string; causeAt?: string } {
  if (!(error instanceof Error)) return { cause: typeof error }
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '))
  const causeAt = frames.slice(0, 3).map((line) => line.trim())
  return { cause: error.name, causeAt: causeAt.join(' < ') }
}
