// Lets a command run until Ctrl+C and then finish cleanly.

/** Aborts at the first signal; a second one ends the process as usual. */
export function untilInterrupted(): AbortSignal {
  const over = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => over.abort())
  return over.signal
}
