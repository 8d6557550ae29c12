// Lets a command run until Ctrl+C and then finish cleanly.

import { onStopSignal } from './stop-signals.ts'

/** Aborts at the first signal; a later one ends the process. */
export function untilInterrupted(): AbortSignal {
  const over = new AbortController()
  onStopSignal(() => {
    if (over.signal.aborted) process.exit(1)
    over.abort()
  })
  return over.signal
}
