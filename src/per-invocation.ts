// Keeps shared work separate per request on runtimes that end all work with its request: a request that waited for the work of
// another one would wait for ever once that one is over. https://developers.cloudflare.com/workers/runtime-apis/context/

import type { Invocation, Ports } from './ports.ts'

/** Returns the current invocation's instance, or a single shared one where the runtime has no invocations. */
export function perInvocation<T>(invocation: Ports['invocation'], create: () => T): () => T {
  if (!invocation) {
    const only = create()
    return () => only
  }
  const made = new WeakMap<Invocation, T>()
  return () => {
    const current = invocation()
    const own = made.get(current) ?? create()
    made.set(current, own)
    return own
  }
}
