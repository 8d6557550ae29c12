// Keeps to Missive's limits, so that other users of the same token are not shut out: 5 requests at once, 300 a minute, 900 in a quarter
// of an hour. https://missiveapp.com/docs/developers/rest-api

const atOnce = 5
const windows = [
  { ms: 60_000, requests: 300 },
  { ms: 900_000, requests: 900 },
] as const

export interface Limits {
  /** Takes a place, which the caller gives back with `done`; or returns when there will be one. */
  take(): { ok: true; done: () => void } | { ok: false; retryAfterMs: number }
}

export function createLimits(now: () => number): Limits {
  let busy = 0
  let begun: number[] = []
  return {
    take() {
      const nowMs = now()
      begun = begun.filter((atMs) => nowMs - atMs < 900_000)
      if (busy >= atOnce) return { ok: false, retryAfterMs: 1000 }
      for (const { ms, requests } of windows) {
        const oldest = begun.at(-requests)
        if (oldest !== undefined && nowMs - oldest < ms)
          return { ok: false, retryAfterMs: oldest + ms - nowMs }
      }
      busy += 1
      begun.push(nowMs)
      return { ok: true, done: () => void (busy -= 1) }
    },
  }
}
