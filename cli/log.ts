// The log of commands: on standard error, so that standard output contains only results.

import { createLog, type Log, type LogLevel } from '#log.ts'

export const openErrorLog = (level: LogLevel): Log =>
  createLog({ level, now: () => Date.now(), write: (line) => console.error(line) })
