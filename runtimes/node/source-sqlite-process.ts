// The process that reads one SQLite file for `source-sqlite.ts`: one response per request. The file is opened read-only, the session
// may only query, and an authorizer refuses every statement that does more than read.

import { constants, DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { SqlResult } from '#sources/source-runtime.ts'

export type SqliteRequest = { text: string; values: readonly unknown[]; rowsMax: number }

const reading = new Set([
  constants.SQLITE_SELECT,
  constants.SQLITE_READ,
  constants.SQLITE_FUNCTION,
  constants.SQLITE_RECURSIVE,
])

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, allowExtension: false, timeout: 2000 })
  database.exec('PRAGMA query_only = 1')
  database.setAuthorizer((action) => (reading.has(action) ? constants.SQLITE_OK : constants.SQLITE_DENY))
  return database
}

/** SQLite takes numbers, texts and bytes; lists become JSON, for `json_each(:ids)`. */
function bind(value: unknown): SQLInputValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value
  return value instanceof Uint8Array ? value : JSON.stringify(value)
}

const plain = (value: unknown) => {
  if (typeof value !== 'bigint') return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}

function read(database: DatabaseSync, { text, values, rowsMax }: SqliteRequest): SqlResult {
  const statement = database.prepare(text)
  statement.setReadBigInts(true)
  const rows: Record<string, unknown>[] = []
  for (const row of statement.iterate(...values.map(bind))) {
    if (rows.length === rowsMax) return { ok: true, rows, cut: true }
    rows.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])))
  }
  return { ok: true, rows, cut: false }
}

/** https://www.sqlite.org/rescode.html: the primary code is in the low byte. */
function failureOf(error: unknown): SqlResult {
  const { errcode } = error as { errcode?: unknown }
  const primary = typeof errcode === 'number' ? errcode & 0xff : 1
  const code = `SQLITE_${primary}`
  if (primary === 14 || primary === 26) return { ok: false, fault: 'unreachable', code }
  if (primary === 5 || primary === 6) return { ok: false, fault: 'timeout', code }
  if (primary === 3 || primary === 23) return { ok: false, fault: 'refused', code }
  if (primary === 10 || primary === 11) return { ok: false, fault: 'failed', code }
  return { ok: false, fault: 'rejected', code }
}

const [, , file = ''] = process.argv
let database: DatabaseSync | undefined

process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches the whole process group; the gateway ends this process itself, after the current request.
process.on('SIGINT', () => undefined)
process.on('message', (request: SqliteRequest) => {
  let result: SqlResult
  try {
    // Opened at the first request, and retried at the next if that fails: the file may appear later.
    database ??= open(file)
    result = read(database, request)
  } catch (error) {
    result = failureOf(error)
  }
  process.send?.(result)
})
