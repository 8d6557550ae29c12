// Waits for work that may not listen to its signal.

/**
 * The result of `work`, or a rejection with the signal's reason as soon as it aborts. The work itself may go on; nobody hears of
 * its end any more.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = () => reject(signal.reason as Error)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
