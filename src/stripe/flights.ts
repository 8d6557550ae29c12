// Single flight: many askers of the same thing, one set of requests. A flight ends early only when its last asker has gone.

type Flight<T> = { promise: Promise<T>; controller: AbortController; waiting: number }

export type Flights<T> = {
  /** Joins the flight under this key, or starts one. Without a `signal` the flight is never given up. */
  join(key: string, signal: AbortSignal | undefined, start: (signal: AbortSignal) => Promise<T>): Promise<T>
  isFlying(key: string): boolean
}

export function createFlights<T>(): Flights<T> {
  const flights = new Map<string, Flight<T>>()

  const launch = (key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const controller = new AbortController()
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key)
    }
    const flight: Flight<T> = { promise: start(controller.signal), controller, waiting: 0 }
    flight.promise.then(land, land)
    flights.set(key, flight)
    return flight
  }

  const giveUp = (key: string, flight: Flight<T>) => {
    flight.waiting -= 1
    if (flight.waiting > 0) return
    if (flights.get(key) === flight) flights.delete(key)
    flight.controller.abort()
  }

  return {
    isFlying: (key) => flights.has(key),
    join(key, signal, start) {
      if (signal?.aborted) return Promise.reject(signal.reason)
      const flight = flights.get(key) ?? launch(key, start)
      flight.waiting += 1
      if (!signal) return flight.promise
      return new Promise<T>((resolve, reject) => {
        const leave = () => {
          giveUp(key, flight)
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
