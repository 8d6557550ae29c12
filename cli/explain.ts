// Explains a failed command: a sentence and an exit code, and a stack trace only for a bug of ours.

import { CommanderError } from 'commander'
import { ConfigError } from '#config.ts'
import { GatewayError } from '#errors.ts'

const sentences: Record<string, string> = {
  EADDRINUSE: 'The port is in use by another program: stop it, or set PORT to another number.',
  EACCES:
    'The system does not allow this: choose a PORT above 1023 and a TILLSIDE_DATA_DIR you may write to.',
  ENOTDIR: 'The folder for the database cannot be made: check TILLSIDE_DATA_DIR.',
  EROFS: 'The folder for the database cannot be written to: check TILLSIDE_DATA_DIR.',
  EADDRNOTAVAIL: 'This machine has no such address: check HOST.',
  ERR_SQLITE_ERROR: 'The SQLite file cannot be used: check TILLSIDE_DATA_DIR.',
}
const databaseUnreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET'])

/** A wrong call of a command. The message says what to write instead. */
export class WrongCallError extends Error {
  override readonly name = 'WrongCallError'
}

/** Prints the error and returns the exit code: 1 failed, 2 wrong call. */
export function explain(error: unknown): number {
  // commander has already printed it; its own code is 1 for every wrong call, and 0 for --help.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof ConfigError || error instanceof WrongCallError) {
    console.error(error.message)
    return 2
  }
  if (error instanceof GatewayError && error.detail !== undefined) console.error(error.detail)
  else console.error(sentenceFor(error) ?? error)
  return 1
}

function sentenceFor(error: unknown): string | undefined {
  const code = codeOf(error)
  // The preview writes its own message, because it knows which of its ports is taken.
  if (error instanceof Error && codeOf(error.cause) === 'EADDRINUSE') return error.message
  if (code === undefined) return undefined
  if (databaseUnreachable.has(code)) return `The database is not reachable (${code}): check DATABASE_URL.`
  // Postgres' own codes have five characters: https://www.postgresql.org/docs/current/errcodes-appendix.html
  if (/^(28|3D)[0-9A-Z]{3}$/.test(code))
    return `The database refuses the login (${code}): check DATABASE_URL.`
  return sentences[code]
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}
