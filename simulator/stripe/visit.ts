// One request to the simulated API, and its log line.

import type { Key, KeyName } from './keys.ts'

/** One line of the request log. */
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

/** What is known of a request while it is handled. */
export type Visit = {
  request: Request
  method: string
  path: string
  requestId: string
  startedAt: number
  key?: Key
  where?: { accountId: string; livemode: boolean }
  version?: string
  requestedAccount?: string
}

/** The log line of an answered request. */
export const lineOf = (visit: Visit, status: number): RequestLine => ({
  method: visit.method,
  path: visit.path,
  status,
  ms: performance.now() - visit.startedAt,
  requestId: visit.requestId,
  ...(visit.key ? { key: visit.key.name } : {}),
  ...(visit.version ? { stripeVersion: visit.version } : {}),
})
