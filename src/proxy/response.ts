// What the proxy lane sends back: Stripe's response headers by allow-list, beside CORS and cache headers of our own; and which
// responses of Stripe it does not pass on at all.

import type { Config } from '#config.ts'
import { errors } from '#errors.ts'
import type { Method } from './allowlist.ts'
import type { Refusal } from './refusal.ts'

/**
 * The headers of Stripe's responses that pass, lower-case and as written. Everything else stays here: hop-by-hop headers,
 * `Set-Cookie`, Stripe's CORS and security headers, `Server`, and whatever a later version of Stripe's edge adds.
 */
export const passedHeaders: readonly (readonly [lowerCase: string, written: string])[] = [
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
 * Headers of every response, flat. Pages of any origin may read it, because the secret is in a header that no browser sends by
 * itself; credentials are never allowed, so `*` is safe, and the caller's origin is never echoed.
 * https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
 */
export function laneHeaders(config: Config): string[] {
  const exposed = passedHeaders.map(([, written]) => written).filter((name) => name !== 'Content-Type')
  return [
    'Access-Control-Allow-Origin',
    '*',
    'Access-Control-Expose-Headers',
    [...exposed, 'Tillside-Error'].join(', '),
    'Cache-Control',
    'private, no-store',
    'Vary',
    `Authorization, ${config.proxyHeader}, X-User-Id, Stripe-Account, Stripe-Context, Stripe-Version, Accept-Encoding`,
    'X-Content-Type-Options',
    'nosniff',
  ]
}

/** Headers of the response to a preflight, beyond `laneHeaders`. Two hours is the longest that Chromium keeps one. */
export function preflightHeaders(config: Config, methods: readonly Method[]): string[] {
  const allowed = [
    config.proxyHeader,
    'Content-Type',
    'Authorization',
    'Stripe-Version',
    'Idempotency-Key',
    'X-User-Id',
    'Stripe-Account',
    'Stripe-Context',
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

/** An error of Stripe is read whole before it is passed on; Stripe's are a few hundred bytes. */
export const errorBytesMax = 256 * 1024

/**
 * Why a response of Stripe is not passed on. Redirects are never followed: our headers, the key among them, would go to
 * another host.
 */
export function refuseResponse(
  status: number,
  contentEncoding: string | undefined,
  accepted: readonly string[],
): Refusal | undefined {
  if (status >= 300 && status < 400)
    return { code: 'stripe_redirected', message: errors.stripe_redirected.title }
  if (contentEncoding === undefined || contentEncoding === 'identity' || accepted.includes(contentEncoding)) {
    return undefined
  }
  // Nobody asked for this encoding. Stacked encodings are how a small response becomes gigabytes.
  return { code: 'stripe_answer_invalid', message: 'Stripe answered in an encoding nobody asked for.' }
}
