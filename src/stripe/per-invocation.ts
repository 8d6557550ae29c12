// What waits for one another, kept apart by request where a runtime ends everything with its request: whoever waited there for
// the work of a request that is over would wait for ever. https://developers.cloudflare.com/workers/runtime-apis/context/

import type { Invocation, Ports } from '#ports.ts'

/** Returns the one of the current invocation; where a runtime has none, the one there is. */
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
