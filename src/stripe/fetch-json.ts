// One request to Stripe: form-encoded query out, bounded JSON in. Knows nothing of retries, limits or accounts.
// Our own few lines instead of stripe-node's: that loses the status of answers that are not JSON, repeats a closed
// connection on its own and turns decimals into objects, while we read every API version's shapes ourselves.

import type { Ports } from '#ports.ts'
import { rawOf, type Raw } from './raw.ts'

/** Pinned by us, so that the account's own default version never changes what we read. */
export const stripeVersion = '2026-10-28.endive'

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>

export type Request = {
  method: 'GET' | 'POST'
  /** Built by us from encoded parts; starts with `/v1/`. */
  path: string
  query: Query
  /** Sent as the body of a POST. */
  form?: Query
  idempotencyKey?: string
}

export type Received =
  | { outcome: 'answered'; status: number; headers: Headers; body: Raw }
  /** Not JSON, or longer than the bound. */
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

/** Reads at most `bytesMax` bytes, counted after decompression, so that a compressed bomb ends here. */
async function readBounded(response: Response, bytesMax: number): Promise<string | undefined> {
  if (!response.body) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > bytesMax) {
      await reader.cancel()
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}

function parse(text: string | undefined): Raw | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? rawOf(value) : undefined
  } catch {
    // A proxy's HTML page, or half an answer: the caller reports it as garbled.
    return undefined
  }
}

/** Sends one request and reads its answer whole. Rejects only when `signal` aborts. */
export async function fetchJson(
  request: Request,
  upstream: { ports: Ports; apiBase: string; key: string; timeoutMs: number; bytesMax: number },
  signal: AbortSignal | undefined,
): Promise<Received> {
  const { ports, apiBase, key, timeoutMs, bytesMax } = upstream
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
        'user-agent': 'tillside',
        ...(request.form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...(request.idempotencyKey ? { 'idempotency-key': request.idempotencyKey } : {}),
      },
      ...(request.form ? { body: encodeQuery(request.form) } : {}),
    })
    const { status, headers } = response
    const body = parse(await readBounded(response, bytesMax))
    return body ? { outcome: 'answered', status, headers, body } : { outcome: 'garbled', status, headers }
  } catch {
    signal?.throwIfAborted()
    return { outcome: deadline.aborted ? 'timeout' : 'unreachable' }
  }
}
