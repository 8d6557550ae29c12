// The response as api.stripe.com sends it: request id, version, CORS, and the internal headers that a proxy must not pass on.

import { errorBody, type RefusalError } from '../../dashboard/stripe/errors.ts'
import type { JsonObject } from './json.ts'

const corsHeaders = {
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Request-Id, Stripe-Manage-Version, Stripe-Should-Retry, X-Stripe-External-Auth-Required, X-Stripe-Privileged-Session-Required',
  'access-control-max-age': '300',
}

const internalHeaders = {
  server: 'nginx',
  'cache-control': 'no-cache, no-store',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'set-cookie': '__stripe_orig_props=simulated; path=/; secure; HttpOnly; SameSite=Lax',
  'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
  vary: 'Origin',
  'x-stripe-priority-routing-enabled': 'true',
  'x-stripe-routing-context-priority-tier': 'api-simulated',
  'x-wc': 'ABGHIJ',
}

export type Stamp = { requestId: string; version: string | undefined; account?: string | undefined }

/** Headers of every response. */
export const headersOf = (stamp: Stamp, more: Record<string, string> = {}): Record<string, string> => ({
  ...corsHeaders,
  ...internalHeaders,
  'content-type': 'application/json',
  'request-id': stamp.requestId,
  ...(stamp.version === undefined ? {} : { 'stripe-version': stamp.version }),
  ...(stamp.account === undefined ? {} : { 'stripe-account': stamp.account }),
  ...more,
})

/** A finished response as text, so that it can be replayed. */
export type ApiResponse = { status: number; text: string; headers: Record<string, string> }

/** A success, pretty-printed as Stripe does. */
export const success = (body: JsonObject): ApiResponse => ({
  status: 200,
  text: `${JSON.stringify(body, null, 2)}\n`,
  headers: {},
})

/** A refusal, with the address of its log entry if the account is known. */
export function refused(
  refusal: RefusalError,
  where: { accountId: string; livemode: boolean } | undefined,
  requestId: string,
): ApiResponse {
  const logUrl = where
    ? `https://dashboard.stripe.com/${where.accountId}/${where.livemode ? '' : 'test/'}workbench/logs?object=${requestId}`
    : undefined
  return { status: refusal.status, text: errorBody(refusal, logUrl), headers: refusal.headers }
}

/** The response to a CORS preflight. */
export const preflight = (request: Request): Response =>
  new Response(null, {
    status: 200,
    headers: {
      ...corsHeaders,
      'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? '',
      'content-length': '0',
      server: 'nginx',
    },
  })
