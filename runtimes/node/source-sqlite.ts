// Reads a SQLite file for a configuration in a separate process, one statement at a time. SQLite cannot be interrupted from the
// thread that calls it, so the process is killed when a statement takes too long. It does not inherit our environment.

import { fork, type ChildProcess } from 'node:child_process'
import { extname } from 'node:path'
import type { Secret } from '#secret.ts'
import type { SqlResult, SqlBounds, SqlDriver, SqlStatement } from '#sources/source-runtime.ts'
import type { SqliteRequest } from './source-sqlite-process.ts'

/** Compiled in a package, as this file is. */
const program = new URL(`./source-sqlite-process${extname(import.meta.filename)}`, import.meta.url)

function start(file: string): ChildProcess {
  const child = fork(program, [file], {
    env: { NODE_NO_WARNINGS: '1' },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  // Neither the process nor its channel keeps the gateway running; when the gateway ends, the channel closes and the process exits.
  child.unref()
  child.channel?.unref()
  return child
}

/** Resolves with the rows, or with the fault. */
function send(child: ChildProcess, request: SqliteRequest, end: AbortSignal): Promise<SqlResult> {
  const { promise, resolve } = Promise.withResolvers<SqlResult>()
  const onMessage = (message: unknown) => resolve(message as SqlResult)
  const onExit = () => resolve({ ok: false, fault: 'failed' })
  const onEnd = () => resolve({ ok: false, fault: 'timeout' })
  child.once('message', onMessage).once('exit', onExit).once('error', onExit)
  end.addEventListener('abort', onEnd, { once: true })
  if (end.aborted) onEnd()
  else if (child.connected) child.send(request, (error) => error && onExit())
  else onExit()
  return promise.finally(() => {
    child.off('message', onMessage).off('exit', onExit).off('error', onExit)
    end.removeEventListener('abort', onEnd)
  })
}

export function openSourceSqlite(url: Secret): SqlDriver {
  const file = url.reveal().replace(/^sqlite:/, '')
  let child: ChildProcess | undefined = start(file)
  let closed = false
  let tail: Promise<unknown> = Promise.resolve()
  const stop = () => {
    child?.kill('SIGKILL')
    child = undefined
  }
  const read = async (statement: SqlStatement, rowsMax: number, end: AbortSignal): Promise<SqlResult> => {
    if (closed) return { ok: false, fault: 'unreachable' }
    // The caller no longer waits for this statement; the process is idle and stays.
    if (end.aborted) return { ok: false, fault: 'timeout' }
    child = child?.connected ? child : start(file)
    const result = await send(child, { text: statement.text, values: statement.values, rowsMax }, end)
    if (!result.ok && (result.fault === 'timeout' || result.fault === 'failed')) stop()
    return result
  }
  return {
    async read(statement, { rowsMax, timeoutMs, signal }: SqlBounds) {
      const end = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      const reading = tail.then(() => read(statement, rowsMax, end))
      tail = reading.catch(() => undefined)
      const result = await reading
      signal.throwIfAborted()
      return result
    },
    async close() {
      // Running statements finish first; each has its own time limit.
      await tail
      closed = true
      stop()
    },
  }
}
