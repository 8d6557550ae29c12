// Asks the gateway for panels and hands them on one by one. Whatever goes wrong becomes one Failure with a cause a person understands.

import type { PanelsMessage, PanelsRequest, Problem } from '#contract/api.ts'
import { readLines } from '#contract/read-lines.ts'
import { authHeaders, type Connection, isRecord } from './settings/parse-settings.ts'

/** Why there is no answer. `offline`: nothing came back; `unauthorized`: the gateway refuses what we show; `broken`: not an answer of ours. */
export class Failure extends Error {
  readonly reason: 'offline' | 'timeout' | 'unauthorized' | 'refused' | 'failed' | 'broken'
  readonly requestId: string | undefined
  constructor(reason: Failure['reason'], message = '', requestId?: string) {
    super(message)
    this.reason = reason
    this.requestId = requestId
  }

  /** The failure that was thrown, or one for whatever else was. */
  static of(error: unknown, reason: Failure['reason'] = 'broken'): Failure {
    return error instanceof Failure ? error : new Failure(reason)
  }
}

/** Whether the gateway understood the request and said no: the same request would be refused again. */
export const isRefusal = ({ reason }: Failure): boolean => /^(refused|unauthorized)$/.test(reason)

/** What the reader needs of the world. */
export type GatewayPorts = {
  fetch: typeof fetch
  /** The build named by the answer. */
  onBuild?: (build: string) => void
  /** When an answer is given up; the gateway itself gives up earlier. */
  limitMs?: number
}

/** What every question says of whoever reads the answer. */
export type Reader = Pick<PanelsRequest, 'locale' | 'timeZone'>

const types = ['found', 'panel', 'done', 'error'] as const

/**
 * Whether a value is one of several shapes told apart by `type`.
 * Our own gateway validated it by the contract's schema; here only the outline is checked.
 */
export function isOneOf<Shape extends { type: string }>(
  value: unknown,
  types: readonly Shape['type'][],
): value is Shape {
  return isRecord(value) && (types as readonly unknown[]).includes(value.type)
}

const sentencesOf = ({ title, detail }: Partial<Problem> = {}) =>
  [title, detail].filter((part) => typeof part === 'string').join('. ')

/** Turns an answer that is not a success into a Failure. */
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

/** What every request to a gateway is sent with: nothing of this browser, and no answer kept. */
export const requestOptions = { credentials: 'omit', cache: 'no-store', redirect: 'error' } as const

type Init = { method: string; body?: string }

/** Sends a request with the proof; `signal` ends it from outside, the limit from inside. */
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

/** The messages of one answer, in order, ending with `done`; throws a Failure otherwise. */
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
    // An unreadable line is a SyntaxError; everything else is the network.
    throw Failure.of(error, error instanceof SyntaxError ? 'broken' : 'offline')
  }
  throw new Failure('broken', '', headers.get('Request-Id') ?? undefined)
}
