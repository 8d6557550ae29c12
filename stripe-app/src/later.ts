// Timers that can be cancelled.

/** Calls back later; returns how to cancel. */
export function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
