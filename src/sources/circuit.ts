// One circuit for each source: after failures in a row it is not asked for a while, so that a page does not wait for what is
// known to be down; then one call tries, and the others wait for what it finds. A 4xx is an answer, not a failure.

import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel'

export interface Circuit {
  /** `'open'` without running `work`. */
  run<T>(work: () => Promise<T>, isOutage: (result: T) => boolean): Promise<T | 'open'>
}

const failuresMax = 5
const restMs = 10_000

type Judged<T> = { value: T; outage: boolean }

export function createCircuit(): Circuit {
  // A call that is given up while it tries says nothing about the service: the circuit stays as careful as it was.
  const givenUpWhileTrying = () => breaker.state === CircuitState.HalfOpen
  const isOutage = (result: unknown) => (result as Judged<unknown>).outage
  const breaker = circuitBreaker(handleWhen(givenUpWhileTrying).orWhenResult(isOutage), {
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
