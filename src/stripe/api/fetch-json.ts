// Sends one request to Stripe: form-encoded query out, bounded JSON in. Knows nothing of retries, limits or accounts.
// We do not use stripe-node here: it loses the status of responses that are not JSON, repeats a request on its own when the
// connection closes, and turns decimals into objects, while we read the shapes of every API version ourselves.

import type { Ports } from '#ports.ts'
import { readResponse } from '#read-bounded.ts'
import { type Raw, rawOf } from './raw.ts'

/** Pinned, so that the account's default version never changes what we read. */
export const stripeVersion = '2026-10-28.endive'

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>

export type StripeRequest = {
  method: 'GET' | 'POST'
  /** Built from encoded parts; starts with `/v1/`. */
  path: string
  query: Query
  /** Sent as the body of a POST. */
  form?: Query
  idempotencyKey?: string
}

export type StripeResponse =
  | { outcome: 'answered'; status: number; headers: Headers; body: Raw }
  /** Not JSON, or too long. */
  | { outcome: 'garbled'; status: number; headers: Headers }
  | { outcome: 'timeout' }
  | { outcome: 'unreachable' }

/** `a[]=1&a[]=2`, as Stripe reads lists. */
function encodeQuery(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    if (value === undefined) return []
    if (typeof value === 'object') return value.map((one) => `${name}[]=${encodeURIComponent(one)}`)
    return [`${name}=${encodeURIComponent(value)}`]
  })
  return pairs.join('&')
}

const decoder = new TextDecoder()

function parse(bytes: Uint8Array | undefined): Raw | undefined {
  if (bytes === undefined) return undefined
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes))
    return typeof value === 'object' && value !== null ? rawOf(value) : undefined
  } catch {
    // A proxy's HTML page or a truncated response: the caller reports it as garbled.
    return undefined
  }
}

/** Sends one request and reads the whole response. Rejects only when `signal` aborts. */
export async function fetchJson(
  request: StripeRequest,
  upstream: {
    ports: Pick<Ports, 'fetch'>
    apiBase: string
    key: string
    context?: string | undefined
    timeoutMs: number
    bytesMax: number
  },
  signal: AbortSignal | undefined,
): Promise<StripeResponse> {
  const { ports, apiBase, key, context, timeoutMs, bytesMax } = upstream
  const query = encodeQuery(request.query)
  const deadline = AbortSignal.timeout(timeoutMs)
  try {
    const response = await ports.fetch(`${apiBase}${request.path}${query ? `?${query}` : ''}`, {
      method: request.method,
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        'stripe-version': stripeVersion,
        ...(context === undefined ? {} : { 'stripe-context': context }),
        'user-agent': 'tillside',
        ...(request.form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...(request.idempotencyKey ? { 'idempotency-key': request.idempotencyKey } : {}),
      },
      ...(request.form ? { body: encodeQuery(request.form) } : {}),
    })
    const { status, headers } = response
    const body = parse(await readResponse(response, bytesMax))
    return body ? { outcome: 'answered', status, headers, body } : { outcome: 'garbled', status, headers }
  } catch {
    signal?.throwIfAborted()
    return { outcome: deadline.aborted ? 'timeout' : 'unreachable' }
  }
}
