// Runs a server as a command: it stops in order on SIGTERM and SIGINT.

import { installNet } from '../runtimes/node/stray-failures.ts'
import { explain } from './explain.ts'

type Closable = { close(): Promise<void> }

/** How long a gateway that has failed itself may take to stop. */
const brokenStopMs = 10_000

/**
 * The first signal lets requests in flight finish; the second one ends at once. A failure of the gateway's own code that nobody
 * catches stops it likewise, with exit code 1.
 * Listening begins before the start: a signal that comes right after "started" is written must find somebody.
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
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void end(0))
  installNet((error) => {
    explain(error)
    setTimeout(() => process.exit(1), brokenStopMs)
    void end(1)
  })
  starting.resolve(start())
  await starting.promise
}
