// Ends a request early when it has to: the caller leaves, a part of it takes too long, or somebody else needs its place.

import type { Ports } from '#ports.ts'
import type { ForwardLimits } from '../limits.ts'
import type { ForwardResult } from '../meter.ts'
import { stripeTimeout, type Refusal } from '../refusal.ts'

/** Why a request ended early. */
export type EarlyEnd = Refusal | 'caller_left'

export type WatchOptions = {
  ports: Pick<Ports, 'sleep' | 'now'>
  limits: ForwardLimits
  /** Aborted when the caller goes away. */
  signal: AbortSignal
  /** Is given the function that ends the request when somebody else needs its place. */
  onOpen: (end: (refusal: Refusal) => void) => void
  /** What the request waits for from now on. */
  onWaiting: (waitingFor: 'caller' | 'stripe') => void
  /** Called once. Without `counted` the caller draws a refusal, which counts itself. */
  onEnd: (counted?: { status: number; result: ForwardResult }) => void
}

export interface Watch {
  /** Aborted as soon as the request ends early. */
  readonly signal: AbortSignal
  why(): EarlyEnd | undefined
  giveUp(reason: EarlyEnd): void
  /** Starts a limit of its own; the returned function lifts it. */
  limit(ms: number, refusal: Refusal): () => void
  /** From now on the request ends when nothing has moved for too long. */
  watchIdle(): void
  moved(waitingFor: 'caller' | 'stripe'): void
  /** Later calls change nothing. */
  end(counted?: { status: number; result: ForwardResult }): void
}

export function watch(options: WatchOptions): Watch {
  const { ports, limits, signal } = options
  const [upstream, ended] = [new AbortController(), new AbortController()]
  let why: EarlyEnd | undefined
  let movedAtMs = ports.now()
  const giveUp = (reason: EarlyEnd) => {
    if (why !== undefined || ended.signal.aborted) return
    why = reason
    upstream.abort(new Error(reason === 'caller_left' ? reason : reason.code))
  }
  const leave = () => giveUp('caller_left')
  const within = async (ms: number, refusal: Refusal, unless: AbortSignal) => {
    await ports.sleep(ms, unless).then(
      () => giveUp(refusal),
      () => undefined,
    )
  }
  const endWhenIdle = async () => {
    for (;;) {
      const leftMs = movedAtMs + limits.bodyIdleMs - ports.now()
      if (leftMs <= 0) return giveUp(stripeTimeout)
      await ports.sleep(leftMs, ended.signal)
    }
  }
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  options.onOpen(giveUp)
  void within(limits.totalMs, stripeTimeout, ended.signal)
  return {
    signal: upstream.signal,
    why: () => why,
    giveUp,
    limit(ms, refusal) {
      const over = new AbortController()
      void within(ms, refusal, AbortSignal.any([over.signal, ended.signal]))
      return () => over.abort()
    },
    watchIdle: () => void endWhenIdle().catch(() => undefined),
    moved(waitingFor) {
      movedAtMs = ports.now()
      options.onWaiting(waitingFor)
    },
    end(counted) {
      if (ended.signal.aborted) return
      ended.abort()
      signal.removeEventListener('abort', leave)
      options.onEnd(counted)
    },
  }
}
