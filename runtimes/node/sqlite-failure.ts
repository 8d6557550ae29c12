// Explains SQLite's failures to the operator: who owns the file, whether the disk is full. SQLite's own messages ("unable to open
// database file") say neither.

import { GatewayError } from '#errors.ts'

/** By primary result code. https://sqlite.org/rescode.html */
const sentences: Readonly<Record<number, string>> = {
  8: 'The database file cannot be written: it is read-only, or belongs to another user. Check TILLSIDE_DATA_DIR.',
  10: 'The database’s disk cannot be read or written: check the disk of TILLSIDE_DATA_DIR.',
  11: 'The database file is damaged: restore TILLSIDE_DATA_DIR from a backup.',
  13: 'The disk is full, and nothing can be stored: make room on the disk of TILLSIDE_DATA_DIR.',
  14: 'The database file cannot be opened: it or its folder belongs to another user, or is not a file. Check TILLSIDE_DATA_DIR.',
  26: 'The database file is not a SQLite file: check TILLSIDE_DATA_DIR.',
}

const otherOwner =
  'The database file or its folder belongs to another user: run the gateway as that user, or give the files of TILLSIDE_DATA_DIR to the one it runs as.'
const fullDisk = sentences[13]

/** By the error code of a system call: `mkdir` for the folder and `chmod` for the file. */
const ofSystem: Readonly<Record<string, string | undefined>> = { EPERM: otherOwner, ENOSPC: fullDisk }

/** SQLITE_BUSY in all its variants. https://sqlite.org/rescode.html#busy */
export const isBusy = (error: unknown): boolean => resultCodeOf(error) === 5

/** SQLITE_FULL. */
export const isDiskFull = (error: unknown): boolean => resultCodeOf(error) === 13

/** SQLITE_CORRUPT or SQLITE_NOTADB, also when it has already been explained. */
export function isUnusable(error: unknown): boolean {
  const cause = error instanceof GatewayError ? error.cause : error
  return [11, 26].includes(resultCodeOf(cause) ?? 0)
}

/** Adds an explanation to a failure where there is one; returns any other error unchanged. */
export function explainFailure(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const detail = sentences[resultCodeOf(error) ?? 0] ?? ofSystem[code]
  return detail === undefined ? error : new GatewayError('database_unavailable', { detail, cause: error })
}

/** The lowest byte of an extended code is the primary code. */
function resultCodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) % 256 : undefined
}
