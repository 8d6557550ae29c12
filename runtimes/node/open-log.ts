// Where log lines go on Node: standard output, one line each, unless the caller wants them elsewhere or nowhere.

import type { Config } from '#config.ts'
import { createLog, type Log, type LogFields } from '#log.ts'

export type LogOptions = {
  /** No log. */
  quiet?: boolean
  /** Instead of standard output. */
  write?: (line: string) => void
  /** Called for each request answered: method, route, status, ms, requestId. */
  onRequest?: (fields: LogFields) => void
}

export function openLog({ logLevel }: Pick<Config, 'logLevel'>, options: LogOptions): Log {
  const { quiet, onRequest, write = (line: string) => void process.stdout.write(`${line}\n`) } = options
  const log = createLog({ level: logLevel, now: () => Date.now(), write: quiet ? () => undefined : write })
  return onRequest ? observe(log, onRequest, {}) : log
}

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
