// Enforces Missive's limits, so that other users of the same token are not locked out: 5 concurrent requests, 300 per minute, 900 per
// 15 minutes. https://missiveapp.com/docs/developers/rest-api

const concurrentMax = 5
const windows = [
  { ms: 60_000, requests: 300 },
  { ms: 900_000, requests: 900 },
] as const

export interface Limits {
  /** Takes a place, which the caller returns with `done`. If there is none, says how long to wait. */
  take(): { ok: true; done: () => void } | { ok: false; retryAfterMs: number }
}

export function createLimits(now: () => number): Limits {
  let busy = 0
  let startedAtMs: number[] = []
  return {
    take() {
      const nowMs = now()
      startedAtMs = startedAtMs.filter((atMs) => nowMs - atMs < 900_000)
      if (busy >= concurrentMax) return { ok: false, retryAfterMs: 1000 }
      for (const { ms, requests } of windows) {
        const oldest = startedAtMs.at(-requests)
        if (oldest !== undefined && nowMs - oldest < ms)
          return { ok: false, retryAfterMs: oldest + ms - nowMs }
      }
      busy += 1
      startedAtMs.push(nowMs)
      return { ok: true, done: () => void (busy -= 1) }
    },
  }
}
