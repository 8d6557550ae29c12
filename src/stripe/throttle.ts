// How fast one account is asked: a token bucket that allows a lookup's burst, and a bound on requests in flight, far below
// Stripe's own limits so that the customer's systems never notice us. https://docs.stripe.com/rate-limits

import type { Ports } from '#ports.ts'

export interface Throttle {
  /** Waits for a turn, in order of asking; the returned function ends it. Rejects when `signal` aborts first. */
  enter(kind: 'search' | 'other', signal: AbortSignal | undefined): Promise<() => void>
  /** After a 429: one request at a time for a while. */
  slowDown(forMs: number): void
}

const limits = {
  /** Stripe allows 100 a second live, 25 in test mode and per endpoint. */
  perSecond: 10,
  burst: 30,
  /** While the bucket is more than half full one cold lookup may go out at once; a busy account gets fewer. */
  inFlightQuiet: 8,
  inFlightBusy: 4,
  /** Stripe allows 20 searches a second over all search endpoints. */
  searchesPerSecond: 5,
  searchBurst: 10,
} as const

function createBucket(ports: Ports, perSecond: number, capacity: number) {
  let tokens = capacity
  let filledAtMs = ports.now()
  const fill = () => {
    const nowMs = ports.now()
    tokens = Math.min(capacity, tokens + (Math.max(0, nowMs - filledAtMs) / 1000) * perSecond)
    filledAtMs = nowMs
    return tokens
  }
  return {
    isQuiet: () => fill() > capacity / 2,
    async take(signal: AbortSignal | undefined) {
      while (fill() < 1) {
        await ports.sleep(Math.ceil(((1 - tokens) / perSecond) * 1000), signal)
        signal?.throwIfAborted()
      }
      tokens -= 1
    },
  }
}

/** Runs one after the other, in order of asking, whatever becomes of those before. */
function createQueue() {
  let tail: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(work)
    tail = turn.catch(() => undefined)
    return turn
  }
}

export function createThrottle(ports: Ports): Throttle {
  const all = createBucket(ports, limits.perSecond, limits.burst)
  const searches = createBucket(ports, limits.searchesPerSecond, limits.searchBurst)
  const inTurn = createQueue()
  const searchInTurn = createQueue()
  let running = 0
  let slowUntilMs = 0
  let wake: (() => void) | undefined

  const inFlightMax = () => {
    if (ports.now() < slowUntilMs) return 1
    return all.isQuiet() ? limits.inFlightQuiet : limits.inFlightBusy
  }
  const admit = async (signal: AbortSignal | undefined) => {
    await all.take(signal)
    while (running >= inFlightMax()) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    signal?.throwIfAborted()
    running += 1
    let ended = false
    return () => {
      if (ended) return
      ended = true
      running -= 1
      wake?.()
    }
  }
  return {
    async enter(kind, signal) {
      signal?.throwIfAborted()
      if (kind === 'search') await searchInTurn(() => searches.take(signal))
      return inTurn(() => admit(signal))
    },
    slowDown(forMs) {
      slowUntilMs = Math.max(slowUntilMs, ports.now() + forMs)
    },
  }
}
