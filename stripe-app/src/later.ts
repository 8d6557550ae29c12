// Timers that can be cancelled.

/** Runs a callback later; returns a function that cancels it. */
export function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
