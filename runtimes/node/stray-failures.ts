// The last net: failures that nobody awaits or catches would end the process. Those of functions of the configuration are told to
// whoever ran them; only one of our own still ends the process, as nobody knows what state it left behind.

import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Ports } from '#ports.ts'

/** Whoever ran what goes on now. Timers, promises and listeners keep it. */
const listeners = new AsyncLocalStorage<(error: unknown) => void>()

export const catchStrays: NonNullable<Ports['catchStrays']> = async (work, onStray) => {
  const result = await listeners.run(onStray, work)
  // Node tells of a promise that nobody awaits at the end of this turn.
  await nextTurn()
  return result
}

class ExitRefusedError extends Error {
  override readonly name = 'ExitRefusedError'
}

/** From now on stray failures of functions of the configuration end nothing, nor does `process.exit()` in them. */
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
