// Asks the gateway for panels and hands them on one by one. Whatever goes wrong becomes one Failure with a cause a person understands.

import type { PanelsMessage, PanelsRequest, Problem } from '#contract/api.ts'
import { readLines } from './ndjson.ts'
import { authHeaders, type Connection } from './settings.ts'

/** Why there is no answer. `offline`: nothing came back; `unauthorized`: the gateway refuses what we show; `broken`: not an answer of ours. */
export class Failure extends Error {
  readonly reason: 'offline' | 'timeout' | 'unauthorized' | 'refused' | 'failed' | 'broken'
  readonly requestId: string | undefined
  constructor(reason: Failure['reason'], message = '', requestId?: string) {
    super(message)
    this.reason = reason
    this.requestId = requestId
  }
}

/** What the reader needs of the world. */
export type StreamPorts = {
  fetch: typeof fetch
  /** The build named by the answer. */
  onBuild?: (build: string) => void
  /** Silence after which an answer is given up. */
  silenceMs?: number
}

const types: readonly string[] = ['found', 'panel', 'done', 'error'] satisfies PanelsMessage['type'][]

// Our own gateway validated these by the contract's schema; here only the outline is looked at.
function isMessage(value: unknown): value is PanelsMessage {
  return typeof value === 'object' && value !== null && 'type' in value && types.includes(String(value.type))
}

/** Turns an answer that is not a success into a Failure. */
export async function failureOf(response: Response): Promise<Failure> {
  const problem = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined
  const text = [problem?.title, problem?.detail].filter((part) => typeof part === 'string').join('. ')
  const id = problem?.request_id ?? response.headers.get('Request-Id') ?? undefined
  const reason =
    response.status === 401
      ? 'unauthorized'
      : response.status >= 500 || response.status === 429
        ? 'failed'
        : 'refused'
  return new Failure(reason, text || String(response.status), id)
}

/** Sends a request with the proof and a limit on silence; `alive` restarts the limit. */
export async function ask(
  connection: Connection,
  path: string,
  init: RequestInit & { signal: AbortSignal },
  ports: StreamPorts,
): Promise<{ response: Response; alive: () => void; end: () => void }> {
  const silence = new AbortController()
  const limit = () => setTimeout(() => silence.abort(new Failure('timeout')), ports.silenceMs ?? 20_000)
  let timer = limit()
  const alive = () => {
    clearTimeout(timer)
    timer = limit()
  }
  const end = () => clearTimeout(timer)
  try {
    const response = await ports.fetch(new URL(path, connection.url), {
      ...init,
      headers: {
        ...authHeaders(connection),
        ...(init.body ? { 'content-type': 'application/json' } : {}),
        accept: 'application/x-ndjson, application/json',
      },
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.any([init.signal, silence.signal]),
    })
    const build = response.headers.get('Tillside-Build')
    if (build) ports.onBuild?.(build)
    if (!response.ok) throw await failureOf(response)
    return { response, alive, end }
  } catch (error) {
    end()
    throw error instanceof Failure
      ? error
      : silence.signal.aborted
        ? new Failure('timeout')
        : new Failure('offline')
  }
}

/** The messages of one answer, in order, ending with `done`; throws a Failure otherwise. */
export async function* readPanels(
  connection: Connection,
  request: PanelsRequest,
  signal: AbortSignal,
  ports: StreamPorts,
): AsyncGenerator<PanelsMessage> {
  const { response, alive, end } = await ask(
    connection,
    'api/panels',
    { method: 'POST', body: JSON.stringify(request), signal },
    ports,
  )
  try {
    if (!response.body) throw new Failure('broken')
    for await (const value of readLines(response.body, alive)) {
      if (!isMessage(value)) throw new Failure('broken')
      if (value.type === 'error')
        throw new Failure('failed', [value.title, value.detail].filter(Boolean).join('. '), value.requestId)
      yield value
      if (value.type === 'done') return
    }
    throw new Failure('broken', '', response.headers.get('Request-Id') ?? undefined)
  } catch (error) {
    if (error instanceof Failure) throw error
    // An unreadable line is a SyntaxError; everything else is the network.
    throw new Failure(error instanceof SyntaxError ? 'broken' : 'offline')
  } finally {
    end()
  }
}
