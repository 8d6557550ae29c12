// Limits the time of a request. The signal aborts the work; the race ensures a response even if some of it ignores the signal.

import { createMiddleware } from 'hono/factory'
import { GatewayError } from '#errors.ts'
import { untilAborted } from '#until-aborted.ts'
import type { Env } from '../gateway.ts'

/** Sets `signal`, which aborts when the caller disconnects or `ms` have passed. */
export const deadline = (ms: number) =>
  createMiddleware<Env>(async (c, next) => {
    const timeout = AbortSignal.timeout(ms)
    c.set('signal', AbortSignal.any([c.req.raw.signal, timeout]))
    try {
      await untilAborted(next(), timeout)
    } catch (error) {
      throw error === timeout.reason && c.get('isReadingBody') ? new GatewayError('request_timeout') : error
    }
  })
