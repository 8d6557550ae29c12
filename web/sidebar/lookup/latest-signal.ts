// Prevents drawing the wrong customer: each new request takes a new signal, which aborts the earlier one.
// The earlier request is cancelled, and anything that still arrives for it is dropped.

/** Returns a function that creates abort signals; each call aborts the one before. */
export function createLatestSignal(): () => AbortSignal {
  let latest: AbortController | undefined
  return () => {
    latest?.abort()
    return (latest = new AbortController()).signal
  }
}
