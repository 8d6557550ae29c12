// Runs a server as a command, with a graceful shutdown on SIGTERM and SIGINT.

import { installNet } from '../runtimes/node/stray-failures.ts'
import { explain } from './explain.ts'
import { onStopSignal } from './stop-signals.ts'

type Closable = { close(): Promise<void> }

/** How long a gateway may take to stop after a failure of its own. */
const brokenStopMs = 10_000

/**
 * The first signal lets requests in flight finish; a later one exits immediately. An uncaught failure of the gateway's own code
 * stops it in the same way, with exit code 1.
 * Signals are handled before the server starts, so that one sent right after "started" is logged is not missed.
 */
export async function runInOrder(start: () => Promise<Closable>): Promise<void> {
  let ending = false
  const starting = Promise.withResolvers<Closable>()
  const end = async (code: number) => {
    if (ending) process.exit(1)
    ending = true
    try {
      await (await starting.promise).close()
      process.exit(code)
    } catch (error) {
      process.exit(explain(error))
    }
  }
  onStopSignal(() => void end(0))
  installNet((error) => {
    explain(error)
    setTimeout(() => process.exit(1), brokenStopMs)
    void end(1)
  })
  starting.resolve(start())
  await starting.promise
}
