// A limit on the time of a request. The signal ends the work below; the race answers even if something ignores the signal.

import { createMiddleware } from 'hono/factory'
import type { Env } from '../gateway.ts'

/** Sets `signal`: aborted when the caller goes away or `ms` have passed. */
export const deadline = (ms: number) =>
  createMiddleware<Env>(async (c, next) => {
    const timeout = AbortSignal.timeout(ms)
    c.set('signal', AbortSignal.any([c.req.raw.signal, timeout]))
    let onTimeout: (() => void) | undefined
    const late = new Promise<never>((_resolve, reject) => {
      onTimeout = () => reject(timeout.reason as Error)
      timeout.addEventListener('abort', onTimeout, { once: true })
    })
    try {
      await Promise.race([next(), late])
    } finally {
      if (onTimeout) timeout.removeEventListener('abort', onTimeout)
    }
  })
