// What comes back over the proxy lane: Stripe's headers by allow-list, our own CORS and cache headers, refusals in Stripe's shape.

import type { Config } from '#config.ts'
import { errors } from '#errors.ts'
import type { Method } from './allowlist.ts'
import type { Refusal } from './forward.ts'

/**
 * The headers of Stripe's answers that pass, lower-case and as written. Everything else stays here: hop-by-hop headers, `Set-Cookie`,
 * Stripe's CORS and security headers, `Server`, and whatever a later version of Stripe's edge adds.
 */
export const answerHeaders: readonly (readonly [lowerCase: string, written: string])[] = [
  ['content-type', 'Content-Type'],
  ['request-id', 'Request-Id'],
  ['stripe-version', 'Stripe-Version'],
  ['stripe-account', 'Stripe-Account'],
  ['retry-after', 'Retry-After'],
  ['stripe-should-retry', 'Stripe-Should-Retry'],
  ['stripe-rate-limited-reason', 'Stripe-Rate-Limited-Reason'],
  ['idempotency-key', 'Idempotency-Key'],
  ['original-request', 'Original-Request'],
  ['idempotent-replayed', 'Idempotent-Replayed'],
]

/**
 * Headers of every answer, flat. Any origin may ask, because the secret is in a header no browser sends by itself;
 * never with credentials, so `*` is safe, and the caller's origin is never repeated. https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
 */
export function laneHeaders(config: Config): string[] {
  const exposed = answerHeaders.map(([, written]) => written).filter((name) => name !== 'Content-Type')
  return [
    'Access-Control-Allow-Origin',
    '*',
    'Access-Control-Expose-Headers',
    [...exposed, 'Tillside-Error'].join(', '),
    'Cache-Control',
    'private, no-store',
    'Vary',
    `Authorization, ${config.proxyHeader}, X-User-Id, Stripe-Account, Stripe-Version, Accept-Encoding`,
    'X-Content-Type-Options',
    'nosniff',
  ]
}

/** Headers of the answer to a preflight, beyond `laneHeaders`. Two hours is the most Chromium keeps. */
export function preflightHeaders(config: Config, methods: readonly Method[]): string[] {
  const allowed = [
    config.proxyHeader,
    'Content-Type',
    'Authorization',
    'Stripe-Version',
    'Idempotency-Key',
    'X-User-Id',
    'Stripe-Account',
  ]
  return [
    'Access-Control-Allow-Methods',
    methods.join(', '),
    'Access-Control-Allow-Headers',
    allowed.join(', '),
    'Access-Control-Max-Age',
    '7200',
  ]
}

/** A refusal as Stripe words its errors, so that Stripe's own clients throw what their callers expect. */
export function drawRefusal(refusal: Refusal): { status: number; body: string } {
  const { status } = errors[refusal.code]
  const type = status >= 500 ? 'api_error' : 'invalid_request_error'
  return { status, body: JSON.stringify({ error: { code: refusal.code, message: refusal.message, type } }) }
}

/** Why an answer of Stripe is not passed on. Redirects are never followed: our headers would go to another host. */
export function refuseAnswer(
  status: number,
  contentEncoding: string | undefined,
  accepted: readonly string[],
): Refusal | undefined {
  if (status >= 300 && status < 400)
    return { code: 'stripe_redirected', message: errors.stripe_redirected.title }
  if (contentEncoding === undefined || contentEncoding === 'identity' || accepted.includes(contentEncoding)) {
    return undefined
  }
  // Nobody asked for this coding; stacked ones are how small answers become gigabytes.
  return { code: 'stripe_answer_invalid', message: 'Stripe answered in an encoding nobody asked for.' }
}
