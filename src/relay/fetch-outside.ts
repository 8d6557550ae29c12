// How an endpoint is posted to: a port, because only the runtime can see to it that the address that is connected to is the
// one that was judged.

export type OutsideRequest = {
  url: string
  /** Plain http is allowed. */
  insecure: boolean
  headers: Readonly<Record<string, string>>
  body: string
  /** For all of it, from the name's resolution to the last byte that is read. */
  timeoutMs: number
  signal: AbortSignal
}

/** Why there is no answer. */
export type OutsideFailure =
  'url_refused' | 'address_refused' | 'name_not_found' | 'certificate_refused' | 'timeout' | 'unreachable'

export type OutsideAnswer =
  /** `text` is the beginning of the body, at most 16 kB. */
  { ok: true; status: number; retryAfter?: string; text: string } | { ok: false; code: OutsideFailure }

/** Never follows a redirect, never sends cookies. Throws what `signal` aborts with. */
export type FetchOutside = (request: OutsideRequest) => Promise<OutsideAnswer>
