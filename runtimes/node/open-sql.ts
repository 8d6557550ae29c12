// What Node does for in-house sources: databases, read only, and connections that show a client certificate.

import type { SourceRuntime } from '#sources/source-runtime.ts'
import { openCertified } from './source-mtls.ts'
import { openSourcePostgres } from '../compose/source-postgres.ts'
import { openSourceSqlite } from './source-sqlite.ts'

export const nodeSourceRuntime: SourceRuntime = {
  openSql: { postgres: openSourcePostgres, sqlite: openSourceSqlite },
  openCertified,
}
