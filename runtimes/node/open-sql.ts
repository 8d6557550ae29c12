// What Node offers to in-house sources: read-only databases, and connections with a client certificate.

import type { SourceRuntime } from '#sources/source-runtime.ts'
import { openCertified } from './source-mtls.ts'
import { openSourcePostgres } from '../compose/source-postgres.ts'
import { openSourceSqlite } from './source-sqlite.ts'

export const nodeSourceRuntime: SourceRuntime = {
  openSql: { postgres: openSourcePostgres, sqlite: openSourceSqlite },
  openCertified,
}
