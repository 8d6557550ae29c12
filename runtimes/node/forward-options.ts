// What the proxy lane's hot path is given, and its limits.

import type { AuthenticateOptions } from '#auth/authenticate.ts'
import type { Config } from '#config.ts'
import type { Log } from '#log.ts'
import type { Metrics } from '#metrics.ts'

export type ForwardLimits = {
  /** Connections to Stripe; further requests wait for one. */
  connections: number
  /** Requests on their way at once; one more is refused with 429. */
  openRequests: number
  connectMs: number
  /** From the request being sent to the headers of the answer. */
  headersMs: number
  /** Without a byte of the answer, or without the client taking one. */
  bodyIdleMs: number
  /** For the client to send its whole body. */
  requestBodyMs: number
  /** From the first byte to the last, whatever flows: an answer that never ends, ends here. */
  totalMs: number
  /** For requests on their way when the lane closes. */
  closeMs: number
}

export const defaultLimits: ForwardLimits = {
  connections: 128,
  openRequests: 1024,
  connectMs: 10_000,
  headersMs: 30_000,
  bodyIdleMs: 30_000,
  requestBodyMs: 30_000,
  totalMs: 300_000,
  closeMs: 10_000,
}

export type ForwarderOptions = {
  config: Config
  findConnectionKey: AuthenticateOptions['findConnectionKey']
  metrics: Metrics
  log: Log
  now: () => number
  randomBytes: (length: number) => Uint8Array
  /** Notes a failed proof; seconds to wait when there were too many (http/middleware/failure-limit.ts). */
  noteFailure?: (remoteAddress: string | undefined) => number | undefined
  limits?: Partial<ForwardLimits>
}
