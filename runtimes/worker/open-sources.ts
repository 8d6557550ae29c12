// What Workers offer to in-house sources: Postgres, over connections that end with each query. SQLite files and client
// certificates are not available; a configuration that needs them does not start.

import type { Secret } from '#secret.ts'
import type { SourceRuntime, SqlDriver } from '#sources/source-runtime.ts'
import { openSourcePostgres } from '../compose/source-postgres.ts'

export const workerSourceRuntime: SourceRuntime = { openSql: { postgres: openPostgresEachTime } }

/** Opens a connection for each query, because connections belong to the request that opened them. */
function openPostgresEachTime(url: Secret): SqlDriver {
  return {
    async read(statement, bounds) {
      const driver = openSourcePostgres(url)
      try {
        return await driver.read(statement, bounds)
      } finally {
        await driver.close()
      }
    },
    close: () => Promise.resolve(),
  }
}
