// The rate limits of Missive's REST API: 5 requests at once, 300 a minute, 900 in a quarter of an hour.
// https://missiveapp.com/docs/developers/rest-api

const atOnce = 5
const windows = [
  { ms: 60_000, requests: 300 },
  { ms: 900_000, requests: 900 },
] as const

export type RestLimits = {
  /** Takes a slot, which `leave` returns; or says after how many seconds one will be free. */
  enter: () => { ok: true; leave: () => void } | { ok: false; retryAfterSeconds: number }
}

export function createRestLimits(now: () => number): RestLimits {
  let inside = 0
  let begun: number[] = []
  const waitMs = (nowMs: number): number => {
    const waits = windows.map(({ ms, requests }) => (begun.at(-requests) ?? -Infinity) + ms - nowMs)
    return Math.max(0, ...waits, inside >= atOnce ? 1000 : 0)
  }
  return {
    enter() {
      const nowMs = now()
      begun = begun.filter((atMs) => nowMs - atMs < 900_000)
      const wait = waitMs(nowMs)
      if (wait > 0) return { ok: false, retryAfterSeconds: Math.ceil(wait / 1000) }
      inside += 1
      begun.push(nowMs)
      return { ok: true, leave: () => void (inside -= 1) }
    },
  }
}
