// A SQLite file that a configuration reads. SQLite runs in the thread that asks, and nothing can interrupt it there: so a process
// of its own reads, one statement after the other, and is ended when one takes too long. It starts without our environment.

import { fork, type ChildProcess } from 'node:child_process'
import type { Secret } from '#secret.ts'
import type { SqlAnswer, SqlBounds, SqlDriver, SqlStatement } from '#sources/source-runtime.ts'
import type { SqliteQuestion } from './source-sqlite-process.ts'

const program = new URL('./source-sqlite-process.ts', import.meta.url)

function start(file: string): ChildProcess {
  const child = fork(program, [file], {
    env: { NODE_NO_WARNINGS: '1' },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  // Neither the process nor its channel keeps the gateway running; when the gateway ends, the channel closes and it ends too.
  child.unref()
  child.channel?.unref()
  return child
}

/** Resolves once: with the answer, or with why there is none. */
function ask(child: ChildProcess, question: SqliteQuestion, end: AbortSignal): Promise<SqlAnswer> {
  const { promise, resolve } = Promise.withResolvers<SqlAnswer>()
  const onMessage = (message: unknown) => resolve(message as SqlAnswer)
  const onExit = () => resolve({ ok: false, fault: 'failed' })
  const onEnd = () => resolve({ ok: false, fault: 'timeout' })
  child.once('message', onMessage).once('exit', onExit).once('error', onExit)
  end.addEventListener('abort', onEnd, { once: true })
  if (end.aborted) onEnd()
  else if (child.connected) child.send(question, (error) => error && onExit())
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
  const answer = async (statement: SqlStatement, rowsMax: number, end: AbortSignal): Promise<SqlAnswer> => {
    if (closed) return { ok: false, fault: 'unreachable' }
    // Nobody waits for this one any more; the process is idle and stays.
    if (end.aborted) return { ok: false, fault: 'timeout' }
    child = child?.connected ? child : start(file)
    const result = await ask(child, { text: statement.text, values: statement.values, rowsMax }, end)
    if (!result.ok && (result.fault === 'timeout' || result.fault === 'failed')) stop()
    return result
  }
  return {
    async read(statement, { rowsMax, timeoutMs, signal }: SqlBounds) {
      const end = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      const turn = tail.then(() => answer(statement, rowsMax, end))
      tail = turn.catch(() => undefined)
      const result = await turn
      signal.throwIfAborted()
      return result
    },
    async close() {
      // What is being asked is answered first; each has its own limit of time.
      await tail
      closed = true
      stop()
    },
  }
}
