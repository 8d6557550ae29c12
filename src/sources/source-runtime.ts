// What a runtime provides to sources: access to databases, and client certificates.

import type { FetchOutside } from '#outside/fetch-outside.ts'
import type { Ports } from '#ports.ts'
import type { Secret } from '#secret.ts'

/** With the dialect's own placeholders. */
export type SqlStatement = { text: string; values: readonly unknown[] }

export type SqlBounds = {
  rowsMax: number
  /** For waiting, connecting and running together. */
  timeoutMs: number
  signal: AbortSignal
}

export type SqlResult =
  | {
      ok: true
      /**
       * Plain values. Integers are numbers if a number can represent them exactly, else text. Decimals are text, times are ISO 8601
       * text (without a zone if the column has none), dates are `2026-11-21`, bytes are a Uint8Array.
       */
      rows: Record<string, unknown>[]
      /** Whether there were more than `rowsMax`. */
      cut: boolean
    }
  | {
      ok: false
      fault: 'timeout' | 'unreachable' | 'refused' | 'rejected' | 'failed'
      /** The database's own code, such as `42P01`. Never its message, which may contain data. */
      code?: string
    }

/** One database, read-only. */
export interface SqlDriver {
  /** Runs one reading statement. Rejects only when `signal` aborts. */
  read(statement: SqlStatement, bounds: SqlBounds): Promise<SqlResult>
  close(): Promise<void>
}

export type SqlDialect = 'postgres' | 'sqlite'
export type ClientCertificate = { cert: string; key: Secret; ca?: string }
export type CertifiedFetch = { fetch: Ports['fetch']; close(): Promise<void> }

/** A function is absent if the runtime cannot offer it; a configuration that needs it does not start. */
export interface SourceRuntime {
  openSql?: Partial<Record<SqlDialect, (url: Secret) => SqlDriver>>
  /** Returns a `fetch` with a client certificate. Throws if the PEM texts cannot be read. */
  openCertified?(certificate: ClientCertificate): CertifiedFetch
  /** Posts to remote services, at the addresses that the settings allow. */
  fetchOutside?: FetchOutside
}
