// The port that posts to an endpoint. It is a port because only the runtime can make sure that it connects to the very address that was
// judged.

export type OutsideRequest = {
  url: string
  /** Plain http is allowed. */
  insecure: boolean
  headers: Readonly<Record<string, string>>
  body: string
  /** For the whole request, from resolving the name to reading the last byte. */
  timeoutMs: number
  signal: AbortSignal
}

/** Why there is no response. */
export type OutsideFailure =
  | 'url_refused'
  | 'address_refused'
  | 'name_not_found'
  | 'certificate_refused'
  /** It speaks HTTP/2 and nothing older; events are posted by HTTP/1.1. */
  | 'http2_only'
  | 'timeout'
  | 'unreachable'

export type OutsideResponse =
  /** `text` is the beginning of the body, at most 16 kB. */
  { ok: true; status: number; retryAfter?: string; text: string } | { ok: false; code: OutsideFailure }

/** Never follows a redirect, never sends cookies. Throws what `signal` aborts with. */
export type FetchOutside = (request: OutsideRequest) => Promise<OutsideResponse>
