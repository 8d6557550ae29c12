// The last safety net for failures that are never caught and would end the process. Those of the configuration's functions are
// reported to the code that ran them; only the gateway's own still end the process, because the state they leave is unknown.

import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Ports } from '#ports.ts'

/** The listener of the code that is running. Timers, promises and event listeners inherit it. */
const listeners = new AsyncLocalStorage<(error: unknown) => void>()

export const catchStrays: NonNullable<Ports['catchStrays']> = async (work, onStray) => {
  const result = await listeners.run(onStray, work)
  // Node reports an unhandled rejection at the end of this turn.
  await nextTurn()
  return result
}

class ExitRefusedError extends Error {
  override readonly name = 'ExitRefusedError'
}

/** From now on neither stray failures of the configuration's functions nor their calls of `process.exit()` end the process. */
export function installNet(onOurs: (error: unknown) => void): void {
  const take = (error: unknown) => (listeners.getStore() ?? onOurs)(error)
  process.on('unhandledRejection', take)
  process.on('uncaughtException', take)
  const exit = process.exit.bind(process)
  process.exit = (code) => {
    if (listeners.getStore())
      throw new ExitRefusedError('a function of the configuration cannot end the gateway')
    return exit(code)
  }
}
