// Passes requests of the Stripe App on to an in-house service: only on paths that the configuration lists, with the same identity and
// limits. The service's response is returned, so only as JSON or plain text, with few headers, and never after a failure.

import { SourceError } from '#definitions/source-error.ts'
import type { SourceCaller } from './caller.ts'
import { undeclared, type SourceTelemetry } from './telemetry.ts'
import type { Received } from './exchange.ts'
import { idempotencyKeyPattern, requireSuccess, type OpenHttpSource } from './http-source.ts'
import { matchTemplate } from './path-template.ts'

export type PassThroughRequest = {
  method: string
  /** The part after `/stripe-app/proxy/:source`, percent-encoded, as received. */
  path: string
  /** As received, without the question mark. */
  query?: string
  body?: Uint8Array
  contentType?: string
  /** Defaults to the request id, which makes a repeat a new write. */
  idempotencyKey?: string
}

const queryPairsMax = 50
const typesIn = ['application/json', 'text/plain']
/** No markup: a service's response must not become a page of the gateway. */
const typesOut = ['application/json', 'application/problem+json', 'text/plain', 'text/csv']
const headersOut = ['content-language', 'retry-after']
/** Statuses that must not have a body. */
const emptyStatuses = [204, 205]

const typeOf = (contentType: string | null | undefined) =>
  (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** Whether a 4xx is meant for the app. A 401 or 407 is about the gateway's own identity, which the app cannot fix. */
const isServiceAnswer = (status: number) => status >= 400 && status < 500 && status !== 401 && status !== 407

function responseOf(source: string, received: Received): Response {
  const answered = received.outcome === 'answered' && isServiceAnswer(received.status)
  const { status, headers, body } = answered ? received : requireSuccess(source, received)
  const out = new Headers({ 'cache-control': 'no-store' })
  for (const name of headersOut) {
    const value = headers.get(name)
    if (value !== null) out.set(name, value)
  }
  if (body.byteLength === 0 || emptyStatuses.includes(status))
    return new Response(null, { status, headers: out })
  const type = typeOf(headers.get('content-type'))
  if (!typesOut.includes(type)) {
    const cause = new Error('answer: neither JSON nor plain text')
    throw new SourceError(source, 'answer_invalid', { status, cause })
  }
  out.set('content-type', `${type}; charset=utf-8`)
  out.set('x-content-type-options', 'nosniff')
  return new Response(body, { status, headers: out })
}

type Fitting = { endpoint: string; url: string }

/** Returns `undefined` for any request that is not listed, for whatever reason. */
function fit(source: OpenHttpSource, request: PassThroughRequest): Fitting | undefined {
  const query = new URLSearchParams(request.query ?? '')
  if (query.size > queryPairsMax) return undefined
  if (request.body && !typesIn.includes(typeOf(request.contentType))) return undefined
  if (request.body && request.method === 'GET') return undefined
  if (!idempotencyKeyPattern.test(request.idempotencyKey ?? 'absent')) return undefined
  for (const template of source.passThrough) {
    const path = template.method === request.method ? matchTemplate(template, request.path) : undefined
    const url = path === undefined ? undefined : source.urlOf(path, query)
    if (url !== undefined) return { endpoint: `${template.method} ${template.path}`, url }
  }
  return undefined
}

const bodyOf = ({ body, contentType }: PassThroughRequest) =>
  body ? { body: new Uint8Array(body), type: { 'content-type': typeOf(contentType) } } : undefined

/** Throws `SourceError`, with `not_declared` for both an unknown source and an unlisted path. */
export async function passThrough(
  source: OpenHttpSource | undefined,
  request: PassThroughRequest & { name: string },
  { caller, telemetry }: { caller: SourceCaller; telemetry: SourceTelemetry },
): Promise<Response> {
  const fitting = source && fit(source, request)
  if (!source || !fitting) {
    const endpoint = { source: source?.name ?? undeclared, endpoint: undeclared }
    const error = new SourceError(request.name, 'not_declared')
    return telemetry.record(endpoint, caller, () => Promise.reject(error))
  }
  const { method, idempotencyKey = caller.requestId } = request
  const sent = bodyOf(request)
  const headers = {
    accept: 'application/json, text/plain',
    ...sent?.type,
    ...(method === 'GET' ? {} : { 'idempotency-key': idempotencyKey }),
  }
  const prepared = { ...fitting, method, headers, ...(sent ? { body: sent.body } : {}) }
  return source.exchange(prepared, caller, (received) => responseOf(source.name, received))
}
