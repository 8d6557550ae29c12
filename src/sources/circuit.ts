// A circuit breaker for each source: after several failures in a row the source is not called for a while, so that pages do not wait
// for a service that is known to be down. Then one call tries, and the others wait for its result. A 4xx does not count as a failure.

import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel'

export interface Circuit {
  /** Returns `'open'` without running `work` while the circuit is open. */
  run<T>(work: () => Promise<T>, isOutage: (result: T) => boolean): Promise<T | 'open'>
}

const failuresMax = 5
const restMs = 10_000

type Judged<T> = { value: T; outage: boolean }

export function createCircuit(): Circuit {
  // A trial call that is aborted says nothing about the service, so the circuit opens again.
  const abortedWhileTrying = () => breaker.state === CircuitState.HalfOpen
  const isOutage = (result: unknown) => (result as Judged<unknown>).outage
  const breaker = circuitBreaker(handleWhen(abortedWhileTrying).orWhenResult(isOutage), {
    halfOpenAfter: restMs,
    breaker: new ConsecutiveBreaker(failuresMax),
  })
  return {
    async run(work, judge) {
      try {
        const judged = await breaker.execute(async () => {
          const value = await work()
          return { value, outage: judge(value) }
        })
        return judged.value
      } catch (error) {
        if (error instanceof BrokenCircuitError) return 'open'
        throw error
      }
    },
  }
}
