// In-house data providers as a configuration declares them: plain data with types. `sources/` opens them, panels and actions use them.

import type { z } from 'zod'

/** How the gateway proves itself, and for whom it asks, to an in-house service. */
export type HttpIdentity =
  /** A JWT of 60 s naming principal, tenant, Stripe account, mode and roles. HS256 takes a secret, ES256 a private JWK. */
  | { kind: 'jwt'; algorithm: 'HS256' | 'ES256'; key: string; audience: string; issuer?: string }
  | { kind: 'bearer'; token: string }
  /** Client certificate, PEM. On Node only. */
  | { kind: 'mtls'; cert: string; key: string; ca?: string }
  | { kind: 'none' }

export type HttpSourceOptions = {
  /** Names it in logs, metrics and error panels; also `:source` of the signed pass-through. */
  name: string
  /** `https://orders.internal/api`; plain http only where `insecure` says so, and to loopback. */
  baseUrl: string
  /** What may be asked, method and path with `:name` segments: `GET /orders/:id`. Anything else is refused here. */
  allow: readonly `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`[]
  identity?: HttpIdentity
  /** For one call with its retries; 3 s. */
  timeoutMs?: number
  /** Of the answer, after decompression; 1 MiB. */
  bodyBytesMax?: number
  /** Of calls of method GET; 1. */
  retries?: number
  /** What the Stripe App may reach through `/stripe-app/proxy/:source/*`: none unless listed. Needs identity `jwt`, which names the account. */
  passThrough?: readonly `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`[]
  /** Plain http inside a private network. */
  insecure?: boolean
}

export type SqlSourceOptions<Queries extends SqlQueries = SqlQueries> = {
  name: string
  /** `postgres://…`, or `sqlite:/path/to/file`. A read-only user, please; the session is made read-only as well. */
  url: string
  queries: Queries
  /** Of a statement; 3 s. */
  timeoutMs?: number
  /** More rows than this are cut off and said; 500. */
  rowsMax?: number
}

/** A named statement: `select … where id = :id`. Parameters are bound, never put into the text. */
export type SqlQuery<Parameters extends z.ZodObject = z.ZodObject, Row extends z.ZodType = z.ZodType> = {
  sql: string
  parameters: Parameters
  row: Row
}
export type SqlQueries = Readonly<Record<string, SqlQuery>>

export type HttpSource = { readonly kind: 'http'; readonly options: HttpSourceOptions }
export type SqlSource<Queries extends SqlQueries = SqlQueries> = {
  readonly kind: 'sql'
  readonly options: SqlSourceOptions<Queries>
}
export type Source = HttpSource | SqlSource
export type Sources = Readonly<Record<string, Source>>

/** Values of `:name` segments, percent-encoded by the source; the rest becomes the query. */
export type CallOptions = {
  params?: Readonly<Record<string, string | number>>
  query?: Readonly<Record<string, string | number | boolean | undefined>>
}

/** An opened HTTP source, for one request of one principal. Every answer passes the schema. Throws `SourceError`. */
export interface HttpCalls {
  get<T>(path: string, schema: z.ZodType<T>, options?: CallOptions): Promise<T>
  /** `undefined` where the service answers 404. */
  find<T>(path: string, schema: z.ZodType<T>, options?: CallOptions): Promise<T | undefined>
  /** A write; the service gets `Idempotency-Key` so that a retry does nothing twice. */
  send<T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    schema: z.ZodType<T>,
    options: CallOptions & { body?: unknown; idempotencyKey: string },
  ): Promise<T>
}

/** An opened SQL source: each named query as a function. */
export type SqlCalls<Queries extends SqlQueries> = {
  readonly [Name in keyof Queries]: (
    parameters: z.input<Queries[Name]['parameters']>,
  ) => Promise<z.output<Queries[Name]['row']>[]>
}

/** What `load` and `run` get for the sources they declare. */
export type OpenSources<S extends Sources> = {
  readonly [Name in keyof S]: S[Name] extends SqlSource<infer Queries> ? SqlCalls<Queries> : HttpCalls
}
