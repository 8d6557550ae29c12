// Reads a Postgres database for a configuration. Each query runs in a read-only transaction with a time limit, and through a cursor,
// which accepts a single SELECT and returns no more rows than requested.

import { Pool, type PoolClient, type QueryConfig } from 'pg'
import type { Secret } from '#secret.ts'
import type { SqlResult, SqlBounds, SqlDriver, SqlStatement } from '#sources/source-runtime.ts'
import { untilAborted } from '#until-aborted.ts'
import { plainTypes } from './source-postgres-types.ts'

/** Extra time for the server to report its own timeout. */
const graceMs = 500

/** https://www.postgresql.org/docs/current/errcodes-appendix.html, by class. */
function failureOf(error: unknown): Extract<SqlResult, { ok: false }> {
  const raw = (error as { code?: unknown } | null)?.code
  const code = typeof raw === 'string' && /^[0-9A-Z_]{5,20}$/.test(raw) ? raw : undefined
  const of = (fault: Extract<SqlResult, { ok: false }>['fault']) =>
    ({ ok: false, fault, ...(code === undefined ? {} : { code }) }) as const
  // Without an SQLSTATE it is a network failure: ECONNREFUSED, a certificate, a closed connection.
  if (code === undefined || !/^[0-9A-Z]{5}$/.test(code) || /^(?:08|E|57P)/.test(code))
    return of('unreachable')
  if (code === '57014') return of('timeout')
  if (code.startsWith('28') || code === '42501') return of('refused')
  return of(/^(?:0[A-Z]|2|3|4)/.test(code) && !code.startsWith('40') ? 'rejected' : 'failed')
}

type Row = Record<string, unknown>

async function runReadOnly(
  client: PoolClient,
  statement: SqlStatement,
  bounds: { rowsMax: number; timeoutMs: number },
) {
  const { rowsMax, timeoutMs } = bounds
  // SET LOCAL, because poolers refuse such settings when a connection starts, and hand the connection to other clients afterwards.
  await client.query(
    `BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${timeoutMs}; SET LOCAL idle_in_transaction_session_timeout = ${timeoutMs + graceMs}`,
  )
  // Without values pg would use the simple protocol, which allows several statements in one text, including `commit`.
  const declaring: QueryConfig & { queryMode: 'extended' } = {
    text: `DECLARE tillside_rows NO SCROLL CURSOR FOR ${statement.text}`,
    values: [...statement.values],
    queryMode: 'extended',
  }
  await client.query(declaring)
  const { rows } = await client.query<Row>(`FETCH FORWARD ${rowsMax + 1} FROM tillside_rows`)
  await client.query('ROLLBACK')
  return rows
}

/** A connection that arrives too late goes back to the pool unused. */
async function connect(pool: Pool, end: AbortSignal): Promise<PoolClient> {
  const connecting = pool.connect()
  try {
    return await untilAborted(connecting, end)
  } catch (error) {
    if (end.aborted) void connecting.then((late) => late.release()).catch(() => undefined)
    throw error
  }
}

async function runOn(client: PoolClient, end: AbortSignal, run: () => Promise<Row[]>): Promise<Row[]> {
  try {
    const rows = await untilAborted(run(), end)
    client.release()
    return rows
  } catch (error) {
    // Closes the connection, because its state is unknown; the query running on it ends at the server's time limit. Even after a
    // mere syntax error a new connection is the safer choice.
    client.release(true)
    throw error
  }
}

function openPool(url: Secret): Pool {
  const pool = new Pool({
    connectionString: url.reveal(),
    application_name: 'tillside source',
    max: 4,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5000,
    allowExitOnIdle: true,
    types: plainTypes,
  })
  // Without a listener an idle connection that the server closes would end the process; the next query opens another.
  pool.on('error', () => undefined)
  return pool
}

async function readFrom(pool: Pool, statement: SqlStatement, bounds: SqlBounds): Promise<SqlResult> {
  const { rowsMax, timeoutMs, signal } = bounds
  const startedAtMs = performance.now()
  const end = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs + graceMs)])
  try {
    const client = await connect(pool, end)
    const leftMs = Math.max(1, Math.ceil(timeoutMs - (performance.now() - startedAtMs)))
    const limits = { rowsMax, timeoutMs: leftMs }
    const rows = await runOn(client, end, () => runReadOnly(client, statement, limits))
    signal.throwIfAborted()
    return { ok: true, rows: rows.slice(0, rowsMax), cut: rows.length > rowsMax }
  } catch (error) {
    signal.throwIfAborted()
    return error === end.reason ? { ok: false, fault: 'timeout' } : failureOf(error)
  }
}

export function openSourcePostgres(url: Secret): SqlDriver {
  const pool = openPool(url)
  let ended: Promise<void> | undefined
  return {
    read: (statement, bounds) => readFrom(pool, statement, bounds),
    close: () => (ended ??= pool.end()),
  }
}
