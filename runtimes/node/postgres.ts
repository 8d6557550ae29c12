// Postgres for several replicas: a bounded pool, and a limit on every wait, so that a slow database cannot hold requests for ever.

import { PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import type { Log } from '#log.ts'
import type { Secret } from '#secret.ts'

export function openPostgres(url: Secret, log: Log): PostgresDialect {
  const pool = new Pool({
    connectionString: url.reveal(),
    application_name: 'tillside',
    max: 10,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    query_timeout: 15_000,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 20_000,
  })
  // Without a listener an idle connection that the server closes would end the process.
  pool.on('error', () => log.warn('database.connection_lost'))
  return new PostgresDialect({ pool })
}
