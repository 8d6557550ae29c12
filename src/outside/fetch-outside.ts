// The port that posts to a service whose address the configuration names: an endpoint, or a remote service. It is a port because only
// the runtime can make sure that it connects to the very address that was judged.

export type OutsideRequest = {
  url: string
  /** Plain http is allowed. */
  insecure: boolean
  headers: Readonly<Record<string, string>>
  body: string
  /** For the whole request, from resolving the name to reading the last byte. */
  timeoutMs: number
  /** How much of the response is read; 16 KiB by default. */
  textBytesMax?: number
  signal: AbortSignal
}

/** Why there is no response. */
export type OutsideFailure =
  | 'url_refused'
  | 'address_refused'
  | 'name_not_found'
  | 'certificate_refused'
  /** It speaks HTTP/2 and nothing older; the gateway posts by HTTP/1.1. */
  | 'http2_only'
  | 'timeout'
  | 'unreachable'

export type TextEnding = 'whole' | 'too_long' | 'cut_off'

export type OutsideResponse =
  | {
      ok: true
      status: number
      retryAfter?: string
      contentType?: string
      text: string
      /** Whether `text` is the whole body, or only its beginning: longer than `textBytesMax`, or not all of it came. */
      ending: TextEnding
    }
  | { ok: false; code: OutsideFailure }

/** Never follows a redirect, never sends cookies. Throws what `signal` aborts with. */
export type FetchOutside = (request: OutsideRequest) => Promise<OutsideResponse>
