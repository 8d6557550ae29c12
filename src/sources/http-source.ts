// An in-house HTTP service as panels and actions call it. Requests must be allowed by the configuration and carry the identity;
// responses are limited and checked.

import type { z } from 'zod'
import { observing } from '#definitions/observed.ts'
import { SourceError } from '#definitions/source-error.ts'
import type { CallOptions, HttpCalls, HttpSourceOptions } from '#definitions/source.ts'
import type { Ports } from '#ports.ts'
import { checkResponse, parseJson } from './response.ts'
import type { SourceCaller } from './caller.ts'
import { buildUrl, parseBaseUrl, type BaseUrl } from './base-url.ts'
import { undeclared, type SourceTelemetry } from './telemetry.ts'
import { createCircuit } from './circuit.ts'
import { faultOf, type Received, type Sent } from './exchange.ts'
import { createProof } from './identity.ts'
import { fillTemplate, parseTemplate, type PathTemplate } from './path-template.ts'
import { exchangeWithRetries, type RetryDeps } from './retry.ts'

export type HttpSourceDeps = {
  tenantId: string
  ports: Ports
  telemetry: SourceTelemetry
  /** A `fetch` with the client certificate, if the identity is one. */
  fetch: Ports['fetch']
}

/** A request with its final address, before the identity is added. */
type Prepared = Omit<Sent, 'headers'> & { endpoint: string; headers?: Record<string, string> }

export interface OpenHttpSource {
  readonly name: string
  readonly passThrough: readonly PathTemplate[]
  calls(caller: SourceCaller): HttpCalls
  /** Returns `undefined` if the URL would leave the base address or is too long. */
  urlOf(path: string, query: URLSearchParams): string | undefined
  /** Sends the request, reads the response and records the outcome. Throws `SourceError` if `read` does not accept the response. */
  exchange<T>(
    prepared: Prepared,
    caller: SourceCaller,
    read: (received: Received) => T | Promise<T>,
  ): Promise<T>
}

const defaults = { timeoutMs: 3000, bodyBytesMax: 1024 * 1024, retries: 1 } as const
export const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/

const no = (source: string, why: string) => new SourceError(source, 'not_declared', { cause: new Error(why) })

const templatesOf = (declared: readonly string[]) =>
  declared.flatMap((one) => {
    const template = parseTemplate(one)
    return template ? [template] : []
  })

function baseOf({ name, baseUrl, insecure = false }: HttpSourceOptions): BaseUrl {
  const parsed = parseBaseUrl(baseUrl, insecure)
  if (!parsed.ok) throw new Error(`source ${name}: ${parsed.problem}`)
  return parsed.base
}

function queryOf(query: CallOptions['query'] = {}): URLSearchParams {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return new URLSearchParams(pairs)
}

/** Throws `SourceError` unless the service responded successfully. */
export function requireSuccess(
  source: string,
  received: Received,
): Extract<Received, { outcome: 'answered' }> {
  const fault = faultOf(received)
  const status = 'status' in received ? { status: received.status } : {}
  if (fault !== undefined || received.outcome !== 'answered') {
    const cause = received.outcome === 'too_long' ? { cause: new Error('answer: too long') } : {}
    throw new SourceError(source, fault ?? 'failed', { ...status, ...cause })
  }
  return received
}

/** Opens a source whose options have been checked (`problemsOf`). */
export function openHttpSource(options: HttpSourceOptions, deps: HttpSourceDeps): OpenHttpSource {
  const { name } = options
  const { ports, telemetry, fetch, tenantId } = deps
  const base = baseOf(options)
  const allowed = templatesOf(options.allow)
  const retryDeps: RetryDeps = {
    ports,
    fetch,
    circuit: createCircuit(),
    prove: createProof(options.identity ?? { kind: 'none' }, tenantId, ports),
    timeoutMs: options.timeoutMs ?? defaults.timeoutMs,
    bodyBytesMax: options.bodyBytesMax ?? defaults.bodyBytesMax,
    retries: options.retries ?? defaults.retries,
    onRetry: () => telemetry.retried(name),
  }
  const source: OpenHttpSource = {
    name,
    passThrough: templatesOf(options.passThrough ?? []),
    urlOf: (path, query) => buildUrl(base, path, query),
    exchange({ endpoint, headers = {}, ...sent }, caller, read) {
      const whole = {
        ...sent,
        headers: { ...headers, 'request-id': caller.requestId, 'user-agent': 'tillside' },
      }
      return telemetry.record({ source: name, endpoint }, caller, async () =>
        read(await exchangeWithRetries(whole, caller, retryDeps)),
      )
    },
    calls: (caller) => observing(createCalls(source, allowed, { caller, telemetry })),
  }
  return source
}

type HttpCallDeps = { caller: SourceCaller; telemetry: SourceTelemetry }

function createCalls(
  source: OpenHttpSource,
  allowed: readonly PathTemplate[],
  deps: HttpCallDeps,
): HttpCalls {
  const { name } = source
  const { caller, telemetry } = deps
  const refuse = (why: string) =>
    telemetry.record({ source: name, endpoint: undeclared }, caller, () => Promise.reject(no(name, why)))
  const prepare = async (method: string, path: string, { params, query }: CallOptions): Promise<Prepared> => {
    const template = allowed.find((one) => one.method === method && one.path === path)
    if (!template) return refuse('this method and path are not in allow')
    const filled = fillTemplate(template, params)
    if (filled === undefined) return refuse(`the values do not fit ${template.path}`)
    const url = source.urlOf(filled, queryOf(query))
    if (url === undefined) return refuse('the address is outside of baseUrl or too long')
    return { endpoint: `${method} ${path}`, method, url }
  }
  const readAs = async <T>(schema: z.ZodType<T>, received: Received): Promise<T> => {
    const { body, status } = requireSuccess(name, received)
    return checkResponse(name, schema, parseJson(name, body, status))
  }
  const accept = { accept: 'application/json' }
  return {
    async get(path, schema, options = {}) {
      const prepared = await prepare('GET', path, options)
      return source.exchange({ ...prepared, headers: accept }, caller, (received) => readAs(schema, received))
    },
    async find(path, schema, options = {}) {
      const prepared = await prepare('GET', path, options)
      return source.exchange({ ...prepared, headers: accept }, caller, (received) =>
        faultOf(received) === 'not_found' ? undefined : readAs(schema, received),
      )
    },
    async send(method, path, schema, { body, idempotencyKey, ...options }) {
      const prepared = await prepare(method, path, options)
      if (!idempotencyKeyPattern.test(idempotencyKey)) return refuse('idempotencyKey is not printable text')
      const headers = { ...accept, 'idempotency-key': idempotencyKey }
      const json = body === undefined ? undefined : JSON.stringify(body)
      const sent =
        json === undefined
          ? { headers }
          : { headers: { ...headers, 'content-type': 'application/json' }, body: json }
      return source.exchange({ ...prepared, ...sent }, caller, (received) => readAs(schema, received))
    },
  }
}
