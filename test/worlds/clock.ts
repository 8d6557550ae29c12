// The ports of a worker under test, with a clock that only the test moves, which also ends waiting.

import { createLog } from '#log.ts'
import type { Ports } from '#ports.ts'

export type TestClock = {
  ports: Ports
  /** Log lines so far. */
  lines: string[]
  /** Moves the clock; everything that waited until then continues, in order. */
  advance: (ms: number) => Promise<void>
}

type Waiting = { untilMs: number; resolve: () => void }

/** Creates the clock. Random bytes come from a seed, so that a run can be repeated. */
export function createTestClock(
  options: { seed?: number; fetch?: Ports['fetch']; startMs?: number } = {},
): TestClock {
  let nowMs = options.startMs ?? Date.UTC(2026, 10, 21)
  const waiting = new Set<Waiting>()
  const lines: string[] = []
  const random = createRandom(options.seed ?? 1)
  const ports: Ports = {
    fetch: options.fetch ?? (() => Promise.reject(new TypeError('nothing to fetch here'))),
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const gone = () => {
          waiting.delete(one)
          reject(new DOMException('no longer waiting', 'AbortError'))
        }
        const one: Waiting = {
          untilMs: nowMs + ms,
          resolve: () => {
            signal?.removeEventListener('abort', gone)
            waiting.delete(one)
            resolve()
          },
        }
        if (signal?.aborted) return gone()
        signal?.addEventListener('abort', gone, { once: true })
        waiting.add(one)
      }),
    randomBytes: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
    log: createLog({ level: 'debug', now: () => nowMs, write: (line) => void lines.push(line) }),
  }
  return {
    ports,
    lines,
    async advance(ms) {
      nowMs += ms
      const due = [...waiting].filter(({ untilMs }) => untilMs <= nowMs)
      for (const one of due.sort((a, b) => a.untilMs - b.untilMs)) one.resolve()
      // Lets resumed work proceed as far as it can without an answer from the database.
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

/** Mulberry32: a small seeded generator, good enough for tests. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A promise that is resolved or rejected from outside. */
export function createGate<T = void>() {
  let open!: (value: T) => void
  let fail!: (error: unknown) => void
  const passed = new Promise<T>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { passed, open, fail }
}
