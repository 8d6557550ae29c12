// One visit to the simulated API, and the words it is told about afterwards.

import type { Key, KeyName } from './keys.ts'

/** One line of the log of requests. */
export type RequestLine = {
  method: string
  path: string
  status: number
  ms: number
  requestId: string
  /** The key's name, never its text. */
  key?: KeyName
  stripeVersion?: string
}

/** What becomes known of a request on its way. */
export type Visit = {
  request: Request
  method: string
  path: string
  requestId: string
  startedAt: number
  key?: Key
  where?: { accountId: string; livemode: boolean }
  version?: string
  askedAccount?: string
}

/** The log line of a visit that has been answered. */
export const lineOf = (visit: Visit, status: number): RequestLine => ({
  method: visit.method,
  path: visit.path,
  status,
  ms: performance.now() - visit.startedAt,
  requestId: visit.requestId,
  ...(visit.key ? { key: visit.key.name } : {}),
  ...(visit.version ? { stripeVersion: visit.version } : {}),
})
