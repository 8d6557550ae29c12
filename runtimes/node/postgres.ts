// Postgres for several replicas: a bounded pool, and a limit on every wait, so that a slow database cannot hold requests for ever.

import { PostgresDialect } from 'kysely'
import { DatabaseError, Pool, type PoolClient } from 'pg'
import type { Log } from '#log.ts'
import type { Secret } from '#secret.ts'

export function openPostgres(url: Secret, log: Log): PostgresDialect {
  const pool = new Pool({
    connectionString: url.reveal(),
    application_name: 'tillside',
    max: 10,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    query_timeout: 10_000,
    statement_timeout: 8000,
    idle_in_transaction_session_timeout: 20_000,
  })
  // Without listeners a connection that the server closes would end the process: the pool's is for idle ones, those of the
  // connections for the moments between two statements of a transaction, whose next one then fails.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', () => log.warn('database.connection_lost'))
    endWhenSilent(client)
  })
  return new PostgresDialect({ pool })
}

/**
 * A connection that does not answer may be half open, and would not answer the next one either: back in the pool it takes the
 * place of a good one for ever. An ended one is not put back. What the server itself refuses is an answer.
 */
function endWhenSilent(client: PoolClient & { end?: () => Promise<void> }): void {
  // The overloads of `query` say nothing about a function that passes on whatever it is given.
  const ask = client.query.bind(client) as (...given: readonly unknown[]) => unknown
  const asking = (...given: readonly unknown[]): unknown => {
    const answer = ask(...given)
    if (answer instanceof Promise)
      answer.catch((error: unknown) => {
        if (!(error instanceof DatabaseError)) void client.end?.().catch(() => undefined)
      })
    return answer
  }
  client.query = asking as PoolClient['query']
}
