// Forwards by fetch: the portable half of the proxy lane, for Workers and wherever undici's own pool is not. Streams both ways.

import type { Ports } from '#ports.ts'
import { answerHeaders, refuseAnswer } from './forward-answer.ts'
import { bodyBytesMax, refusalOfFault, type Forward, type Refusal } from './forward.ts'
import { FormScan } from './target-form.ts'

export type FetchLimits = { headersMs: number; bodyIdleMs: number; totalMs: number }

/** Headers within 30 s, never 30 s without a byte, five minutes in all. */
export const fetchLimits: FetchLimits = { headersMs: 30_000, bodyIdleMs: 30_000, totalMs: 300_000 }

export type FetchOptions = {
  origin: string
  ports: Pick<Ports, 'fetch' | 'sleep'>
  limits: FetchLimits
  /** The caller's body, when the plan says there is one. */
  body: ReadableStream<Uint8Array> | null
  /** Aborted when the caller goes away. */
  signal: AbortSignal
  onEnd: (outcome: 'passed' | 'failed' | 'aborted') => void
}

export type FetchAnswer =
  | { ok: true; status: number; headers: [string, string][]; body: ReadableStream<Uint8Array> | null }
  | { ok: false; refusal: Refusal; cause?: unknown }

type Bytes = Uint8Array<ArrayBuffer>

/** The URL fetch would ask, if it is exactly the one that was checked. URL parsing writes `'` in a query as `%27`, which is the same. */
export function urlOf(origin: string, { path, query, text }: Forward['target']): URL | undefined {
  const url = new URL(origin + text)
  const search = query === '' ? '' : `?${query.replaceAll("'", '%27')}`
  return url.origin === origin && url.pathname === path && url.search === search && url.hash === ''
    ? url
    : undefined
}

/** Passes a body on while its length and its parameter names are watched; a fault goes to `onRefused` and breaks it off. */
function checkBody(onRefused: (refusal: Refusal) => void): TransformStream<Uint8Array, Uint8Array> {
  const scan = new FormScan()
  let bytes = 0
  // One piece is held back, so that the last is sent only when all was judged: until then Stripe waits for the rest.
  let held: Uint8Array | undefined
  const judge = (refusal: Refusal | undefined) => {
    if (!refusal) return
    onRefused(refusal)
    throw new Error(refusal.code)
  }
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length
      const tooLong: Refusal = {
        code: 'body_too_large',
        message: `The body is longer than ${bodyBytesMax} bytes.`,
      }
      const fault = scan.push(chunk)
      judge(bytes > bodyBytesMax ? tooLong : fault && refusalOfFault(fault))
      if (held) controller.enqueue(held)
      held = chunk
    },
    flush(controller) {
      const fault = scan.end()
      judge(fault && refusalOfFault(fault))
      if (held) controller.enqueue(held)
    },
  })
}

/** The answer's body, read only as fast as the caller takes it, given up when nothing comes. */
function boundBody(
  source: ReadableStream<Uint8Array>,
  giveUp: (reason: string) => void,
  options: FetchOptions,
): ReadableStream<Bytes> {
  const { ports, limits, onEnd } = options
  const reader = source.getReader()
  return new ReadableStream<Bytes>({
    async pull(controller) {
      const arrived = new AbortController()
      ports.sleep(limits.bodyIdleMs, arrived.signal).then(
        () => giveUp('idle'),
        () => undefined,
      )
      try {
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value as Bytes)
        controller.close()
        onEnd('passed')
      } catch (error) {
        onEnd('failed')
        controller.error(error)
      } finally {
        arrived.abort()
      }
    },
    cancel() {
      giveUp('caller gone')
      onEnd('aborted')
    },
  })
}

function answerOf(response: Response, giveUp: (reason: string) => void, options: FetchOptions): FetchAnswer {
  const encoding = response.headers.get('content-encoding') ?? undefined
  const status = response.type === 'opaqueredirect' ? 302 : response.status
  const refusal = refuseAnswer(status, encoding, ['gzip', 'br', 'deflate'])
  if (refusal) {
    giveUp(refusal.code)
    return { ok: false, refusal }
  }
  const headers: [string, string][] = []
  for (const [name, written] of answerHeaders) {
    const value = response.headers.get(name)
    if (value !== null) headers.push([written, value])
  }
  const length = response.headers.get('content-length')
  // fetch has decoded the body: neither its coding nor its length hold any more.
  if (length !== null && encoding === undefined) headers.push(['Content-Length', length])
  const isEmpty = response.body === null || [204, 205].includes(status)
  if (isEmpty) options.onEnd('passed')
  return {
    ok: true,
    status,
    headers,
    body: isEmpty || !response.body ? null : boundBody(response.body, giveUp, options),
  }
}

/** Everything that may end a request early: the caller leaving, headers not coming, the whole taking too long. */
function watch(options: FetchOptions) {
  const { ports, limits, signal, onEnd } = options
  const [upstream, answered, ended] = [new AbortController(), new AbortController(), new AbortController()]
  const watched = { late: false }
  const giveUp = (reason: string) => upstream.abort(new Error(reason))
  const leave = () => giveUp('caller gone')
  signal.addEventListener('abort', leave, { once: true })
  const expire = async (ms: number, unless: AbortSignal) => {
    try {
      await ports.sleep(ms, unless)
    } catch {
      return
    }
    watched.late = true
    giveUp('late')
  }
  void expire(limits.headersMs, answered.signal)
  void expire(limits.totalMs, ended.signal)
  const end = () => {
    ended.abort()
    signal.removeEventListener('abort', leave)
  }
  const endWith: FetchOptions['onEnd'] = (outcome) => {
    if (ended.signal.aborted) return
    end()
    onEnd(outcome)
  }
  return { signal: upstream.signal, watched, giveUp, answered: () => answered.abort(), end, endWith }
}

/** Sends the plan and returns the answer's head with its body still flowing. Never follows a redirect. */
export async function forwardByFetch(forward: Forward, options: FetchOptions): Promise<FetchAnswer> {
  const url = urlOf(options.origin, forward.target)
  if (!url) return { ok: false, refusal: refusalOfFault('query') }
  const headers = new Headers({ 'accept-encoding': 'identity' })
  for (let i = 0; i + 1 < forward.headers.length; i += 2) {
    headers.append(forward.headers[i] ?? '', forward.headers[i + 1] ?? '')
  }
  let refused: Refusal | undefined
  const checked = forward.hasBody && options.body?.pipeThrough(checkBody((refusal) => (refused = refusal)))
  const watching = watch(options)
  const { signal, giveUp, watched } = watching
  try {
    const body = checked ? { body: checked, duplex: 'half' } : {}
    const init: RequestInit = { method: forward.method, headers, redirect: 'manual', signal, ...body }
    const response = await options.ports.fetch(url, init)
    const answer = answerOf(response, giveUp, { ...options, onEnd: watching.endWith })
    if (!answer.ok) watching.end()
    return answer
  } catch (cause) {
    watching.end()
    if (refused) return { ok: false, refusal: refused }
    const refusal: Refusal = watched.late
      ? { code: 'stripe_timeout', message: 'Stripe did not answer in time.' }
      : { code: 'stripe_unreachable', message: 'Stripe could not be reached.' }
    return { ok: false, refusal, cause }
  } finally {
    watching.answered()
  }
}
