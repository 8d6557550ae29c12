// One request, or one look for due work. On Workers sockets and timers belong to it and end with it.
// https://developers.cloudflare.com/workers/runtime-apis/context/

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Invocation } from '#ports.ts'

/** Cloudflare's context of an event, as far as it is used. */
export type EventContext = Pick<Invocation, 'waitUntil'>

export type WorkerInvocation = Invocation & {
  /** Resolves when the answer is there, or the look over. */
  over: Promise<void>
}

const invocations = new AsyncLocalStorage<WorkerInvocation>()

/** What is begun in `work` comes to its end, also when the caller has gone meanwhile. */
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
  if (!current) throw new Error('work outside of any invocation: whom would it wait for?')
  return current
}
