// Limits the requests to one account: a token bucket that allows the burst of a lookup, and a limit on requests in flight. Both are
// far below Stripe's own limits, so that the customer's systems never notice us. https://docs.stripe.com/rate-limits

import type { Ports } from '#ports.ts'

export interface Throttle {
  /** Waits for a place, in order of arrival; the returned function gives it back. Rejects when `signal` aborts first. */
  enter(kind: 'search' | 'other', signal: AbortSignal | undefined): Promise<() => void>
  /** After a 429: one request at a time for a while. */
  slowDown(forMs: number): void
}

const limits = {
  /** Stripe allows 100 a second live, 25 in test mode and per endpoint. */
  perSecond: 10,
  burst: 30,
  /** More than half a bucket lets one cold lookup go out at once; a busy account gets fewer. */
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
    /** A caller that gives up while waiting takes no token. */
    async take(signal: AbortSignal | undefined) {
      signal?.throwIfAborted()
      while (fill() < 1) {
        await ports.sleep(Math.ceil(((1 - tokens) / perSecond) * 1000), signal)
        signal?.throwIfAborted()
      }
      tokens -= 1
    },
    giveBack: () => void (tokens = Math.min(capacity, fill() + 1)),
  }
}

/** Runs work one by one, in order of arrival, even if earlier work fails. */
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
  /** Waits until another request ends or this one is aborted. Only the first of the queue waits at a time. */
  const aRequestEnds = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const leave = () => reject(signal?.reason as Error)
      signal?.addEventListener('abort', leave, { once: true })
      wake = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
    })
  const admit = async (signal: AbortSignal | undefined) => {
    // First the place, then the token, so that nobody holds a token while waiting.
    while (running >= inFlightMax()) {
      signal?.throwIfAborted()
      await aRequestEnds(signal)
    }
    await all.take(signal)
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
      return inTurn(() => admit(signal)).catch((error: unknown) => {
        if (kind === 'search') searches.giveBack()
        throw error
      })
    },
    slowDown(forMs) {
      slowUntilMs = Math.max(slowUntilMs, ports.now() + forMs)
    },
  }
}
