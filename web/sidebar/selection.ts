// The guard against the wrong customer: each selection opens a turn and ends the one before.
// An ended turn's request is aborted, and whatever still comes of it is not drawn.

/** One selection's right to draw. */
export type Turn = {
  /** Aborted when the turn ends. */
  signal: AbortSignal
  isCurrent(): boolean
}

/** Hands out turns; only the newest is current. */
export function createTurns(): { next(): Turn } {
  let running: AbortController | undefined
  return {
    next() {
      running?.abort()
      const { signal } = (running = new AbortController())
      return { signal, isCurrent: () => !signal.aborted }
    },
  }
}
