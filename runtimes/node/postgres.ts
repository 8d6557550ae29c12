// Postgres for several replicas: a bounded pool and a limit on every wait, so that a slow database cannot hold requests forever.

import { PostgresDialect } from 'kysely'
import { DatabaseError, Pool, type PoolClient } from 'pg'
import type { Log } from '#log.ts'
import type { Secret } from '#secret.ts'

/** While a request or an attempt waits. */
const limited = {
  max: 10,
  query_timeout: 10_000,
  statement_timeout: 8000,
  idle_in_transaction_session_timeout: 20_000,
}

/** For migrations: nobody waits for an answer. */
export const unlimited = { max: 1 }

export function openPostgres(
  url: Secret,
  log: Log,
  limits: typeof limited | typeof unlimited = limited,
): PostgresDialect {
  const pool = new Pool({
    connectionString: url.reveal(),
    application_name: 'tillside',
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    ...limits,
  })
  // Without listeners a connection that the server closes would end the process. The pool's listener covers idle connections; each
  // connection's listener covers the time between two statements of a transaction, whose next statement then fails.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', () => log.warn('database.connection_lost'))
    endWhenSilent(client)
  })
  return new PostgresDialect({ pool })
}

/**
 * Ends a connection when a query fails without a response from the server: it may be half open, and would occupy a place in the
 * pool forever. The pool does not take back an ended connection. An error from the server itself is a response.
 */
function endWhenSilent(client: PoolClient & { end?: () => Promise<void> }): void {
  // The overloads of `query` cannot type a function that passes on any arguments.
  const query = client.query.bind(client) as (...given: readonly unknown[]) => unknown
  const queryOrEnd = (...given: readonly unknown[]): unknown => {
    const response = query(...given)
    if (response instanceof Promise)
      response.catch((error: unknown) => {
        if (!(error instanceof DatabaseError)) void client.end?.().catch(() => undefined)
      })
    return response
  }
  client.query = queryOrEnd as PoolClient['query']
}
