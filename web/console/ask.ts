// Sends requests to the gateway. The gateway validates its responses against the contract's schemas, so they are not validated
// again here. Every error becomes a Failure.

import { consoleHeader } from '#contract/console-header.ts'
import type { Problem } from '#contract/api.ts'

/** `signed_out`: the session has ended. `gone`: not found. `offline`: no response. */
export class Failure extends Error {
  readonly reason: 'signed_out' | 'waits' | 'gone' | 'refused' | 'failed' | 'offline'
  readonly requestId: string | undefined
  /** The gateway's code of the error. */
  readonly code: string | undefined
  /** How long to wait before trying again. */
  readonly waitSeconds: number | undefined
  constructor(
    reason: Failure['reason'],
    message: string,
    more: { requestId?: string; code?: string; waitSeconds?: number } = {},
  ) {
    super(message)
    this.reason = reason
    this.requestId = more.requestId
    this.code = more.code
    this.waitSeconds = more.waitSeconds
  }
}

const limitMs = 20_000

export type Ask = <Content = undefined>(
  path: string,
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE',
  body?: unknown,
) => Promise<Content>

/** Creates the function that calls the routes below `/api/console/`, or another base. */
export function createAsk(fetch: typeof globalThis.fetch, base = '/api/console/'): Ask {
  return async <Content>(path: string, method = 'GET', body: unknown = {}) => {
    const response = await fetch(`${base}${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(limitMs),
      headers: { 'Content-Type': 'application/json', [consoleHeader]: '1' },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new Failure('offline', 'The gateway does not answer.')
    })
    if (!response.ok) throw await failureOf(response)
    return (response.status === 204 ? undefined : await response.json()) as Content
  }
}

async function failureOf(response: Response): Promise<Failure> {
  const problem = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined
  const text = problem?.detail ?? problem?.title ?? `The gateway answered ${response.status}.`
  const reasons: Record<number, Failure['reason']> = { 401: 'signed_out', 404: 'gone', 429: 'waits' }
  const other = response.status >= 500 ? 'failed' : 'refused'
  const wait = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return new Failure(reasons[response.status] ?? other, text, {
    ...(problem?.request_id === undefined ? {} : { requestId: problem.request_id }),
    ...(problem?.code === undefined ? {} : { code: problem.code }),
    ...(Number.isFinite(wait) ? { waitSeconds: wait } : {}),
  })
}
