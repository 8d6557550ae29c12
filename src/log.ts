// The log port: JSON lines, event name first, ids and counts and durations only. Never a body, header, address or key.

export type LogFields = Record<string, string | number | boolean | undefined | null>
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
  /** A log that adds these fields to every line. */
  with(fields: LogFields): Log
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** Writes each line as JSON through `write`; lines below `level` are dropped. JSON escapes control characters, so a value cannot forge a line. */
export function createLog(options: {
  level: LogLevel
  now: () => number
  write: (line: string) => void
  fields?: LogFields
}): Log {
  const { level, now, write, fields: bound = {} } = options
  const at = (wanted: LogLevel) => (event: string, fields?: LogFields) => {
    if (levels.indexOf(wanted) < levels.indexOf(level)) return
    write(JSON.stringify({ event, level: wanted, at: new Date(now()).toISOString(), ...bound, ...fields }))
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => createLog({ ...options, fields: { ...bound, ...fields } }),
  }
}
