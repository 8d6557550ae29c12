// In-house sources as a configuration declares them: typed plain data. `sources/` opens them, panels and actions use them.

import type { z } from 'zod'
import type { RemoteAnswerOf, RemoteCall, RemoteMessageOf } from '#contract/remote.ts'

/** How the gateway proves its identity, and its caller's, to an in-house service. */
export type HttpIdentity =
  /** A JWT of 60 s naming principal, tenant, Stripe account, mode and roles. HS256 takes a secret, ES256 a private JWK. */
  | { kind: 'jwt'; algorithm: 'HS256' | 'ES256'; key: string; audience: string; issuer?: string }
  | { kind: 'bearer'; token: string }
  /** A client certificate as PEM. Only on Node. */
  | { kind: 'mtls'; cert: string; key: string; ca?: string }
  | { kind: 'none' }

export type HttpSourceOptions = {
  /** The name in logs, metrics and error panels; also `:source` of the signed pass-through. */
  name: string
  /** `https://orders.internal/api`; plain http only to loopback, or with `insecure`. */
  baseUrl: string
  /** The allowed requests, method and path with `:name` segments: `GET /orders/:id`. The gateway refuses any other. */
  allow: readonly `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`[]
  identity?: HttpIdentity
  /** For one call including retries; 3 s by default. */
  timeoutMs?: number
  /** Maximum size of the response after decompression; 1 MiB by default. */
  bodyBytesMax?: number
  /** Retries of GET requests; 1 by default. */
  retries?: number
  /** The requests that the Stripe App may send through `/stripe-app/proxy/:source/*`; none by default. Needs identity `jwt`, which names the account. */
  passThrough?: readonly `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`[]
  /** Allows plain http, inside a private network. */
  insecure?: boolean
}

export type SqlSourceOptions<Queries extends SqlQueries = SqlQueries> = {
  name: string
  /** `postgres://…`, or `sqlite:/path/to/file`. Use a read-only user; the session is read-only as well. */
  url: string
  queries: Queries
  /** For one statement; 3 s by default. */
  timeoutMs?: number
  /** Further rows are cut off, which is logged; 500 by default. */
  rowsMax?: number
}

/** A named statement: `select … where id = :id`. Parameters are bound, never inserted into the text. */
export type SqlQuery<Parameters extends z.ZodObject = z.ZodObject, Row extends z.ZodType = z.ZodType> = {
  sql: string
  parameters: Parameters
  row: Row
}
export type SqlQueries = Readonly<Record<string, SqlQuery>>

/** A service that stands in for functions of the configuration. */
export type RemoteOptions = {
  /** The name in logs, metrics and error panels. */
  name: string
  /** The address that calls are posted to. */
  url: string
  /** `whsec_` and 24 to 64 bytes as base64. List two during a rotation: both sign. */
  secret: string | readonly string[]
  /** Allows plain http, inside a private network. */
  insecure?: boolean
}

export type HttpSource = { readonly kind: 'http'; readonly options: HttpSourceOptions }
export type SqlSource<Queries extends SqlQueries = SqlQueries> = {
  readonly kind: 'sql'
  readonly options: SqlSourceOptions<Queries>
}
export type RemoteSource = { readonly kind: 'remote'; readonly options: RemoteOptions }
export type Source = HttpSource | SqlSource | RemoteSource
export type Sources = Readonly<Record<string, Source>>

/** `params`: the values of `:name` segments, which the source percent-encodes. `query`: the query string. */
export type CallOptions = {
  params?: Readonly<Record<string, string | number>>
  query?: Readonly<Record<string, string | number | boolean | undefined>>
}

/** An opened HTTP source, for one request of one principal. Every response is checked against the schema. Throws `SourceError`. */
export interface HttpCalls {
  get<T>(path: string, schema: z.ZodType<T>, options?: CallOptions): Promise<T>
  /** Returns `undefined` if the service responds with 404. */
  find<T>(path: string, schema: z.ZodType<T>, options?: CallOptions): Promise<T | undefined>
  /** Sends a write with an `Idempotency-Key`, so that the service does not repeat it after a retry. */
  send<T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    schema: z.ZodType<T>,
    options: CallOptions & { body?: unknown; idempotencyKey: string },
  ): Promise<T>
}

/** An opened SQL source, with a function for each named query. */
export type SqlCalls<Queries extends SqlQueries> = {
  readonly [Name in keyof Queries]: (
    parameters: z.input<Queries[Name]['parameters']>,
  ) => Promise<z.output<Queries[Name]['row']>[]>
}

/** What a function sends to its service; the source adds the rest. */
export type RemoteQuestion<C extends RemoteCall> = Omit<
  RemoteMessageOf<C>,
  'protocol' | 'tenant' | 'requestId'
>

/** An opened remote service, for one request of one principal. Throws `SourceError`. */
export interface RemoteCalls {
  ask<C extends RemoteCall>(question: RemoteQuestion<C> & { call: C }): Promise<RemoteAnswerOf<C>>
}

/** The opened form of declared sources, as passed to `load` and `run`. */
export type OpenSources<S extends Sources> = {
  readonly [Name in keyof S]: S[Name] extends SqlSource<infer Queries> ? SqlCalls<Queries> : HttpCalls
}
