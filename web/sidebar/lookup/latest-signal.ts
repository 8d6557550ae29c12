// Guards against drawing the wrong customer: whatever begins anew takes a new signal, which aborts the one before.
// The earlier request is cancelled, and whatever still arrives for it is dropped.

/** Returns a function that hands out abort signals; only the latest is not aborted. */
export function createLatestSignal(): () => AbortSignal {
  let latest: AbortController | undefined
  return () => {
    latest?.abort()
    return (latest = new AbortController()).signal
  }
}
