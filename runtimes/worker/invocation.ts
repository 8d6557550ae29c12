// Runs an invocation: one request, or one look for due work. On Workers sockets and timers belong to it and end with it.
// https://developers.cloudflare.com/workers/runtime-apis/context/

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Invocation } from '#ports.ts'

/** The part of Cloudflare's event context that is used. */
export type EventContext = Pick<Invocation, 'waitUntil'>

export type WorkerInvocation = Invocation & {
  /** Resolves when the response is ready, or the look for work is over. */
  over: Promise<void>
}

const invocations = new AsyncLocalStorage<WorkerInvocation>()

/** Runs `work` to its end even if the caller disconnects. */
export function invoke<T>(context: EventContext, work: () => Promise<T>): Promise<T> {
  const { promise: over, resolve } = Promise.withResolvers<void>()
  const waitUntil = (more: Promise<unknown>) => context.waitUntil(more)
  const done = invocations.run({ waitUntil, over }, work)
  waitUntil(
    done.then(
      () => resolve(),
      () => resolve(),
    ),
  )
  return done
}

export function currentInvocation(): WorkerInvocation {
  const current = invocations.getStore()
  if (!current) throw new Error('no current invocation: this work must run inside invoke()')
  return current
}
