// Tells whether a statement failed because of a row that it was given, and not because of the database.

/** Data exceptions, broken constraints, exceeded limits. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const postgresClasses = ['22', '23', '54']
/** SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH. https://www.sqlite.org/rescode.html */
const sqliteCodes = [18, 19, 20]

export function isRowsFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  // The lower eight bits are the primary result code.
  if ('errcode' in error && typeof error.errcode === 'number')
    return sqliteCodes.includes(error.errcode & 0xff)
  return 'code' in error && typeof error.code === 'string' && error.code.length === 5
    ? postgresClasses.includes(error.code.slice(0, 2))
    : false
}
