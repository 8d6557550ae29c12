// What Workers offer to in-house sources: remote services, and Postgres over connections that end with each query. SQLite files and client
// certificates are not available; a configuration that needs them does not start.

import type { Config } from '#config.ts'
import { createAddressPolicy } from '#outside/address-policy.ts'
import type { Ports } from '#ports.ts'
import type { Secret } from '#secret.ts'
import type { SourceRuntime, SqlDriver } from '#sources/source-runtime.ts'
import { createFetchOutside } from '../compose/fetch-outside.ts'
import { openSourcePostgres } from '../compose/source-postgres.ts'

export const createWorkerSourceRuntime = (
  { relayNetworks }: Pick<Config, 'relayNetworks'>,
  { fetch }: Pick<Ports, 'fetch'>,
): SourceRuntime => ({
  openSql: { postgres: openPostgresEachTime },
  fetchOutside: createFetchOutside({ fetch, isAllowed: createAddressPolicy(relayNetworks) }),
})

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
