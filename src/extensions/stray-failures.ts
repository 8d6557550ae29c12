// Functions of the configuration, each run in its own name: a failure that one leaves behind, thrown in a timer or of a promise
// that nobody awaits, is logged and counted as its own, and ends nothing else.

import { placeOf } from '#errors.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'

export type StrayDeps = { ports: Pick<Ports, 'catchStrays' | 'log'>; metrics: Metrics }
/** Whose function runs. */
export type Origin = { kind: 'panel' | 'action' | 'handler' | 'schedule'; id: string }

const counter = 'tillside_stray_failures_total'

/** What the function returns or throws. A stray failure does not change that: what was drawn or done is still true. */
export async function runAs<T>(
  { ports, metrics }: StrayDeps,
  origin: Origin,
  work: () => Promise<T>,
  onStray?: (error: unknown) => void,
): Promise<T> {
  if (!ports.catchStrays) return work()
  return ports.catchStrays(work, (error) => {
    metrics.describe(counter, 'Failures that functions of the configuration left behind, by kind and id.')
    metrics.count(counter, origin)
    ports.log.error('config.stray_failure', { ...origin, ...placeOf(error) })
    onStray?.(error)
  })
}

/** The same for what is run again when it fails: with a stray failure the run fails at once, as nobody knows what it left undone. */
export function runWhole<T>(deps: StrayDeps, origin: Origin, work: () => Promise<T>): Promise<T> {
  const stray = Promise.withResolvers<never>()
  stray.promise.catch(() => undefined)
  return Promise.race([runAs(deps, origin, work, stray.reject), stray.promise])
}
