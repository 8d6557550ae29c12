// Requests panels from the gateway and yields them one by one. Every error becomes a Failure whose reason can be explained.

import type { PanelsMessage, PanelsRequest, Problem } from '#contract/api.ts'
import { readLines } from '#contract/read-lines.ts'
import { authHeaders, type Connection, isRecord } from './settings/parse-settings.ts'

/** Why there is no answer. `offline`: no response; `unauthorized`: the gateway refuses our secret; `broken`: not a valid answer. */
export class Failure extends Error {
  readonly reason: 'offline' | 'timeout' | 'unauthorized' | 'refused' | 'failed' | 'broken'
  readonly requestId: string | undefined
  constructor(reason: Failure['reason'], message = '', requestId?: string) {
    super(message)
    this.reason = reason
    this.requestId = requestId
  }

  /** Returns the error if it is a Failure, else a new one with the given reason. */
  static of(error: unknown, reason: Failure['reason'] = 'broken'): Failure {
    return error instanceof Failure ? error : new Failure(reason)
  }
}

/** Whether the gateway understood the request and refused it: the same request would be refused again. */
export const isRefusal = ({ reason }: Failure): boolean => /^(refused|unauthorized)$/.test(reason)

/** What requests need from their environment. */
export type GatewayPorts = {
  fetch: typeof fetch
  /** Called with the build that a response names. */
  onBuild?: (build: string) => void
  /** Time limit for an answer; the gateway's own limit is shorter. */
  limitMs?: number
}

/** What every request says about the person who reads the answer. */
export type Reader = Pick<PanelsRequest, 'locale' | 'timeZone'>

const types = ['found', 'panel', 'done', 'error'] as const

/**
 * Whether a value is one of several shapes distinguished by `type`.
 * Checks only the outline, because our own gateway has validated the value against the contract's schema.
 */
export function isOneOf<Shape extends { type: string }>(
  value: unknown,
  types: readonly Shape['type'][],
): value is Shape {
  return isRecord(value) && (types as readonly unknown[]).includes(value.type)
}

const sentencesOf = ({ title, detail }: Partial<Problem> = {}) =>
  [title, detail].filter((part) => typeof part === 'string').join('. ')

/** Turns an unsuccessful response into a Failure. */
export async function failureOf(response: Response): Promise<Failure> {
  const problem = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined
  const text = sentencesOf(problem)
  const id = problem?.request_id ?? response.headers.get('Request-Id') ?? undefined
  const reason =
    response.status === 401
      ? 'unauthorized'
      : response.status >= 500 || response.status === 429
        ? 'failed'
        : 'refused'
  return new Failure(reason, text || String(response.status), id)
}

/** Options of every request to a gateway: no cookies, no caching, no redirects. */
export const requestOptions = { credentials: 'omit', cache: 'no-store', redirect: 'error' } as const

type Init = { method: string; body?: string }

/** Sends an authenticated request. `signal` or the time limit ends it. */
export async function callGateway(
  connection: Connection,
  path: string,
  init: Init,
  { fetch, onBuild, limitMs = 40_000 }: GatewayPorts,
  signal?: AbortSignal,
): Promise<Response> {
  const limit = AbortSignal.timeout(limitMs)
  try {
    const response = await fetch(new URL(path, connection.url), {
      ...requestOptions,
      ...init,
      headers: { ...authHeaders(connection), 'content-type': 'application/json' },
      signal: AbortSignal.any(signal ? [limit, signal] : [limit]),
    })
    const build = response.headers.get('Tillside-Build')
    if (build) onBuild?.(build)
    if (!response.ok) throw await failureOf(response)
    return response
  } catch (error) {
    throw Failure.of(error, limit.aborted ? 'timeout' : 'offline')
  }
}

/** Yields the messages of one answer in order, ending with `done`; throws a Failure otherwise. */
export async function* readPanels(
  connection: Connection,
  request: PanelsRequest,
  signal: AbortSignal,
  ports: GatewayPorts,
): AsyncGenerator<PanelsMessage> {
  const { body, headers } = await callGateway(
    connection,
    'api/panels',
    { method: 'POST', body: JSON.stringify(request) },
    ports,
    signal,
  )
  try {
    for await (const value of readLines(body)) {
      if (!isOneOf<PanelsMessage>(value, types)) throw new Failure('broken')
      if (value.type === 'error') throw new Failure('failed', sentencesOf(value), value.requestId)
      yield value
      if (value.type === 'done') return
    }
  } catch (error) {
    // An unreadable line is a SyntaxError; every other error comes from the network.
    throw Failure.of(error, error instanceof SyntaxError ? 'broken' : 'offline')
  }
  throw new Failure('broken', '', headers.get('Request-Id') ?? undefined)
}
