// What only a runtime can do for sources: speak to databases, and show a client certificate.

import type { Ports } from '#ports.ts'
import type { Secret } from '#secret.ts'

/** In the dialect's own placeholders. */
export type SqlStatement = { text: string; values: readonly unknown[] }

export type SqlBounds = {
  rowsMax: number
  /** For waiting, connecting and running. */
  timeoutMs: number
  signal: AbortSignal
}

export type SqlResult =
  | {
      ok: true
      /**
       * Plain values: integers are numbers while a number holds them exactly and text beyond, decimals are text, times ISO 8601
       * text (without a zone where the column has none), dates `2026-11-21`, bytes a Uint8Array.
       */
      rows: Record<string, unknown>[]
      /** There were more than `rowsMax`. */
      cut: boolean
    }
  | {
      ok: false
      fault: 'timeout' | 'unreachable' | 'refused' | 'rejected' | 'failed'
      /** The database's own code, `42P01`: never its message, which may hold data. */
      code?: string
    }

/** One database, read only. */
export interface SqlDriver {
  /** Runs one statement that reads. Rejects only when `signal` aborts. */
  read(statement: SqlStatement, bounds: SqlBounds): Promise<SqlResult>
  close(): Promise<void>
}

export type SqlDialect = 'postgres' | 'sqlite'
export type ClientCertificate = { cert: string; key: Secret; ca?: string }
export type CertifiedFetch = { fetch: Ports['fetch']; close(): Promise<void> }

/** A function is absent where the runtime cannot do it; a configuration that needs it does not start. */
export interface SourceRuntime {
  openSql?: Partial<Record<SqlDialect, (url: Secret) => SqlDriver>>
  /** `fetch` that shows a client certificate; throws where the PEM texts cannot be read. */
  openCertified?(certificate: ClientCertificate): CertifiedFetch
}
