// Single flight: callers who want the same thing at the same time share one load. It is aborted only when its last caller has left.

import type { Ports } from '#ports.ts'
import { perInvocation } from '#per-invocation.ts'

type Flight<T> = { promise: Promise<T>; controller: AbortController; waiting: number }

export type Flights<T> = {
  /** Joins the flight with this key, or starts one. A caller without a `signal` never leaves it. */
  join(key: string, signal: AbortSignal | undefined, start: (signal: AbortSignal) => Promise<T>): Promise<T>
  isFlying(key: string): boolean
  /** The next caller starts a new flight; those already waiting get the result of the old one. */
  detach(key: string): void
}

export function createFlights<T>(invocation?: Ports['invocation']): Flights<T> {
  const flightsOf = perInvocation(invocation, () => new Map<string, Flight<T>>())

  const launch = (
    flights: Map<string, Flight<T>>,
    key: string,
    start: (signal: AbortSignal) => Promise<T>,
  ): Flight<T> => {
    const controller = new AbortController()
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key)
    }
    const flight: Flight<T> = { promise: start(controller.signal), controller, waiting: 0 }
    const landed = flight.promise.then(land, land)
    invocation?.().waitUntil(landed)
    flights.set(key, flight)
    return flight
  }

  const giveUp = (flights: Map<string, Flight<T>>, key: string, flight: Flight<T>) => {
    flight.waiting -= 1
    if (flight.waiting > 0) return
    if (flights.get(key) === flight) flights.delete(key)
    flight.controller.abort()
  }

  return {
    isFlying: (key) => flightsOf().has(key),
    detach: (key) => void flightsOf().delete(key),
    join(key, signal, start) {
      if (signal?.aborted) return Promise.reject(signal.reason)
      const flights = flightsOf()
      const flight = flights.get(key) ?? launch(flights, key, start)
      flight.waiting += 1
      if (!signal) return flight.promise
      return new Promise<T>((resolve, reject) => {
        const leave = () => {
          giveUp(flights, key, flight)
          reject(signal.reason)
        }
        signal.addEventListener('abort', leave, { once: true })
        const settled = () => signal.removeEventListener('abort', leave)
        flight.promise.then(
          (value) => (settled(), resolve(value)),
          (error: unknown) => (settled(), reject(error)),
        )
      })
    },
  }
}
