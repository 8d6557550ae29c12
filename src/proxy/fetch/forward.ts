// Forwards by fetch: the proxy lane's portable transport, for Workers and wherever undici's own pool is not. Streams both ways.

import type { Ports } from '#ports.ts'
import { readResponse } from '#read-bounded.ts'
import type { Forward } from '../plan.ts'
import {
  bodyTooSlow,
  refusalOfFault,
  stripeErrorUnreadable,
  stripeTimeout,
  stripeUnreachable,
  type Refusal,
} from '../refusal.ts'
import { errorBytesMax, passedHeaders, refuseResponse } from '../response.ts'
import { checkBody, readWhole } from './body.ts'
import { passBody } from './response-body.ts'
import { watch, type Watch, type WatchOptions } from './watch.ts'

export type FetchOptions = WatchOptions & {
  /** Origin of Stripe's API. */
  origin: string
  ports: Pick<Ports, 'fetch'>
  /** The caller's body, when the plan says there is one. */
  body: ReadableStream<Uint8Array> | null
}

type Bytes = Uint8Array<ArrayBuffer>

export type FetchResponse =
  | {
      kind: 'response'
      status: number
      headers: [string, string][]
      body: ReadableStream<Bytes> | Bytes | null
    }
  | { kind: 'refusal'; refusal: Refusal; cause?: unknown }
  /** Nobody is there to read a response. */
  | { kind: 'caller_left' }

/** The URL for fetch, if it is exactly what was checked. URL parsing writes `'` in a query as `%27`, which means the same. */
export function urlOf(origin: string, { path, query, text }: Forward['target']): URL | undefined {
  const url = new URL(origin + text)
  const search = query === '' ? '' : `?${query.replaceAll("'", '%27')}`
  return url.origin === origin && url.pathname === path && url.search === search && url.hash === ''
    ? url
    : undefined
}

async function toResponse(response: Response, watching: Watch, { scrub }: Forward): Promise<FetchResponse> {
  const encoding = response.headers.get('content-encoding') ?? undefined
  const status = response.type === 'opaqueredirect' ? 302 : response.status
  const refusal = refuseResponse(status, encoding, ['gzip', 'br', 'deflate'])
  if (refusal) return { kind: 'refusal', refusal }
  const headers: [string, string][] = []
  for (const [name, written] of passedHeaders) {
    const value = response.headers.get(name)
    if (value !== null) headers.push([written, scrub.text(value)])
  }
  const isEmpty = response.body === null || [204, 205].includes(status)
  if (isEmpty || !response.body) {
    watching.end({ status, result: 'passed' })
    return { kind: 'response', status, headers, body: null }
  }
  if (status >= 400) {
    const body = await readResponse(response, errorBytesMax)
    if (!body) return { kind: 'refusal', refusal: stripeErrorUnreadable }
    watching.end({ status, result: 'passed' })
    return { kind: 'response', status, headers, body: scrub.bytes(body) }
  }
  const length = response.headers.get('content-length')
  // fetch has decoded an encoded body; its length is then another.
  if (length !== null && encoding === undefined) headers.push(['Content-Length', length])
  return { kind: 'response', status, headers, body: passBody(response.body, status, watching) }
}

/** Sends the request to Stripe; a second time where the first broke off without a response and twice does no more than once. */
async function send(
  forward: Forward,
  url: URL,
  watching: Watch,
  options: FetchOptions,
  onRefused: (refusal: Refusal) => void,
) {
  const { ports, limits } = options
  const headers = new Headers({ 'accept-encoding': 'identity' })
  for (let i = 0; i + 1 < forward.headers.length; i += 2) {
    headers.append(forward.headers[i] ?? '', forward.headers[i + 1] ?? '')
  }
  const init = { method: forward.method, headers, redirect: 'manual', signal: watching.signal } as const
  let onResponse = () => {}
  const awaitResponse = () => (onResponse = watching.limit(limits.headersMs, stripeTimeout))
  const onArrived = forward.hasBody ? watching.limit(limits.requestBodyMs, bodyTooSlow) : () => {}
  const onWhole = () => {
    onArrived()
    awaitResponse()
  }
  const checked = forward.hasBody && options.body?.pipeThrough(checkBody(onRefused, onWhole))
  const body = checked && forward.isRepeatable ? await readWhole(checked, watching.signal) : checked
  const attempt = async () => {
    if (!checked) awaitResponse()
    try {
      return await ports.fetch(url, body ? ({ ...init, body, duplex: 'half' } as RequestInit) : init)
    } finally {
      onResponse()
    }
  }
  try {
    return await attempt()
  } catch (error) {
    if (!forward.isRepeatable || watching.why() !== undefined) throw error
    return await attempt()
  }
}

/** Sends what was planned and returns the head of the response, its body still flowing. Never follows a redirect. */
export async function forwardByFetch(forward: Forward, options: FetchOptions): Promise<FetchResponse> {
  const watching = watch(options)
  const refuse = (refusal: Refusal, cause?: unknown): FetchResponse => {
    watching.giveUp(refusal)
    watching.end()
    return cause === undefined ? { kind: 'refusal', refusal } : { kind: 'refusal', refusal, cause }
  }
  const url = urlOf(options.origin, forward.target)
  if (!url) return refuse(refusalOfFault('query'))
  let refused: Refusal | undefined
  try {
    const received = await send(forward, url, watching, options, (refusal) => (refused = refusal))
    const response = await toResponse(received, watching, forward)
    return response.kind === 'refusal' ? refuse(response.refusal) : response
  } catch (cause) {
    const why = watching.why()
    if (why === 'caller_left') {
      watching.end({ status: 499, result: 'aborted' })
      return { kind: 'caller_left' }
    }
    const known = refused ?? why
    return known ? refuse(known) : refuse(stripeUnreachable, cause)
  }
}
