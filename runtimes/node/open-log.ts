// Where log lines go on Node: standard output, one line each, unless the caller wants them elsewhere or nowhere.

import type { Config } from '#config.ts'
import { createLog, type Log, type LogFields } from '#log.ts'

export type LogOptions = {
  /** No log. */
  quiet?: boolean
  /** Instead of standard output. */
  write?: (line: string) => void
  /** Called for each request answered: method, route, status, durationMs, requestId. */
  onRequest?: (fields: LogFields) => void
}

export function openLog({ logLevel }: Pick<Config, 'logLevel'>, options: LogOptions): Log {
  const { quiet, onRequest, write = writeToStdout } = options
  const log = createLog({ level: logLevel, now: () => Date.now(), write: quiet ? () => undefined : write })
  return onRequest ? observe(log, onRequest, {}) : log
}

/** Writes the lines of one turn of the event loop together, because each write is a system call. The last ones are written at the exit. */
export function gatherLines(write: (text: string) => void): (line: string) => void {
  let text = ''
  const flush = () => {
    if (text === '') return
    const gathered = text
    text = ''
    write(gathered)
  }
  process.on('exit', flush)
  return (line) => {
    if (text === '') setImmediate(flush)
    text += `${line}\n`
  }
}

const writeToStdout = gatherLines((text) => void process.stdout.write(text))

function observe(log: Log, listener: (fields: LogFields) => void, bound: LogFields): Log {
  return {
    ...log,
    info(event, fields) {
      log.info(event, fields)
      if (event === 'request.answered') listener({ ...bound, ...fields })
    },
    with: (fields) => observe(log.with(fields), listener, { ...bound, ...fields }),
  }
}
