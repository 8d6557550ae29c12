// One HTTP request to an in-house service and its whole response, limited in time and size. Retries and schemas are elsewhere.

import type { SourceFault } from '#definitions/source-error.ts'
import type { Ports } from '#ports.ts'
import { readResponse } from '#read-bounded.ts'

export type Sent = {
  method: string
  url: string
  headers: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
}

export type Received =
  | { outcome: 'answered'; status: number; headers: Headers; body: Uint8Array<ArrayBuffer> }
  /** Longer than `bodyBytesMax`. */
  | { outcome: 'too_long'; status: number }
  | { outcome: 'timeout' }
  | { outcome: 'unreachable' }
  /** Not sent at all. */
  | { outcome: 'circuit_open' }

/** Rejects only when the caller's `signal` aborts. */
export async function exchange(
  sent: Sent,
  deps: { fetch: Ports['fetch']; bodyBytesMax: number; deadline: AbortSignal; signal: AbortSignal },
): Promise<Received> {
  const { fetch, bodyBytesMax, deadline, signal } = deps
  try {
    const response = await fetch(sent.url, {
      method: sent.method,
      headers: sent.headers,
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
      ...(sent.body === undefined ? {} : { body: sent.body }),
    })
    const { status, headers } = response
    const body = await readResponse(response, bodyBytesMax)
    return body ? { outcome: 'answered', status, headers, body } : { outcome: 'too_long', status }
  } catch {
    signal.throwIfAborted()
    return { outcome: deadline.aborted ? 'timeout' : 'unreachable' }
  }
}

/** Returns the fault of an unusable response. A redirect counts as one: following it would send the identity elsewhere. */
export function faultOf(received: Received): SourceFault | undefined {
  if (received.outcome === 'too_long') return 'answer_invalid'
  if (received.outcome !== 'answered') return received.outcome
  const { status } = received
  if (status >= 200 && status < 300) return undefined
  if (status === 401 || status === 403) return 'refused'
  if (status === 404) return 'not_found'
  return status >= 400 && status < 500 ? 'rejected' : 'failed'
}

/** Whether the service is down or failing, as opposed to responding. */
export const isOutage = (received: Received): boolean => {
  const fault = faultOf(received)
  return fault === 'timeout' || fault === 'unreachable' || fault === 'failed'
}
